import type { Catalogue } from '../contract.ts';
import { josa } from '../josa.ts';

export const closurePythonSentences = {
  'closure-python-module-missing': (a) =>
    `${josa(a.importedBy, '이/가')} 가져오는 모듈 ${josa(a.module, '이/가')} 없습니다`,
  'closure-python-module-elsewhere': (a) =>
    `${josa(a.importedBy, '이/가')} 가져오는 ${josa(a.module, '은/는')} 이 Python이 찾지 않는 ${a.folder}에 있습니다`,
  'closure-python-standard-missing': (a) =>
    `${josa(a.importedBy, '이/가')} 가져오는 표준 라이브러리 ${josa(a.module, '이/가')} ${a.folder}에 없습니다`,
  'closure-python-library-missing': (a) => `${a.interpreter}(Python ${a.version})의 라이브러리가 이미지에 없습니다`,
  'closure-python-target-missing': (a) =>
    `${josa(a.launcher, '이/가')} 불러올 ${josa(a.module, '이/가')} 검색 경로에 없습니다`,
  'closure-python-no-main': (a) => `${a.path}에 __main__이 없어 실행할 수 없습니다`,
  'closure-python-relative-import': (a) =>
    `${josa(a.path, '은/는')} 패키지에 속하지 않은 파일로 시작되는데 상대 경로로 가져옵니다 (${a.module})`,
  'closure-python-extension-unfit': (a) =>
    `${josa(a.module, '은/는')} 다른 인터프리터, libc 또는 아키텍처용입니다: ${a.path} (필요: ${a.fits})`,
  'closure-python-requirements-missing': (a, w) =>
    `${a.file}에 적힌 패키지 ${a.declared}개 중 ${a.missing.length}개를 가져올 수 없습니다: ${w.list(a.missing)}`,
  'cure-python-install': (a) => `최종 단계에서 ${josa(a.module, '을/를')} 설치하거나 들어 있는 폴더를 복사합니다`,
  'cure-python-same-version': (a) =>
    `실행하는 Python ${a.version}에 맞춰 같은 종류의 베이스에서 설치합니다 (있는 곳: ${a.folder})`,
  'cure-python-path': (a) => `PYTHONPATH=${josa(a.folder, '을/를')} 설정하거나 venv에 설치해 복사합니다`,
  'cure-python-home-folder': (a) => `모든 사용자가 쓸 수 있게 홈 폴더(${a.folder}) 대신 /opt/venv에 설치합니다`,
  'cure-python-run-as-module': (a) => `${josa(a.path, '을/를')} 패키지의 모듈로 시작합니다: python -m 패키지.모듈`,
} satisfies Partial<Catalogue>;
