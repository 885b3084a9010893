import type { Catalogue } from '../contract.ts';

export const closureNativeSentences = {
  'closure-library-not-cached': (a) =>
    `${a.library} (needed by ${a.neededBy}) is not found: it lies at ${a.place}, which /etc/ld.so.cache does not name`,
  'closure-symbol-version-missing': (a) =>
    a.has === ''
      ? `${a.neededBy} needs ${a.version} of ${a.library}, which does not have it`
      : `${a.neededBy} needs ${a.version} of ${a.library}, which ends at ${a.has}`,
  'closure-zone-missing': (a) => `${a.program} asks for the time zone ${a.zone}, and the image has no data of it`,
  'closure-no-zone-data': (a) => `${a.program} can ask for time zones, and the image has no data of any`,
  'closure-time-zone-without-data': (a) =>
    `TZ is ${a.zone}, and the image has no data of that zone: times are in UTC, and nothing says so`,
  'closure-ca-missing': (a) =>
    `${a.program} asks ${a.address}, and the image has no certificates of authorities (x509: unknown authority)`,
  'closure-no-ca-bundle': (a) =>
    `${a.program} can ask servers over HTTPS, and the image has no certificates of authorities`,
  'closure-locale-missing': (a) => `the locale ${a.locale} is not in the image, so it is C`,
  'closure-cure-copy-ca': () => 'copy /etc/ssl/certs/ca-certificates.crt into the final stage',
  'closure-cure-copy-zone-data': () => 'copy /usr/share/zoneinfo into the final stage, or install tzdata',
  'closure-cure-run-ldconfig': () => 'run ldconfig after the library was copied',
  'closure-cure-same-glibc': (a) =>
    `run it on the release it was built on or a newer one, which has ${a.version}; or build on the release it runs on`,
} satisfies Partial<Catalogue>;
