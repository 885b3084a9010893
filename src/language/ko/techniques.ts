import type { TechniqueId } from '../../techniques/contract.ts';
import type { Catalogue } from '../contract.ts';
import { josa } from '../josa.ts';

/** What a rung is called, by the id of its technique. */
export const TECHNIQUE_NAMES: Readonly<Record<TechniqueId, string>> = {
  'context-trimmed': '.dockerignore',
  'slim-base': 'slim 베이스',
  'dependencies-first': '레이어 캐싱',
  'cache-mounts': '캐시 마운트',
  'runtime-stage-split': '멀티스테이지',
  'numeric-user': '일반 사용자 UID',
};

export const techniqueSentences = {
  'manager-not-read': (a) => `${a.manager}의 단계는 아직 읽을 수 없습니다`,
  'no-install-step-to-cache': () => '캐시에 남겨 둘 만한 설치 단계가 없습니다',
  'context-holds-nothing-to-ignore': () => '빌드 컨텍스트에 제외할 파일이 없습니다',
  'dependencies-are-first': () => '의존성이 이미 소스보다 먼저 설치되거나, 설치에 소스가 필요합니다',
  'user-is-not-root': (a) => `이미 ${josa(a.user, '으로/로')} 실행됩니다`,
  'base-has-no-light-variant': (a) => `베이스 이미지 ${josa(a.base, '은/는')} 더 가벼운 변형이 없습니다`,
  'stage-is-split-already': () => '빌드와 실행이 이미 다른 스테이지로 나뉘어 있습니다',
  'no-build-to-split-off': () => '따로 떼어 낼 빌드 단계가 없습니다',
  'stage-used-by-others': (a) => `다른 스테이지가 ${josa(a.stage, '을/를')} 쓰고 있어 나눌 수 없습니다`,
  'go-program-not-found': (a) => `실행하는 프로그램(${a.start})을 만드는 빌드 단계를 찾지 못했습니다`,
  'go-needs-cgo': (a) => `${josa(a.module, '은/는')} cgo가 필요하여 정적으로 링크할 수 없습니다`,
  'go-runs-other-programs': () => '다른 프로그램을 실행하는데 빈 베이스 이미지에는 그 프로그램이 없습니다',
  'start-needs-a-shell': () => '셸을 거쳐 시작하는데 빈 베이스 이미지에는 셸이 없습니다',
  'build-changes-folder': () => '빌드 단계가 디렉터리를 옮겨 프로그램이 놓이는 곳을 알 수 없습니다',
  'go-built-for-builder': (a) =>
    `FROM ${a.platform} 때문에 이미지가 아니라 빌더의 플랫폼에 맞춰 컴파일합니다. GOARCH=$TARGETARCH로 컴파일러에 알려 주십시오`,
  'value-of-build-base': (a) => `${a.name} 값이 빌드용 베이스 이미지에서 오는데 빈 베이스 이미지에는 그 값이 없습니다`,
  'healthcheck-left-out': (a) =>
    `빈 베이스 이미지에서는 헬스체크(${a.command})를 실행할 수 없습니다. 오케스트레이터가 HTTP로 확인하게 하십시오`,
  'install-needs-sources': () => '설치에 의존성 명세뿐 아니라 소스도 필요합니다',
  'install-placed-elsewhere': () => '패키지를 별도 디렉터리에 설치합니다',
  'run-does-more': (a) =>
    `${a.line}번째 줄은 패키지 설치나 컴파일 말고도 하는 일이 있어, 디스크에 남기는 것을 잃게 됩니다`,
  'base-unknown': (a) => `베이스 이미지 ${a.base}에 대한 정보가 없습니다`,
  'interpreter-by-path': (a) => `가상 환경이 아니라 인터프리터의 전체 경로(${a.start})로 시작합니다`,
} satisfies Partial<Catalogue>;
