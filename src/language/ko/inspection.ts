import type { Messages } from '../../model/message.ts';
import type { Catalogue, Words } from '../contract.ts';
import { formatPercent } from '../format-ratio.ts';
import { josa } from '../josa.ts';
import { CURES } from './cures.ts';

type Placed = Messages['inspect-finding'];

const COLUMNS = {
  layer: '레이어',
  unpacked: '이미지 크기',
  transfer: '전송 크기',
  dead: '죽은 바이트',
  files: '파일 수',
  line: '줄',
  instruction: '명령어',
} as const;

const PACKAGE_COLUMNS = {
  package: '패키지',
  version: '버전',
  kind: '종류',
  bytes: '이미지 크기',
  layer: '레이어',
} as const;

const LINE_COLUMNS = { bytes: '이미지 크기', dead: '죽은 바이트', line: '줄', text: 'Dockerfile' } as const;

const HEADINGS = {
  findings: '없어도 될 수 있는 것',
  layers: '레이어 (0부터 셉니다)',
  packages: '패키지',
  lines: '줄별 크기',
  notes: '눈에 띄는 점',
  secrets: '비밀 값',
} as const;

const REASONS = {
  'deleted-later': '나중에 삭제됨',
  'overwritten-later': '나중에 덮어씀',
  'metadata-copied': '권한·소유자·시각만 바꾸려고 복사됨',
  'replaced-later': '나중에 다른 것으로 바뀜',
  'version-control': '버전 관리 기록',
  'package-lists': '패키지 목록',
  'package-cache': '패키지 관리자의 캐시와 임시 파일',
  compiler: '컴파일러와 빌드 도구',
  'dev-dependency': '개발용 패키지',
  headers: '헤더와 정적 라이브러리',
  documentation: '문서',
  locales: '번역 파일(로캘)',
  tests: '패키지의 테스트',
  bytecode: '소스 옆의 컴파일된 Python',
  data: '데이터와 모델',
  'duplicate-content': '같은 내용의 다른 사본',
  'duplicate-package': '같은 패키지의 다른 사본',
} as const;

const KNOWN = {
  provenance: '줄은 정확합니다: 빌드 기록에 나와 있습니다',
  dockerfile: '줄은 히스토리와 Dockerfile을 대조한 것입니다: 단계가 서로 같습니다',
  history: '줄을 알 수 없습니다: 이미지에는 단계만 있습니다. --file로 Dockerfile을 주면 알 수 있습니다',
  nothing: '줄을 알 수 없습니다: 이미지에 단계가 없습니다',
} as const;

const UNFIT = '줄을 알 수 없습니다: 건네받은 파일이 이 이미지의 단계와 맞지 않습니다';

const NOTES = {
  'entry-traversal': '루트 위로 올라가는 이름이 있습니다. 엔진은 루트 아래에 둡니다',
  'tar-ambiguous': '내용이 없는데 길이를 적은 항목이 있습니다. 다른 프로그램은 그 뒤에서 다른 파일을 봅니다',
  'duplicate-path': '같은 이름이 두 번 나옵니다. 마지막 것이 쓰입니다',
  'device-node': '장치 파일이 있습니다',
  'data-after-end': 'tar가 끝난 뒤에 아무도 읽지 않는 바이트가 있습니다',
  'end-missing': 'tar가 제대로 끝나지 않습니다',
  'media-type-mismatch': '미디어 타입과 다르게 압축되어 있습니다',
  'attestation-unread': '빌드 증명을 읽지 못했습니다',
  'layer-order': '매니페스트의 레이어 순서가 구성과 달라 구성을 따랐습니다',
  'history-mismatch': '히스토리가 레이어와 맞지 않아 믿지 않습니다',
  'foreign-layer': '다른 곳에서 받아야 하는 레이어입니다. 받지 않습니다',
  'link-loop': '심볼릭 링크가 순환합니다',
  'hostile-name': '제어 문자나 쓰기 방향을 바꾸는 문자가 이름에 있습니다',
  'aufs-metadata': '옛 AUFS 드라이버가 남긴 것이 있습니다',
} as const;

