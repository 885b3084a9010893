import type { Catalogue } from '../contract.ts';
import { josa } from '../josa.ts';

const NOWHERE = {
  unreachable: '에 연결할 수 없습니다',
  denied: '에서 읽을 권한이 없습니다 (docker login?)',
  lacks: '에도 없습니다',
} as const;

export const cliSentences = {
  'given-file-missing': (a) => `${a.file} 파일이 없습니다`,
  'given-is-folder': (a) => `${josa(a.file, '은/는')} 파일이 아니라 디렉터리입니다`,
  'given-is-file': (a) => `${josa(a.file, '은/는')} 디렉터리가 아니라 파일입니다`,
  'given-no-file': (a) => `${josa(a.file, '은/는')} 파이프나 장치입니다. 위치를 정해 읽으므로 파일로 저장해야 합니다`,
  'given-empty': (a) => `${josa(a.file, '은/는')} 빈 파일입니다`,
  'archive-compressed': (a) =>
    `${josa(a.file, '은/는')} ${josa(a.by, '으로/로')} 압축되어 있습니다. 아카이브는 그 자리에서 읽으므로 먼저 압축을 푸십시오: ${a.command}`,
  'unknown-source': (a, w) => `${a.prefix}: 이미지를 읽을 수 있는 곳이 아닙니다. 쓸 수 있는 것: ${w.list(a.known)}`,
  'image-nowhere': (a, w) => {
    const engine =
      a.engine === 'lacks'
        ? `엔진에 이미지 ${josa(a.image, '이/가')} 없고`
        : `${josa(a.image, '을/를')} 물어볼 엔진이 응답하지 않고`;
    const others = a.tags?.length ? ` (있는 이미지: ${w.list(a.tags)})` : '';
    const reason = a.reason === undefined ? '' : `: ${a.reason}`;
    return `${engine}${others}, ${a.host}${NOWHERE[a.registry]}${reason}`;
  },
  'output-lost': (a) => `결과를 쓸 수 없습니다: ${a.reason}`,
  'hint-own-record': () => '대신 이미지 자체의 기록으로 줄을 알립니다',
  'value-missing': (a, w) =>
    `${a.flag} 옵션에 값이 없습니다${a.known.length > 0 ? `. 줄 수 있는 값: ${w.list(a.known)}` : ''}`,
  'metadata-file-useless': (a) =>
    a.fault === 'malformed'
      ? `${a.file}: docker buildx build --metadata-file의 JSON이 아닙니다`
      : `${a.file}: 어느 단계가 어느 레이어를 만들었는지 나와 있지 않습니다. --provenance=mode=max와 BUILDX_METADATA_PROVENANCE=max로 빌드해야 합니다`,
  'bad-limit': (a, w) => `${a.text}: 한도를 정할 수 없습니다. NAME=NUMBER로 쓰며 이름은 ${w.list(a.known)}입니다`,
  'hint-set-limit': (a) => `믿을 수 있는 이미지라면 --limit ${a.name}=NUMBER로 한도를 바꿀 수 있습니다`,
  'folder-not-found': (a) => `디렉터리 ${josa(a.dir, '이/가')} 없습니다`,
  'no-run-yet': (a) => `${a.dir}에 끝난 실행이 없습니다. 먼저 plimsoll optimize를 실행하십시오`,
  'no-such-rung': (a, w) => `${a.rung}단계는 없습니다. 있는 단계: ${w.list(a.known.map(String))}`,
  'rung-not-applicable': (a) => `${a.rung}단계는 빌드된 적이 없어 적용할 것이 없습니다`,
  'file-changed-since-run': (a) => `${josa(a.file, '이/가')} 실행 이후에 바뀌었습니다. --force를 주면 덮어씁니다`,
  'applied-rung': (a, w) => `${a.rung}단계를 적용했습니다: ${w.list(a.files)}`,
  'undid-apply': (a, w) => `되돌렸습니다: ${w.list(a.files)}`,
  'nothing-to-undo': (a) => `${a.dir}에 적용한 것이 없습니다`,
  swept: (a) => {
    const counts: readonly (readonly [string, number])[] = [
      ['컨테이너', a.containers],
      ['이미지', a.images],
      ['볼륨', a.volumes],
      ['네트워크', a.networks],
      ['디렉터리', a.folders],
    ];
    const parts = counts.filter(([, count]) => count > 0).map(([noun, count]) => `${noun} ${count}개`);
    return parts.length === 0 ? '지울 것이 없습니다' : `지운 것: ${parts.join(', ')}`;
  },
  'usage-error': (a) => a.text,
  'unexpected-error': (a) => `프로그램 결함입니다. 신고해 주십시오: ${a.text}`,
  'unknown-verb': (a) => `${josa(a.word, '이라/라')}는 명령은 없습니다`,
  'unknown-flag': (a) => `${a.flag} 옵션은 없습니다`,
  'flag-repeated': (a) => `${a.flag} 옵션을 두 번 주었습니다`,
  'argument-missing': (a) => `인수 ${josa(a.name, '이/가')} 빠졌습니다`,
  'argument-unexpected': (a) => `인수가 너무 많습니다: ${a.value}`,
  'value-not-known': (a, w) =>
    `${a.flag}에 ${josa(a.value, '은/는')} 줄 수 없습니다. 줄 수 있는 값: ${w.list(a.known)}`,
  'did-you-mean': (a) => `혹시 ${a.near.join(', ')}인가요?`,
  'system-refused': (a) => (a.path === '' ? `${a.operation}: ${a.reason}` : `${a.path}: ${a.operation}: ${a.reason}`),
  'temp-folder-refused': (a) => `${a.dir}에 이미지를 둘 디렉터리를 만들 수 없습니다: ${a.reason}`,
  'hint-set-tmpdir': () => 'TMPDIR에 쓸 수 있는 디렉터리를 지정하십시오',
  'rung-not-working': (a) =>
    `${a.rung}단계는 빌드되었지만 정상 동작하지 않습니다(${a.running}). --force를 주면 적용합니다`,
  'file-not-committed': (a) => `${a.file}에 커밋하지 않은 변경이 있습니다. --force를 주면 덮어씁니다`,
  'file-changed-since-apply': (a) => `${josa(a.file, '이/가')} 적용한 뒤에 바뀌었습니다. --force를 주면 되돌립니다`,
  'file-outside-project': (a) => `${josa(a.file, '은/는')} 프로젝트 밖을 가리킵니다. --force를 주면 그래도 씁니다`,
  'record-damaged': (a) =>
    `${josa(a.path, '이/가')} 실행이 쓴 그대로가 아닙니다. plimsoll optimize를 다시 실행하십시오`,
  'rung-in-place': (a) => `${a.rung}단계가 이미 적용되어 있습니다`,
  'commit-smaller': (a, w) => `이미지 크기 줄이기: ${w.bytes(a.from)} → ${w.bytes(a.to)} (-${w.percent(-a.ratio)})`,
  'commit-faster': (a, w) => `재빌드 시간 줄이기: ${w.duration(a.fromMs)} → ${w.duration(a.toMs)}`,
  'commit-other': (a) => `plimsoll ${a.rung}단계 적용`,
  'commit-column': (a) => (a.column === 'before' ? '이전' : '이후'),
  'commit-run': (a) => `plimsoll ${a.version}로 측정하고 검증함: 실행 ${a.run}, ${a.rung}단계`,
  'swept-cache': (a) => `빌드 캐시에서 우리 캐시 마운트 ${a.mounts}개를 지웠습니다`,
  'cache-not-swept': (a) => `캐시 마운트는 빌드 캐시에 그대로 있습니다: ${a.reason}`,
} satisfies Partial<Catalogue>;
