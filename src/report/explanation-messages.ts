export {};

declare module '../model/message.ts' {
  interface Messages {
    /** What stands in front of a line of an explanation; the last two are of a rule. */
    'explain-label': {
      of: 'cause' | 'cure' | 'shown' | 'seen' | 'rules' | 'techniques' | 'ignore' | 'figures' | 'mended';
    };
    'explain-see': { page: 'symptoms' | 'rules'; id: string };
    /** A log in which nothing is known; `lines` follow. */
    'explain-nothing': { lines: number };
    'explain-no-words': { words: string };
    'explain-unread': { bytes: number };
    'explain-more': Record<string, never>;
    /** A line of a log as it is. */
    'explain-line': { text: string };
    /** Hint behind a log that is not there. */
    'hint-explain': Record<string, never>;
  }
}
