declare module '../model/message.ts' {
  interface Messages {
    /** The file is UTF-16, which no builder reads. */
    'dockerfile-utf16': Record<string, never>;
    /** Cure: save the file as UTF-8. */
    'dockerfile-save-as-utf8': Record<string, never>;
    /** No instruction in it. */
    'dockerfile-empty': Record<string, never>;
    /** It goes beyond a published limit (`DOCKERFILE_LIMITS`). */
    'dockerfile-over-limit': { limit: 'bytes' | 'instructions'; allowed: number };
    'dockerfile-line-too-long': { line: number; limitBytes: number };
    /** `escape` has a value that is neither a backslash nor a backtick, or a directive is given twice. */
    'dockerfile-bad-directive': { line: number; directive: string; reason: 'value' | 'repeated' };
    'dockerfile-unknown-instruction': { line: number; keyword: string };
    'dockerfile-unterminated-heredoc': { line: number; name: string };
    'dockerfile-bad-heredoc': { line: number };
    'dockerfile-bad-arguments': { line: number; keyword: string; reason: ArgumentFault };
    'dockerfile-unknown-flag': { line: number; keyword: string; flag: string };
    'dockerfile-bad-stage-name': { line: number; name: string };
    /** An instruction other than ARG stands before the first FROM, or there is no FROM at all. */
    'dockerfile-no-stage': { line: number };
    'dockerfile-unknown-target': { target: string; known: readonly string[] };
    'dockerfile-unknown-stage-index': { line: number; index: number };
    'dockerfile-bad-expansion': { line: number; word: string; reason: string };
    /** The name after FROM needs a build argument; `reason` is `blank`, or what the word itself says (`${X:?reason}`). */
    'dockerfile-unset-base': { line: number; word: string; reason: string };
    'edit-outside-file': { start: number; end: number };
    'edits-overlap': { start: number; end: number };
    /** The file does not parse after the edits; the cause is the Problem of the parser. */
    'edit-breaks-dockerfile': { code: string };
    'edit-changes-other-instruction': { line: number; keyword: string };
  }
}

/** What is wrong with an instruction's arguments; the closed set behind `dockerfile-bad-arguments`. */
export type ArgumentFault =
  | 'none'
  | 'not-one'
  | 'too-few'
  | 'not-name-value'
  | 'blank-name'
  | 'blank-value'
  | 'from-form'
  | 'heredoc-destination'
  | 'array-not-strings'
  | 'not-array'
  | 'onbuild-trigger'
  | 'healthcheck-form';
