import type { FindingCode } from '../../record/inspection.ts';

export const CURES: Readonly<Record<FindingCode, string>> = {
  'deleted-later': '만든 RUN 안에서 지우거나, COPY에서 빼거나, 다른 스테이지에서 빌드합니다',
  'overwritten-later': '한 번만 씁니다. 남을 버전을 RUN 하나로 설치합니다',
  'metadata-copied': '파일이 생기는 곳에서 소유자와 권한을 정합니다: COPY --chown --chmod 또는 만든 RUN 안에서',
  'replaced-later': '남을 것만 만듭니다',
  'version-control': '.dockerignore에 적습니다',
  'package-lists': '받은 RUN 안에서 지우거나 캐시 마운트에 둡니다',
  'package-cache': '캐시 마운트에 두거나(RUN --mount=type=cache) 캐시를 끕니다',
  compiler: '별도 스테이지에서 빌드해 결과만 복사하거나 slim 베이스에서 시작합니다',
  'dev-dependency': '운영용만 설치합니다: npm ci --omit=dev, 개발용을 뺀 pip 요구 사항',
  headers: '빌드에 쓰는 것은 다른 스테이지에 설치합니다',
  documentation: '패키지 관리자가 설치하지 않게 하거나 실행에 필요한 것만 복사합니다',
  locales: '남길 언어를 패키지 관리자에 정합니다',
  tests: '실행에 필요한 것만 복사합니다. 정리 명령이 있는 패키지 관리자도 있습니다',
  bytecode: 'PYTHONDONTWRITEBYTECODE=1이나 pip --no-compile로 하나만 둡니다. 대신 첫 시작이 느려집니다',
  data: '마운트하거나 프로그램이 시작할 때 받습니다',
  'duplicate-content': '하나만 두고 링크하거나 한 번만 복사합니다',
  'duplicate-package': '버전을 맞춰 하나만 설치합니다(npm dedupe, 요구 사항 파일 하나)',
};
