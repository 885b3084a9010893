import type { Catalogue } from '../contract.ts';
import { josa } from '../josa.ts';

export const closureNativeSentences = {
  'closure-library-not-cached': (a) =>
    `${a.neededBy}에 필요한 ${josa(a.library, '을/를')} 찾지 못합니다. ${a.place}에 있지만 /etc/ld.so.cache에 올라 있지 않습니다`,
  'closure-symbol-version-missing': (a) =>
    a.has === ''
      ? `${a.neededBy}에 필요한 ${josa(a.version, '이/가')} ${a.library}에 없습니다`
      : `${a.neededBy}에 필요한 ${josa(a.version, '이/가')} ${a.library}에 없습니다 (${a.has}까지 있음)`,
  'closure-zone-missing': (a) =>
    `${josa(a.program, '이/가')} 시간대 ${josa(a.zone, '을/를')} 찾는데 이미지에 그 데이터가 없습니다`,
  'closure-no-zone-data': (a) =>
    `${josa(a.program, '이/가')} 시간대를 찾을 수 있는데 이미지에 시간대 데이터가 없습니다`,
  'closure-time-zone-without-data': (a) =>
    `TZ가 ${a.zone}인데 이미지에 그 시간대 데이터가 없어 아무 말 없이 UTC로 표시됩니다`,
  'closure-ca-missing': (a) =>
    `${josa(a.program, '이/가')} ${a.address}에 접속하는데 이미지에 인증 기관의 인증서가 없습니다 (x509: unknown authority)`,
  'closure-no-ca-bundle': (a) =>
    `${josa(a.program, '이/가')} HTTPS로 다른 서버에 접속할 수 있는데 이미지에 인증 기관의 인증서가 없습니다`,
  'closure-locale-missing': (a) => `이미지에 로캘 ${josa(a.locale, '이/가')} 없어 C로 동작합니다`,
  'closure-cure-copy-ca': () => '/etc/ssl/certs/ca-certificates.crt를 최종 스테이지로 복사합니다',
  'closure-cure-copy-zone-data': () => '/usr/share/zoneinfo를 최종 스테이지로 복사하거나 tzdata를 설치합니다',
  'closure-cure-run-ldconfig': () => '라이브러리를 복사한 뒤 ldconfig를 실행합니다',
  'closure-cure-same-glibc': (a) =>
    `빌드한 배포판과 같거나 더 새로운 버전(${a.version} 포함)에서 실행하거나, 실행할 배포판과 같은 버전에서 빌드합니다`,
} satisfies Partial<Catalogue>;
