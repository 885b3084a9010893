export {};

declare module '../../model/message.ts' {
  interface Messages {
    /** The library lies where only ldconfig looks, and the cache that ldconfig writes does not name it. */
    'closure-library-not-cached': { library: string; neededBy: string; place: string };
    /** The library is there in an older build; `has` is its newest version of that family, empty where it has none. */
    'closure-symbol-version-missing': { library: string; version: string; neededBy: string; has: string };
    /** Its own code asks for this zone by name, and nothing has it. */
    'closure-zone-missing': { program: string; zone: string };
    /** It may ask for zones, and the image has none. */
    'closure-no-zone-data': { program: string };
    /** TZ names a zone that is not in the image: times are in UTC, silently. */
    'closure-time-zone-without-data': { zone: string };
    /** Its own code asks a public server over HTTPS, and there are no certificates of authorities. */
    'closure-ca-missing': { program: string; address: string };
    /** It may ask servers over HTTPS, and there are no certificates of authorities. */
    'closure-no-ca-bundle': { program: string };
    'closure-locale-missing': { locale: string };
    'closure-cure-copy-ca': Record<string, never>;
    'closure-cure-copy-zone-data': Record<string, never>;
    'closure-cure-run-ldconfig': Record<string, never>;
    'closure-cure-same-glibc': { version: string };
  }
}
