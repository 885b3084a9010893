import type { Digest } from '../model/sha256.ts';
import type { Cause } from '../model/verdict.ts';
import type { BodyRule } from './body-rule.ts';

/** What the baseline taught about one probe. Plain JSON: it is kept beside the run and read again on resume. */
export interface ProbeExpectation {
  readonly probe: string;
  /** `weak` = an answer that proves little (404 on `/`); `red` = the baseline fails it: set aside. */
  readonly state: 'green' | 'weak' | 'red';
  readonly expects: Expected;
  /** Red alone: how it showed on the baseline, once per start. */
  readonly seen?: Seen | undefined;
  /** Why it is red. */
  readonly cause?: Cause | undefined;
}

/** Names of outcomes (`500`, `exit 1`, `timeout`), each once. */
export interface Seen {
  readonly faults: readonly string[];
  /** Usable answers of one that did not answer alike every time. */
  readonly answers: readonly string[];
}

export type Expected =
  | {
      readonly is: 'http';
      readonly status: number;
      /** Null where it varied. */
      readonly mediaType: string | null;
      readonly location: string | null;
      readonly body: BodyRule;
    }
  | { readonly is: 'open' }
  | { readonly is: 'ws' }
  | { readonly is: 'grpc' }
  /** Output null = only the exit code counts. */
  | { readonly is: 'exec'; readonly output: BodyRule | null }
  | { readonly is: 'alive' }
  | { readonly is: 'stopped' }
  | { readonly is: 'exit'; readonly exitCode: number; readonly output: BodyRule }
  | { readonly is: 'nothing' };

export interface Coverage {
  readonly probed: number;
  readonly known: number;
}

export interface Expectations {
  readonly schema: 'plimsoll.dev/expectations/1';
  /** Of everything below. */
  readonly digest: Digest;
  readonly probes: readonly ProbeExpectation[];
  readonly setAside: readonly { readonly id: string; readonly cause: Cause }[];
  /** `weak` = what is green proves little; `none` = nothing can be proven. */
  readonly standing: 'green' | 'weak' | 'none';
  readonly coverage: Coverage;
  /** What the reader must know of a verdict that rests on these: `only-weak-probes` where the standing is `weak`. */
  readonly advice: readonly Cause[];
  /** It ended by itself when it was asked to; false = it had to be killed, absent = nobody knows. */
  readonly stops?: boolean | undefined;
  /** What the user's own test said of the baseline. */
  readonly userTests?: 'pass' | 'fail' | undefined;
}
