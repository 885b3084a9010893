export {};

declare module '../../model/message.ts' {
  interface Messages {
    /** The library lies where only ldconfig looks, and the cache that ldconfig writes does not name it. */
    'closure-library-not-cached': { library: string; neededBy: string; place: string };
    /** The library is there in an older build; `has` is its newest version of that family, empty where it has none. */
    'closure-symbol-version-missing': { library: string; version: string; neededBy: string; has: string };
    'closure-cure-run-ldconfig': Record<string, never>;
    'closure-cure-same-glibc': { version: string };
  }
}
