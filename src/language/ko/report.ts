import type { Catalogue } from '../contract.ts';
import { ECOSYSTEM_NAMES } from '../ecosystem-names.ts';
import { formatBytes } from '../format-bytes.ts';
import { formatPercent } from '../format-ratio.ts';
import { josa } from '../josa.ts';
import { TECHNIQUE_NAMES } from './techniques.ts';

const COLUMNS = {
  rung: '단계',
  technique: '기법',
  unpacked: '이미지 크기',
  transfer: '전송 크기',
  previous: '감소율',
  total: '누적 감소율',
  cold: '전체 빌드',
  edit: '재빌드',
  verify: '검증',
  note: '비고',
} as const;

const DOCUMENT_COLUMNS = {
  language: '언어',
  step: '단계',
  size: '이미지 크기',
  previous: '감소율',
  total: '누적 감소율',
  transfer: '전송 크기',
  cold: '전체 빌드',
  edit: '수정 후 재빌드',
  verify: '검증',
} as const;

const STATES = {
  works: '정상',
  'as-before': '기존과 같음',
  broken: '고장',
  unverified: '미확인',
  impossible: '불가능',
  'build-failed': '빌드 실패',
  'not-built-here': '여기서 빌드 불가',
} as const;

const REMARKS = {
  'time-only': '시간만 단축',
  'no-gain': '이득 없음',
  worse: '다른 지표가 나빠짐',
  'branch-lost': '기존 갈래가 더 나음',
  'not-kept': '채택하지 않음',
  hardening: '보안 강화',
} as const;

const OVERVIEW_COLUMNS = { place: '위치', cost: '비용', basis: '근거', fault: '문제' } as const;

const BASES = { measured: '측정', computed: '계산', estimated: '추정' } as const;

const DOCTOR_STATES = { ok: '정상', warn: '주의', bad: '문제' } as const;

