import type { ContainerState } from '../engine/contract.ts';
import type { Digest } from '../model/sha256.ts';

/** What was read of an answer, its secrets hidden; bytes and digest are of that form. Made by `takeBody`. */
export interface BodySample {
  /** The words, where the bytes are UTF-8; without the last one where it was cut. */
  readonly text?: string | undefined;
  readonly bytes: number;
  readonly digest: Digest;
  /** False where a limit cut it. */
  readonly complete: boolean;
}

/** A demand that is not met, in words that hold no secret. */
export type Unmet =
  | { readonly is: 'text'; readonly text: string }
  /** `now` is absent where there is nothing. */
  | { readonly is: 'json'; readonly path: string; readonly wanted: string; readonly now?: string | undefined };

/** What one question brought. */
export type Outcome =
  | {
      readonly is: 'http';
      readonly status: number;
      /** Type and subtype alone. */
      readonly mediaType: string;
      /** Secrets hidden. */
      readonly location: string;
      readonly body: BodySample;
      readonly unmet?: Unmet | undefined;
    }
  | { readonly is: 'open' }
  /** It speaks WebSocket now; `agrees` = in the subprotocol asked for. */
  | { readonly is: 'ws'; readonly agrees: boolean; readonly subprotocol: string }
  /** State of the service (`SERVING`), or why the call failed (`UNIMPLEMENTED`). */
  | { readonly is: 'grpc'; readonly status: string; readonly words: string }
  | {
      readonly is: 'exec';
      readonly exitCode: number;
      readonly output: BodySample;
      readonly words: string;
      readonly unmet?: Unmet | undefined;
    }
  | { readonly is: 'alive'; readonly forMs: number }
  | {
      readonly is: 'exit';
      readonly exitCode: number;
      readonly output: BodySample;
      readonly unmet?: Unmet | undefined;
    }
  | { readonly is: 'stopped' }
  /** It had to be killed when the time it was given was over. */
  | { readonly is: 'stop-ignored'; readonly graceSeconds: number }
  | { readonly is: 'refused'; readonly words: string }
  | { readonly is: 'timeout'; readonly ms: number }
  | { readonly is: 'garbled'; readonly words: string }
  | { readonly is: 'not-ready'; readonly withinMs: number }
  | { readonly is: 'still-running'; readonly withinMs: number }
  | {
      readonly is: 'died';
      readonly exitCode: number;
      readonly afterMs: number;
      readonly oomKilled: boolean;
      readonly limitBytes?: number | undefined;
    };

export interface Answer {
  readonly probe: string;
  /** 0 = the first time this container was asked. */
  readonly call: number;
  readonly ms: number;
  readonly outcome: Outcome;
  /** What the container wrote while it answered with an error; bounded, redacted. */
  readonly log?: string | undefined;
}

/** How it ended when it was asked to. */
export interface Stop {
  readonly by: 'itself' | 'engine';
  readonly graceSeconds: number;
}

/** Everything one container start showed. */
export interface ContainerReport {
  readonly answers: readonly Answer[];
  /** From the container's start to the first answer worth the name. */
  readonly firstAnswerMs?: number | undefined;
  readonly peakMemoryBytes?: number | undefined;
  readonly stopMs?: number | undefined;
  /** Absent where it was not asked to end, or somebody else ended it. */
  readonly stop?: Stop | undefined;
  readonly end: ContainerState;
  /** The last words of both streams; bounded, redacted. */
  readonly log: string;
}
