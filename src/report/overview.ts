import type { Message } from '../model/message.ts';
import type { Place } from '../model/verdict.ts';
import type { Saving } from '../rules/contract.ts';

/** What a look at a directory shows before anything is built. */
export interface Overview {
  readonly project: {
    readonly name: string;
    readonly ecosystems: readonly string[];
    readonly stages: number;
    readonly instructions: number;
    /** Of what the engine would receive. */
    readonly contextBytes: number;
    readonly contextFiles: number;
    readonly dockerfile: string;
  };
  readonly faults: readonly Fault[];
  /** The command to go on with, and what it does. */
  readonly next: Message;
  readonly elapsedMs: number;
}

export interface Fault {
  readonly message: Message;
  readonly place?: Place | undefined;
  readonly saving: Saving;
}
