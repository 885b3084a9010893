import { findUnreadManager } from '../facts/find-unread-manager.ts';
import type { SourceFacts } from '../facts/source-facts.ts';
import type { Edit } from '../model/bytes.ts';
import { type Message, message } from '../model/message.ts';

declare module '../model/message.ts' {
  interface Messages {
    /** Something may well be gained, but the steps of this package manager cannot be read yet. */
    'manager-not-read': { manager: string };
  }
}

/** Can the technique be used here? `no` is no row of the ladder; `impossible` is one, with its cause and cure. */
export type Applies =
  | { readonly is: 'yes' }
  | { readonly is: 'no'; readonly because: Message }
  | { readonly is: 'impossible'; readonly because: Message; readonly cure?: Message };

/** What a technique does to the text; empty = there is nothing left to do. */
export interface TechniqueEdit {
  readonly dockerfile: readonly Edit[];
  /** Whole new content of the ignore file. */
  readonly ignore?: Uint8Array | undefined;
  /** What the user should know of it: something left out, or to be done elsewhere. */
  readonly notes?: readonly Message[] | undefined;
}

/**
 * One rung: the only writers of Dockerfile text. `edit` is idempotent: on its own result it gives nothing.
 */
export interface Technique {
  /** Names the result: `slim-base`. Equals the file's name. */
  readonly id: TechniqueId;
  readonly group: 'trunk' | 'hardening';
  /** Techniques that come before it where both apply. */
  readonly after: readonly TechniqueId[];
  /** Rows of the technique catalogue it serves (R01 …). */
  readonly serves: readonly string[];
  applies(facts: SourceFacts): Applies;
  edit(facts: SourceFacts): TechniqueEdit;
}

export type TechniqueId =
  | 'context-trimmed'
  | 'slim-base'
  | 'dependencies-first'
  | 'cache-mounts'
  | 'runtime-stage-split'
  | 'numeric-user';

export const NO_EDIT: TechniqueEdit = { dockerfile: [] };
export const YES: Applies = { is: 'yes' };

/** Where nothing was found to do: honest about steps that could not be read, else the technique's own reason. */
export function noneToRead(facts: SourceFacts, own: Message): Applies {
  const manager = findUnreadManager(facts);
  return { is: 'no', because: manager === undefined ? own : message('manager-not-read', { manager }) };
}
