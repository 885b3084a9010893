import type { TechniqueId } from '../../techniques/contract.ts';
import type { Catalogue } from '../contract.ts';
import { josa } from '../josa.ts';

/** What a rung is called, by the id of its technique. */
export const TECHNIQUE_NAMES: Readonly<Record<TechniqueId, string>> = {
  'context-trimmed': '.dockerignore',
  'slim-base': 'slim 베이스',
  'dependencies-first': '의존성 먼저 복사',
  'cache-mounts': '캐시 마운트',
  'runtime-stage-split': '멀티스테이지',
  'numeric-user': '숫자 UID 일반 사용자',
};

export const techniqueSentences = {
  'no-install-step-to-cache': () => '캐시에 남겨 둘 만한 설치 단계가 없습니다',
  'context-holds-nothing-to-ignore': () => '빌드 컨텍스트에 제외할 파일이 없습니다',
  'dependencies-are-first': () => '의존성이 이미 소스보다 먼저 설치되거나, 설치에 소스가 필요합니다',
  'user-is-not-root': (a) => `이미 ${josa(a.user, '으로/로')} 실행됩니다`,
  'base-has-no-light-variant': (a) => `베이스 이미지 ${josa(a.base, '은/는')} 더 가벼운 변형이 없습니다`,
} satisfies Partial<Catalogue>;
