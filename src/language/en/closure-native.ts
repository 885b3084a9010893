import type { Catalogue } from '../contract.ts';

export const closureNativeSentences = {
  'closure-library-not-cached': (a) =>
    `${a.library} (needed by ${a.neededBy}) is not found: it lies at ${a.place}, which /etc/ld.so.cache does not name`,
  'closure-symbol-version-missing': (a) =>
    a.has === ''
      ? `${a.neededBy} needs ${a.version} of ${a.library}, which does not have it`
      : `${a.neededBy} needs ${a.version} of ${a.library}, which ends at ${a.has}`,
  'closure-cure-run-ldconfig': () => 'run ldconfig after the library was copied',
  'closure-cure-same-glibc': (a) =>
    `run it on the release it was built on or a newer one, which has ${a.version}; or build on the release it runs on`,
} satisfies Partial<Catalogue>;
