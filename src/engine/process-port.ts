/** The door to other programs. Arguments are a list; nothing is ever given to a shell. */
export type ProcessPort = (argv: readonly string[], options?: ProcessOptions) => Promise<ProcessResult>;

export interface ProcessOptions {
  readonly cwd?: string | undefined;
  /** Exactly these variables; absent = this process's own. */
  readonly env?: Readonly<Record<string, string | undefined>> | undefined;
  /** Bytes for its standard input; absent = closed at once. */
  readonly input?: string | Uint8Array | AsyncIterable<Uint8Array> | undefined;
  readonly timeoutMs?: number | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Bytes kept of each stream, the last ones; 1 MiB unless told. */
  readonly maxOutputBytes?: number | undefined;
  /** Called for each finished line, without its end; a longer one than 4 MiB comes in pieces. */
  readonly onLine?: ((line: string, stream: 'stdout' | 'stderr') => void) | undefined;
}

export interface ProcessResult {
  /** `not-found` = there is no such program; `timeout` and `aborted` = we ended it, with everything it had started. */
  readonly ended: 'exited' | 'not-found' | 'timeout' | 'aborted';
  readonly exitCode: number | undefined;
  /** Signal that ended it, e.g. `SIGKILL`. */
  readonly signal: string | undefined;
  /** The tail of each stream, at most `maxOutputBytes`. */
  readonly stdout: string;
  readonly stderr: string;
  /** Some of the output was dropped. */
  readonly truncated: boolean;
  readonly ms: number;
}
