export {};

declare module '../../../model/message.ts' {
  interface Messages {
    /** An import that must run finds no module by this name. */
    'closure-python-module-missing': { module: string; importedBy: string };
    /** The same, and the module lies in a folder that this interpreter does not look in. */
    'closure-python-module-elsewhere': { module: string; importedBy: string; folder: string };
    /** A module of the standard library whose file was taken out. */
    'closure-python-standard-missing': { module: string; importedBy: string; folder: string };
    /** The interpreter's own folder is nowhere. */
    'closure-python-library-missing': { interpreter: string; version: string };
    /** What a server is told to load. */
    'closure-python-target-missing': { launcher: string; module: string };
    /** A folder or package that is to be run, without `__main__`. */
    'closure-python-no-main': { path: string };
    /** The file that is started belongs to no package, and imports relative to one. */
    'closure-python-relative-import': { path: string; module: string };
    /** An extension module is there for another interpreter, libc or machine. */
    'closure-python-extension-unfit': { module: string; path: string; fits: string };
    /** What a requirements file asks for, and no folder of the path has. */
    'closure-python-requirements-missing': { file: string; missing: string[]; declared: number };
    'cure-python-install': { module: string };
    'cure-python-same-version': { folder: string; version: string };
    'cure-python-path': { folder: string };
    'cure-python-home-folder': { folder: string };
    'cure-python-run-as-module': { path: string };
  }
}
