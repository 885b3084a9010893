declare module '../model/message.ts' {
  interface Messages {
    'unknown-language': { given: string; known: readonly string[] };
  }
}

export {};
