export {};

declare module '../../../model/message.ts' {
  interface Messages {
    /** `has` are the versions of it that are in the image, none of which may stand for the one that is asked for. */
    'closure-dotnet-framework-missing': { framework: string; version: string; has: string[] };
    'closure-dotnet-icu-missing': Record<string, never>;
    'cure-dotnet-framework': { framework: string; version: string };
    'cure-dotnet-icu': Record<string, never>;
  }
}
