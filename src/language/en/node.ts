import type { Catalogue } from '../contract.ts';

const FORMATS = { 'mach-o': 'a file for macOS', pe: 'a file for Windows', other: 'no library' };

export const nodeSentences = {
  'closure-node-package-missing': (a) => `the package ${a.package} is in no node_modules (needed by ${a.neededBy})`,
  'closure-node-package-elsewhere': (a) =>
    `the package ${a.package} is in ${a.at}, where it is not looked for (needed by ${a.neededBy})`,
  'closure-node-link-dangling': (a) =>
    `${a.link} leads to ${a.target}, which is not in the image (${a.package} is needed by ${a.neededBy})`,
  'closure-node-file-missing': (a) => `${a.file} cannot be found (needed by ${a.neededBy})`,
  'closure-node-import-inexact': (a) =>
    `${a.file} cannot be imported by ${a.neededBy}: an import has to name the file itself, ${a.there}`,
  'closure-node-not-exported': (a) =>
    a.subpath.startsWith('#')
      ? `${a.subpath} is not among the imports of its package.json (needed by ${a.neededBy})`
      : `the package ${a.package} does not export ${a.subpath} (needed by ${a.neededBy})`,
  'closure-node-dependencies-missing': (a, w) => `${a.manifest} asks for ${w.list(a.packages)}: in no node_modules`,
  'closure-node-add-on-missing': (a) => `there is no native add-on ${a.addOn} (needed by ${a.neededBy})`,
  'closure-node-add-on-format': (a) => `the native add-on ${a.addOn} is ${FORMATS[a.format]}`,
  'closure-node-add-on-libc': (a) => `the native add-on ${a.addOn} is for ${a.libc}, node runs on ${a.node}`,
  'closure-node-add-on-abi': (a) =>
    `the native add-on ${a.addOn} is for NODE_MODULE_VERSION ${a.built}, node has ${a.node}`,
  'closure-node-script-unknown': (a) => `${a.manifest} has no script "${a.script}"`,
  'closure-node-bin-missing': (a) =>
    `${a.program}: not found (first command of the script "${a.script}" in ${a.manifest})`,
  'cure-node-install': (a, w) => `install ${w.list(a.packages)} in the image, or copy node_modules beside what runs`,
  'cure-node-production-dependency': (a) =>
    `move ${a.package} from devDependencies to dependencies, or do not leave out the former`,
  'cure-node-copy-store': (a) => `copy what links lead to as well (${a.target}), or install with pnpm deploy --prod`,
  'cure-node-install-in-image': () =>
    'install it on a base with the same architecture, libc and version of node as the one it runs on',
} satisfies Partial<Catalogue>;
