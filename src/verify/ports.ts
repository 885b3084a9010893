import type { Place } from '../model/verdict.ts';

/** One question over HTTP to an address of this machine. */
export interface HttpAsk {
  readonly host: string;
  readonly port: number;
  readonly method: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
  /** For the whole of it, from connecting to the last byte. */
  readonly timeoutMs: number;
  /** Reading ends here; what was read is the answer, marked incomplete. */
  readonly maxBodyBytes: number;
}

export type HttpAnswer =
  | {
      readonly is: 'answer';
      readonly status: number;
      /** Names in lower case. */
      readonly headers: Readonly<Record<string, string>>;
      readonly body: Uint8Array;
      /** False where the size limit or the time limit cut the body. */
      readonly complete: boolean;
      readonly ms: number;
    }
  /** Nobody listens, or the connection was closed before a byte of an answer (a port forwarder without a listener behind it does that). */
  | { readonly is: 'refused'; readonly words: string; readonly ms: number }
  | { readonly is: 'timeout'; readonly ms: number }
  /** Something answered, and it was no HTTP. */
  | { readonly is: 'garbled'; readonly words: string; readonly ms: number };

/** One call of a method with one message, over HTTP/2 without TLS. */
export interface GrpcAsk {
  readonly host: string;
  readonly port: number;
  readonly authority: string;
  /** `/package.Service/Method`. */
  readonly path: string;
  readonly message: Uint8Array;
  readonly timeoutMs: number;
  /** A longer answer is none. */
  readonly maxBodyBytes: number;
}

export type GrpcAnswer =
  | {
      readonly is: 'answer';
      /** 0 = it was done, and `message` is what it brought. */
      readonly status: number;
      /** Percent-encoded, as they came. */
      readonly words: string;
      readonly message: Uint8Array;
      readonly ms: number;
    }
  | Exclude<HttpAnswer, { readonly is: 'answer' }>;

export type TcpAnswer =
  /** The connection stood for `holdMs`, or data came. */
  | { readonly is: 'open'; readonly ms: number }
  | { readonly is: 'refused'; readonly words: string; readonly ms: number };

/** Talks to published ports. No redirects, no proxies, no decompression; nothing is kept between questions. Rejects with the signal's reason when aborted, never for a failed question. */
export interface HttpPort {
  ask(ask: HttpAsk, signal: AbortSignal): Promise<HttpAnswer>;
  call(ask: GrpcAsk, signal: AbortSignal): Promise<GrpcAnswer>;
  /** A forwarder accepts before it knows whether anyone listens behind it: only a connection that stands for a moment is open. */
  connect(host: string, port: number, timeoutMs: number, signal: AbortSignal): Promise<TcpAnswer>;
}

export interface ClockPort {
  /** Milliseconds since 1970, never going back. */
  nowMs(): number;
  /** Rejects with the signal's reason when aborted. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

/** Runs the user's own test on this machine; argv only, no shell. */
export interface HostCommandPort {
  run(
    argv: readonly string[],
    env: Readonly<Record<string, string>>,
    timeoutMs: number,
    signal: AbortSignal,
  ): Promise<{ readonly exitCode: number; readonly output: string }>;
}

/** Leads from what a running container says back to the project's source. */
export interface PlaceResolver {
  /** The function that serves this path. */
  locateRoute(path: string): Place | undefined;
  /** The project's file behind a path inside the container; undefined for anything the project did not write. */
  locateFile(containerPath: string): string | undefined;
}
