declare module '../model/message.ts' {
  interface Messages {
    /** The ignore file has a line the builder itself refuses. */
    'ignore-pattern-bad': { file: string; line: number; pattern: string; reason: IgnorePatternFault };
    /** A line longer than the builder reads (65535 bytes). */
    'ignore-line-too-long': { file: string; line: number; bytes: number; limitBytes: number };
    'context-not-found': { dir: string };
    'context-not-a-directory': { dir: string };
    /** A path of the context that cannot be read, and that no pattern excludes: the build would fail on it too. */
    'context-unreadable': { path: string; reason: string };
    'dockerfile-not-found': { dir: string; looked: readonly string[] };
    'dockerfile-not-a-file': { path: string };
    /** A replacement was asked for a path that leaves the staged copy (`..`, absolute, or through a symlink). */
    'staged-path-outside': { path: string };
    'stage-dir-exists': { dir: string };
  }
}

/** What is wrong with a pattern: `lone-exclamation` = `!` alone, `syntax` = class or escape not closed, `expression` = an escape, range or repetition that means nothing, `control-character` = a tab or the like, which the builder's protocol refuses. */
export type IgnorePatternFault = 'lone-exclamation' | 'syntax' | 'expression' | 'control-character';
