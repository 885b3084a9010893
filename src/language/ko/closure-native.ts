import type { Catalogue } from '../contract.ts';
import { josa } from '../josa.ts';

export const closureNativeSentences = {
  'closure-library-not-cached': (a) =>
    `${a.neededBy}에 필요한 ${josa(a.library, '을/를')} 찾지 못합니다. ${a.place}에 있지만 /etc/ld.so.cache에 올라 있지 않습니다`,
  'closure-symbol-version-missing': (a) =>
    a.has === ''
      ? `${a.neededBy}에 필요한 ${josa(a.version, '이/가')} ${a.library}에 없습니다`
      : `${a.neededBy}에 필요한 ${josa(a.version, '이/가')} ${a.library}에 없습니다 (${a.has}까지 있음)`,
  'closure-cure-run-ldconfig': () => '라이브러리를 복사한 뒤 ldconfig를 실행합니다',
  'closure-cure-same-glibc': (a) =>
    `빌드한 배포판과 같거나 더 새로운 버전(${a.version} 포함)에서 실행하거나, 실행할 배포판과 같은 버전에서 빌드합니다`,
} satisfies Partial<Catalogue>;
