export {};

declare module '../model/message.ts' {
  interface Messages {
    /** What brings a shared library. */
    'cure-install-library': { library: string; apt: string; apk: string };
    'cure-find-library': { library: string };
    'cure-headless-opencv': { library: string; apt?: string; apk?: string };
    'cure-same-release': { library: string };
  }
}
