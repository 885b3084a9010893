import type { Message } from './message.ts';

/** What running it showed, always against the baseline's own answers. */
export type Running = 'works' | 'works-as-before' | 'broken' | 'unverified';

/** What building it showed; what only this machine lacks is `not-built-here`, never `impossible`. */
export type Building = 'built' | 'impossible' | 'build-failed' | 'not-built-here';

/** One reason for a verdict: a coded sentence, what it rests on, and what would cure it. */
export interface Cause {
  readonly message: Message;
  /** A line of a log, a path, a status: what was seen, already redacted. */
  readonly evidence?: string | undefined;
  /** Where in the project it can be mended. */
  readonly place?: Place | undefined;
  readonly cure?: Message | undefined;
}

export interface Place {
  readonly file: string;
  /** 1-based. */
  readonly line?: number | undefined;
}
