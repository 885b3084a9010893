export {};

declare module '../../../model/message.ts' {
  interface Messages {
    /** A package in none of the folders that are looked in. `neededBy` is a file with its line. */
    'closure-node-package-missing': { package: string; neededBy: string };
    /** The same, and it lies where nobody looks. */
    'closure-node-package-elsewhere': { package: string; neededBy: string; at: string };
    /** A symlink stands in its place and leads nowhere. */
    'closure-node-link-dangling': { package: string; neededBy: string; link: string; target: string };
    'closure-node-file-missing': { file: string; neededBy: string };
    /** The file is there by a longer name, which imports have to give whole. */
    'closure-node-import-inexact': { file: string; neededBy: string; there: string };
    'closure-node-not-exported': { package: string; subpath: string; neededBy: string };
    /** Asked for by package.json, and in no node_modules. */
    'closure-node-dependencies-missing': { manifest: string; packages: string[] };
    'closure-node-add-on-missing': { addOn: string; neededBy: string };
    /** `format` is what the file is instead of ELF. */
    'closure-node-add-on-format': { addOn: string; format: 'mach-o' | 'pe' | 'other' };
    'closure-node-add-on-libc': { addOn: string; libc: string; node: string };
    /** Numbers of NODE_MODULE_VERSION. */
    'closure-node-add-on-abi': { addOn: string; built: number; node: number };
    'closure-node-script-unknown': { script: string; manifest: string };
    /** A script of package.json begins with a program that is neither on the PATH nor in node_modules/.bin. */
    'closure-node-bin-missing': { program: string; script: string; manifest: string };
    'cure-node-install': { packages: string[] };
    /** It is asked for among what is for development alone. */
    'cure-node-production-dependency': { package: string };
    'cure-node-copy-store': { target: string };
    'cure-node-install-in-image': Record<string, never>;
  }
}
