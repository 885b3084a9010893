declare module '../model/message.ts' {
  interface Messages {
    'folder-not-found': { dir: string };
    /** A file that a flag names is not there. */
    'given-file-missing': { file: string };
    /** Where a file is to be named, a folder is. */
    'given-is-folder': { file: string };
    'given-is-file': { file: string };
    /** A pipe or a device: nothing that can be read by position. */
    'given-no-file': { file: string };
    'given-empty': { file: string };
    /** `command`: what undoes it. */
    'archive-compressed': { file: string; by: string; command: string };
    /** The word in front of an image's name is no source of images. */
    'unknown-source': { prefix: string; known: readonly string[] };
    /** Neither the engine nor the registry of its name gives it. `engine`: it has none, or does not answer. */
    'image-nowhere': {
      image: string;
      engine: 'lacks' | 'silent';
      tags?: readonly string[] | undefined;
      registry: 'unreachable' | 'denied' | 'lacks';
      host: string;
      reason?: string | undefined;
    };
    /** What stdout leads to does not take it. */
    'output-lost': { reason: string };
    /** It is no JSON, or does not tell which step made which layer. */
    'metadata-file-useless': { file: string; fault: 'malformed' | 'no-layers' };
    'bad-limit': { text: string; known: readonly string[] };
    /** Hint: the lines are told all the same. */
    'hint-own-record': Record<string, never>;
    /** How a limit that was met is set. */
    'hint-set-limit': { name: string };
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
    'unknown-verb': { word: string };
    'unknown-flag': { flag: string };
    'flag-repeated': { flag: string };
    'argument-missing': { name: string };
    /** A flag stands without what it sets; `known` where that is one of a few words. */
    'value-missing': { flag: string; known: readonly string[] };
    'argument-unexpected': { value: string };
    'value-not-known': { flag: string; value: string; known: readonly string[] };
    /** Hint: verbs or flags that read alike. */
    'did-you-mean': { near: readonly string[] };
    /** The system would not do it; `reason` is its code (`EACCES`). */
    'system-refused': { path: string; operation: string; reason: string };
    /** No folder can be made for an image that is kept on disk while it is read; `reason` is the system's code. */
    'temp-folder-refused': { dir: string; reason: string };
    'hint-set-tmpdir': Record<string, never>;
    /** The rung was built, but does not work; `--force` writes it all the same. */
    'rung-not-working': { rung: number; running: string };
    /** git knows changes of this file that are not committed; `--force` writes all the same. */
    'file-not-committed': { file: string };
    /** The file changed since it was written by `apply`; `--force` restores all the same. */
    'file-changed-since-apply': { file: string };
    /** The path leads out of the project's folder; `--force` writes all the same. */
    'file-outside-project': { file: string };
    /** A file of the run is not what its record says, or the record cannot be read. */
    'record-damaged': { path: string };
    'rung-in-place': { rung: number };
    'commit-smaller': { from: number; to: number; ratio: number };
    'commit-faster': { fromMs: number; toMs: number };
    'commit-other': { rung: number };
    'commit-column': { column: 'before' | 'after' };
    'commit-run': { version: string; run: string; rung: number };
    /** What of the build cache was removed: our own cache mounts. */
    'swept-cache': { mounts: number };
    /** Our cache mounts could not be told from the user's, or not be removed. */
    'cache-not-swept': { reason: string };
    /** Our own fault: the stack follows. */
    'unexpected-error': { text: string };
  }
}

export {};
