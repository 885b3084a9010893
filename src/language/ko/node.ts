import type { Catalogue } from '../contract.ts';
import { josa } from '../josa.ts';

const FORMATS = { 'mach-o': 'macOS용 파일', pe: 'Windows용 파일', other: '라이브러리가 아닌 파일' };

export const nodeSentences = {
  'closure-node-package-missing': (a) =>
    `패키지 ${josa(a.package, '이/가')} 어느 node_modules에도 없습니다 (필요한 곳: ${a.neededBy})`,
  'closure-node-package-elsewhere': (a) =>
    `패키지 ${josa(a.package, '이/가')} 찾지 않는 폴더 ${a.at}에 있습니다 (필요한 곳: ${a.neededBy})`,
  'closure-node-link-dangling': (a) =>
    `${josa(a.link, '이/가')} 가리키는 ${josa(a.target, '이/가')} 이미지에 없습니다 (${a.neededBy}에 ${a.package} 필요)`,
  'closure-node-file-missing': (a) => `${josa(a.file, '을/를')} 찾을 수 없습니다 (필요한 곳: ${a.neededBy})`,
  'closure-node-import-inexact': (a) =>
    `${a.neededBy}에서 ${josa(a.file, '을/를')} import할 수 없습니다. 파일 이름을 그대로 써야 합니다: ${a.there}`,
  'closure-node-not-exported': (a) =>
    a.subpath.startsWith('#')
      ? `${josa(a.subpath, '이/가')} package.json의 imports에 없습니다 (필요한 곳: ${a.neededBy})`
      : `패키지 ${josa(a.package, '이/가')} ${josa(a.subpath, '을/를')} 내보내지 않습니다 (필요한 곳: ${a.neededBy})`,
  'closure-node-dependencies-missing': (a, w) =>
    `${a.manifest}에 적힌 다음 패키지가 어느 node_modules에도 없습니다: ${w.list(a.packages)}`,
  'closure-node-add-on-missing': (a) => `네이티브 애드온 ${josa(a.addOn, '이/가')} 없습니다 (필요한 곳: ${a.neededBy})`,
  'closure-node-add-on-format': (a) => `네이티브 애드온 ${josa(a.addOn, '은/는')} ${FORMATS[a.format]}입니다`,
  'closure-node-add-on-libc': (a) =>
    `네이티브 애드온 ${josa(a.addOn, '은/는')} ${a.libc}용인데 node는 ${a.node}에서 돌아갑니다`,
  'closure-node-add-on-abi': (a) =>
    `네이티브 애드온 ${josa(a.addOn, '은/는')} NODE_MODULE_VERSION ${a.built}용인데 node는 ${a.node}입니다`,
  'closure-node-script-unknown': (a) => `${a.manifest}에 스크립트 "${a.script}" 항목이 없습니다`,
  'closure-node-bin-missing': (a) =>
    `${josa(a.program, '을/를')} 찾을 수 없습니다 (${a.manifest}의 스크립트 "${a.script}"의 첫 명령)`,
  'cure-node-install': (a, w) =>
    `이미지에 다음 패키지를 설치하거나 node_modules를 실행 파일 옆에 복사합니다: ${w.list(a.packages)}`,
  'cure-node-production-dependency': (a) =>
    `${josa(a.package, '을/를')} devDependencies에서 dependencies로 옮기거나 devDependencies도 설치합니다`,
  'cure-node-copy-store': (a) => `링크가 가리키는 것(${a.target})도 복사하거나 pnpm deploy --prod로 설치합니다`,
  'cure-node-install-in-image': () => '실행할 때와 아키텍처, libc, node 버전이 같은 베이스에서 설치합니다',
} satisfies Partial<Catalogue>;