export const reportSentences = {
  'report-column': (a) => COLUMNS[a.column],
  'report-document-column': (a) => DOCUMENT_COLUMNS[a.column],
  'report-change': (a) => reduction(a.ratio),
  'report-reduction': (a) => reduction(a.ratio),
  'report-technique': (a) => new Map(Object.entries(TECHNIQUE_NAMES)).get(a.id) ?? a.id,
  'report-ecosystem': (a) => new Map(Object.entries(ECOSYSTEM_NAMES)).get(a.id) ?? a.id,
  'report-as-found': () => '기본',
  'report-state': (a) => STATES[a.state],
  'report-state-as-before': (a) => (a.statuses === '' ? '기존과 같음' : `기존과 같음 (${a.statuses})`),
  'report-remark': (a) => REMARKS[a.remark],
  'report-coverage': (a) => `알려진 진입점 ${a.known}개 가운데 ${a.probed}개를 프로브로 확인합니다`,
  'report-coverage-remark': (a) => `프로브 ${a.probed}/${a.known}`,
  'report-cure': (a) => `${a.cause} → ${a.cure}`,
  'report-more-causes': (a) => `그 밖의 원인 ${a.count}개`,
  'report-title': (a) => [a.project, a.dockerfile, ...a.ecosystems, a.engine].join(' · '),
  'report-note-line': (a) => `${a.rung}단계: ${a.note}`,
  'report-evidence': (a) => `확인한 내용: ${a.evidence}`,
  'report-recommended': (a) => `추천: ${a.rung}단계, ${a.technique} (${a.reason})`,
  'report-keep-as-found': (a) => `추천: 기존 이미지를 그대로 둡니다 (${a.reason})`,
  'report-no-choice': () => '추천하는 단계가 없습니다: 선택에 이르기 전에 끝났습니다',
  'report-apply': (a) => a.command,
  'report-where': (a) => `기록: ${a.path}`,
  'report-set-aside': (a) => `변경 전부터 실패하여 제외한 프로브: ${a.probe === '' ? '' : `${a.probe}: `}${a.cause}`,
  'report-advice': (a) => `조언: ${a.advice}`,
  'report-place': (a) => a.place,
  'report-at': (a) => `위치: ${a.place}`,
  'report-stand-in': (a) =>
    `베이스 이미지 ${josa(a.from, '은/는')} 대용 이미지(${a.to})입니다. 크기가 공식 이미지의 크기와 다릅니다`,
  'report-substituted': (a) =>
    `이번 빌드에서는 베이스 이미지 ${josa(a.from, '을/를')} ${josa(a.to, '으로/로')} 바꾸었습니다`,
  'report-stopped': (a) => `도중에 멈춤: ${a.reason}`,
  'report-basis-computed': (a) => `${a.mark} 측정값이 아니라 계산값입니다 (${a.method})`,
  'report-basis-estimated': (a) => `${a.mark} 추정값입니다 (${a.method})`,
  'report-spread': (a) => `${a.column}: ${a.n}회 측정의 중앙값 (최소~최대: ${a.ranges})`,
  'report-spread-range': (a) => `${a.rung}단계 ${a.min}~${a.max}`,
  'report-methods-differ': (a, w) =>
    `${josa(a.column, '은/는')} 여러 방법(${w.list(a.methods)})으로 측정되어 서로 비교하지 않습니다`,
  'report-columns-left': (a, w) => `${a.width}칸에 맞추려고 뺀 열: ${w.list(a.columns)}`,
  'report-columns-empty': (a, w) => `측정하지 않음: ${w.list(a.columns)}`,
  'overview-title': (a, w) =>
    [
      a.dockerfile,
      ...a.ecosystems,
      a.stages === 1 ? '단일 스테이지' : `스테이지 ${a.stages}개`,
      `명령어 ${a.instructions}개`,
      `빌드 컨텍스트 ${w.bytes(a.contextBytes)}, 파일 ${w.count(a.contextFiles)}개`,
    ].join(' · '),
  'overview-how': (a, w) => `(정적 분석, 빌드 없음, ${w.duration(a.elapsedMs)})`,
  'overview-column': (a) => OVERVIEW_COLUMNS[a.column],
  'overview-basis': (a) => BASES[a.basis],
  'overview-cost-bytes': (a) => inRange(formatBytes(a.likely), formatBytes(a.low), formatBytes(a.high)),
  'overview-cost-none': (a) => (a.is === 'risk' ? '위험' : '알 수 없음'),
  'overview-cost-time': (a, w) =>
    `빌드마다 ${inRange(w.duration(a.likelyMs), w.duration(a.lowMs), w.duration(a.highMs))}`,
  'overview-no-fault': () => '파일만 읽어서는 문제를 찾지 못했습니다. 나머지는 빌드해야 알 수 있습니다',
  'overview-more': (a) => `그 밖에 더 작은 문제 ${a.count}개`,
  'overview-next': (a) => `다음: ${a.next}`,
  'next-optimize': (a) =>
    `plimsoll optimize${a.folder && ` ${a.folder}`}      (.plimsoll/에서 한 단계씩 빌드하고 매번 정상 동작하는지 확인합니다)`,
  'next-doctor': () => 'plimsoll doctor      (엔진, 빌더, 디스크를 살펴봅니다)',
  'doctor-state': (a) => DOCTOR_STATES[a.state],
  'progress-image': (a, w) =>
    `${a.platform}, 레이어 ${a.layers}개${a.transferBytes === undefined ? '' : `, 전송 ${w.bytes(a.transferBytes)}`}`,
  'progress-layer': (a, w) =>
    `레이어 ${josa(String(a.layer), '을/를')} 읽었습니다 (0–${a.layers - 1}): ${w.bytes(a.contentBytes)}`,
  'progress-known': (a) =>
    `레이어 ${a.layers}개 중 ${a.known}개는 전에 읽은 것과 다이제스트가 같아 다시 읽지 않았습니다. plimsoll validate는 모든 바이트를 읽습니다`,
  'progress-planned': (a, w) => `${a.rungs}개 단계를 진행합니다${rest(a.restMs, w.duration)}`,
  'progress-started': (a) => `${a.rung}단계: ${a.technique}`,
  'progress-resumed': (a) => `${a.rung}단계: ${a.technique}, 이전 실행에서 끝났습니다`,
  'progress-built': (a, w) => `${a.rung}단계: ${w.duration(a.ms)} 만에 빌드했습니다`,
  'progress-not-built': (a) => `${a.rung}단계: ${a.state}`,
  'progress-measured': (a, w) => `${a.rung}단계: ${sizes(a.unpackedBytes, a.transferBytes)} (${w.duration(a.ms)})`,
  'progress-verified': (a, w) => `${a.rung}단계: ${a.state} (${w.duration(a.ms)})${rest(a.restMs, w.duration)}`,
  'progress-rebuild': (a, w) =>
    `${a.rung}단계: ${w.duration(a.ms)} 만에 재빌드했습니다${a.left > 0 ? `, ${a.left}회 남음` : ''}`,
} satisfies Partial<Catalogue>;

/** 감소율: smaller is positive; growth says so in words, since a minus before a reduction would be read the wrong way. */
function reduction(ratio: number): string {
  const text = formatPercent(Math.abs(ratio));
  return ratio > 0 && text !== formatPercent(0) ? `${text} 증가` : text;
}

function inRange(likely: string, low: string, high: string): string {
  return low === high ? likely : `약 ${likely} (${low}~${high})`;
}

function sizes(unpackedBytes: number, transferBytes: number | undefined): string {
  const unpacked = `이미지 크기 ${formatBytes(unpackedBytes)}`;
  return transferBytes === undefined ? unpacked : `${unpacked}, 전송 크기 ${formatBytes(transferBytes)}`;
}

function rest(restMs: number | undefined, duration: (ms: number) => string): string {
  return restMs === undefined ? '' : `, 약 ${duration(restMs)} 남음`;
}
