declare module '../model/message.ts' {
  interface Messages {
    'folder-not-found': { dir: string };
    /** Nothing to apply: no finished run in this folder. */
    'no-run-yet': { dir: string };
    'no-such-rung': { rung: number; known: readonly number[] };
    'rung-not-applicable': { rung: number };
    /** The file changed since the run; `--force` writes all the same. */
    'file-changed-since-run': { file: string };
    'applied-rung': { rung: number; files: readonly string[] };
    'undid-apply': { files: readonly string[] };
    'nothing-to-undo': { dir: string };
    swept: { containers: number; images: number; volumes: number; networks: number; folders: number };
    'usage-error': { text: string };
    /** Our own fault: the stack follows. */
    'unexpected-error': { text: string };
  }
}

export {};
