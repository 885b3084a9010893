import type { Catalogue } from '../contract.ts';
import { josa } from '../josa.ts';

const ABILITIES = {
  'cache-mounts': '캐시 마운트',
  'named-contexts': '이름 있는 빌드 컨텍스트',
  secrets: '시크릿',
  ssh: 'ssh 에이전트 전달',
  'ignore-beside': 'Dockerfile 옆의 .dockerignore',
} as const;

const NAMED = {
  image: '이미지',
  'build-arg': '빌드 인자',
  context: '빌드 컨텍스트',
  target: '스테이지',
  platform: '플랫폼',
  builder: '빌더',
  secret: '시크릿',
  ssh: 'ssh 에이전트',
} as const;

const WHY = {
  'not-found': '레지스트리에 없습니다',
  denied: '레지스트리가 거부합니다',
  unreachable: '레지스트리에 연결할 수 없습니다',
} as const;

export const engineSentences = {
  'engine-not-found': (a) => `PATH에 ${josa(a.program, '이/가')} 없습니다`,
  'engine-down': (a) => `${a.endpoint}에서 응답하는 엔진이 없습니다: ${a.reason}`,
  'engine-refused': (a) => `엔진이 ${a.operation} 요청을 거부했습니다 (${a.status}): ${a.reason}`,
  'engine-endpoint-unsupported': (a) => `엔진 주소 ${josa(a.endpoint, '은/는')} 지원하지 않는 형식입니다`,
  'unknown-engine': (a) => `${josa(`"${a.name}"`, '이라/라')}는 엔진은 없습니다`,
  'unknown-builder': (a) => `${josa(`"${a.name}"`, '이라/라')}는 빌더는 없습니다`,
  'builder-lacks': (a) => `빌더 ${josa(a.builder, '은/는')} ${josa(ABILITIES[a.ability], '을/를')} 지원하지 않습니다`,
  'disk-full': (a) =>
    `${a.where === 'engine' ? '엔진의' : '이 기기의'} 디스크가 가득 찼습니다${a.path === undefined ? '' : ` (${a.path})`}: ${a.reason}`,
  'build-failed': (a) => {
    const exit = a.exitCode === undefined ? '' : ` (종료 코드 ${a.exitCode})`;
    const place = a.line === undefined ? a.dockerfile : `${a.dockerfile}:${a.line}`;
    return `${place}: ${josa(a.command === '' ? '빌드' : a.command, '이/가')} 실패했습니다${exit}: ${a.reason}`;
  },
  'build-interrupted': () => '빌드가 중단되었습니다',
  'base-not-found': (a) =>
    `${a.line === undefined ? '' : `${a.line}번째 줄의 `}베이스 이미지 ${josa(a.reference, '을/를')} 가져올 수 없습니다: ${WHY[a.why]}`,
  'frontend-not-found': (a) => `syntax 줄의 프런트엔드 ${josa(a.reference, '을/를')} 가져올 수 없습니다: ${WHY[a.why]}`,
  'dockerfile-not-read': (a) => `빌더가 ${josa(a.dockerfile, '을/를')} 읽지 못합니다: ${a.reason}`,
  'bad-name': (a) => `${josa(`"${a.name}"`, '은/는')} ${NAMED[a.of]} 이름이 될 수 없습니다`,
  'image-not-found': (a, w) =>
    `엔진에 이미지 ${josa(a.image, '이/가')} 없습니다${a.tags?.length ? `. 있는 이미지: ${w.list(a.tags)}` : ''}`,
  'image-not-loaded': (a) => `엔진이 이미지를 받아들이지 않았습니다: ${a.reason}`,
  'container-not-started': (a) => `컨테이너가 시작되지 않았습니다: ${a.reason}`,
  'container-not-running': (a) => `컨테이너 ${josa(a.container, '이/가')} 더 이상 실행 중이 아닙니다`,
  'run-interrupted': () => '실행이 중단되었습니다',
  'hint-doctor': () => 'plimsoll doctor로 자세히 볼 수 있습니다',
  'hint-install-engine': () => 'buildx가 있는 Docker를 설치하거나 PATH에 추가하십시오',
  'hint-substitute': (a) => `plimsoll.yaml의 "substitute"에 ${josa(a.reference, '을/를')} 대신할 이미지를 적으십시오`,
  'hint-free-disk': () => '디스크 공간을 확보하십시오',
} satisfies Partial<Catalogue>;
