import type { Catalogue } from '../contract.ts';

export const closurePythonSentences = {
  'closure-python-module-missing': (a) => `no module named ${a.module}, which ${a.importedBy} imports`,
  'closure-python-module-elsewhere': (a) =>
    `${a.module}, which ${a.importedBy} imports, is in ${a.folder}, where this Python does not look`,
  'closure-python-standard-missing': (a) =>
    `${a.module} of the standard library, which ${a.importedBy} imports, is not in ${a.folder}`,
  'closure-python-library-missing': (a) => `the library of ${a.interpreter} (Python ${a.version}) is not in the image`,
  'closure-python-target-missing': (a) => `${a.launcher} is to load ${a.module}, which is not on its path`,
  'closure-python-no-main': (a) => `${a.path} cannot be run: it has no __main__`,
  'closure-python-relative-import': (a) =>
    `${a.path} imports relative to a package (${a.module}) but is started as a file of none`,
  'closure-python-extension-unfit': (a) =>
    `${a.module} is there for another interpreter, libc or machine: ${a.path} (needed: ${a.fits})`,
  'closure-python-requirements-missing': (a, w) =>
    `${a.missing.length} of ${a.declared} packages declared in ${a.file} are not importable: ${w.list(a.missing)}`,
  'cure-python-install': (a) => `install ${a.module} in the final stage, or copy the folder that has it`,
  'cure-python-same-version': (a) =>
    `install for the Python ${a.version} that runs it, on the same kind of base (found: ${a.folder})`,
  'cure-python-path': (a) => `set PYTHONPATH=${a.folder}, or install into a venv and copy that`,
  'cure-python-home-folder': (a) =>
    `install into /opt/venv and not into a home folder (${a.folder}), so that every user has it`,
  'cure-python-run-as-module': (a) => `start ${a.path} as a module of its package: python -m package.module`,
} satisfies Partial<Catalogue>;