const SECRETS = {
  'private-key': '개인 키',
  'cloud-credentials': '클라우드 자격 증명',
  'registry-login': '레지스트리 로그인',
  'package-token': '패키지 저장소 토큰',
  'git-credentials': 'Git 또는 호스트 자격 증명',
  'access-token': '접근 토큰',
  'environment-variable': '비밀 값이 든 환경 변수',
  'build-argument': '비밀 값이 든 빌드 인수',
  label: '비밀 값이 든 레이블',
  command: '명령에 적힌 비밀 값',
  'environment-file': '비밀 값이 든 환경 파일',
} as const;

export const inspectionSentences = {
  'inspect-title': (a) => [a.name, a.platform, `레이어 ${a.layers}개`].filter((part) => part !== '').join(' · '),
  'inspect-sizes': (a, w) =>
    [
      `이미지 크기 ${w.bytes(a.unpackedBytes)}`,
      ...(a.baseBytes === undefined ? [] : [`그중 베이스 ${w.bytes(a.baseBytes)}`]),
      ...(a.transferBytes === undefined ? [] : [`전송 크기 ${w.bytes(a.transferBytes)}`]),
      `죽은 바이트 ${w.bytes(a.deadBytes)}`,
      ...(a.duplicateBytes === undefined ? [] : [`같은 파일의 중복 사본 ${w.bytes(a.duplicateBytes)}`]),
    ].join(', '),
  'inspect-efficiency': (a) =>
    `이미지 크기의 ${josa(formatPercent(a.efficiency), '이/가')} 실제로 쓰이는 내용입니다${
      a.diveEfficiency === undefined ? '' : ` (dive가 계산하는 efficiency: ${formatPercent(a.diveEfficiency)})`
    }`,
  'inspect-needless': (a, w) =>
    a.ownBytes === undefined
      ? `모두 ${w.bytes(a.bytes)} (각 바이트를 한 번만 셉니다)`
      : `직접 만든 레이어에서 ${w.bytes(a.ownBytes)}, 베이스에서 ${w.bytes(a.bytes - a.ownBytes)} (각 바이트를 한 번만 셉니다)`,
  'inspect-joining': (a, w) =>
    a.bytes === 0
      ? '레이어를 합쳐도 0 B 줄어듭니다. 레이어 수만 줄여서는 작아지지 않습니다'
      : `레이어를 합쳐도 죽은 바이트만큼(${w.bytes(a.bytes)})만 줄어듭니다`,
  'inspect-heading': (a) => HEADINGS[a.of],
  'inspect-column': (a) => COLUMNS[a.column],
  'inspect-package-column': (a) => PACKAGE_COLUMNS[a.column],
  'inspect-line-column': (a) => LINE_COLUMNS[a.column],
  'inspect-line-beyond': () => '(파일에 없는 줄)',
  'inspect-finding': (a, w) =>
    [
      `${w.bytes(a.bytes)} ${REASONS[a.code]}: ${a.package ?? placeOf(a, w)}`,
      ...(a.instead === undefined || a.instead === a.package ? [] : [`지금은 ${a.instead}`]),
      `파일 ${a.files}개`,
      ...(a.layer === undefined
        ? a.isBase
          ? ['베이스에 있음']
          : []
        : [`${a.isBase ? '베이스 ' : ''}레이어 ${a.layer}${called(a.from)}에 있음`]),
      ...(a.by === undefined ? [] : [`레이어 ${hiding(a.by, a.killer)} 가림`]),
      ...(a.code === 'duplicate-package' ? [a.examples.join(', ')] : []),
    ].join(', '),
  'inspect-nothing-found': () => '없어도 될 것을 찾지 못했습니다',
  'inspect-more-findings': (a, w) =>
    [
      ...(a.count === 0 ? [] : [`그 밖의 더 작은 항목 ${a.count}개, 합계 ${w.bytes(a.bytes)}`]),
      ...(a.copies === 0
        ? []
        : [
            `그 밖의 더 작은 중복 사본 항목 ${w.count(a.copies)}개, ${w.bytes(a.copiesBytes)} (일부는 다른 항목에서도 셌습니다)`,
          ]),
    ].join('; '),
  'inspect-more-packages': (a, w) => `그 밖의 더 작은 패키지 ${a.count}개, 합계 ${w.bytes(a.bytes)}`,
  'inspect-packages-unread': (a) => `패키지를 알려 줄 수 있는 파일 ${a.files}개를 읽지 못했습니다`,
  'inspect-lines-known': (a) =>
    a.isGiven && (a.known === 'history' || a.known === 'nothing') ? UNFIT : KNOWN[a.known],
  'inspect-headers-only': () =>
    '헤더만 읽었습니다. 패키지, 비밀 값, 같은 내용의 사본은 살펴보지 않았고 권한만 바꾼 사본도 덮어쓴 것으로 셉니다',
  'inspect-more-secrets': (a) => `그 밖에 ${a.count}개`,
  'inspect-note': (a, w) =>
    [
      a.layer === undefined ? NOTES[a.code] : `레이어 ${a.layer}: ${NOTES[a.code]}`,
      ...(a.path === undefined ? [] : [a.count === 1 ? a.path : `${a.path} 외 ${a.count - 1}개`]),
      ...(a.bytes === undefined ? [] : [w.bytes(a.bytes)]),
    ].join(', '),
  'inspect-secret': (a) => {
    const what = a.path ?? a.name;
    const where =
      a.path === undefined
        ? a.step === undefined
          ? '설정에 있음'
          : `히스토리${called(a.from)}에 있음`
        : `레이어 ${a.layer}${called(a.from)}에 있음`;
    const hidden = a.isHidden ? '. 나중 레이어가 가렸지만 이미지에 남아 있습니다' : '';
    return `${what === undefined ? '' : `${what}: `}${SECRETS[a.kind]}, ${where}${hidden}`;
  },
  'next-file': (a) => `plimsoll inspect --file Dockerfile ${a.name}      (각 레이어의 줄을 알려 줍니다)`,
  'finding-reason': (a) => REASONS[a.code],
  'finding-cure': (a) => CURES[a.code],
  'validate-result': (a) =>
    a.layers === undefined
      ? `${josa(a.name, '을/를')} 열 수 없습니다`
      : a.faults === 0
        ? `${a.name}: 레이어 ${a.layers}개를 끝까지 읽었고 잘못된 것이 없습니다`
        : `${a.name}: 레이어 ${a.layers}개에서 잘못된 것 ${a.faults}개`,
  'validate-fault': (a, w) => (a.layer === undefined ? w.say(a.fault) : `레이어 ${a.layer}: ${w.say(a.fault)}`),
  'inspect-unknown-bytes': (a, w) => `${josa(w.bytes(a.bytes), '은/는')} 단계를 알 수 없는 레이어의 것입니다`,
} satisfies Partial<Catalogue>;

/** Equal contents are told by their paths alone. */
function placeOf(a: Placed, w: Words): string {
  if (a.code === 'duplicate-content') return a.examples.join(' = ');
  if (a.mostly === undefined) return a.place === '' ? '여러 폴더' : a.place;
  const most = w.bytes(a.mostly.bytes);
  return a.place === '' ? `대부분 ${a.mostly.place} (${most})` : `${a.place}, 대부분 ${tail(a)} (${most})`;
}

/** Below its place. */
function tail({ place, mostly }: Placed): string {
  return mostly?.place.slice(place.length) ?? '';
}

/** The particle follows the number, also where an instruction stands between them. */
function hiding(by: number, killer: string): string {
  const number = String(by);
  return `${number}${called(killer)}${josa(number, '이/가').slice(number.length)}`;
}

function called(instruction: string): string {
  return instruction === '' ? '' : `(${instruction})`;
}
