import type { SourceFacts } from '../facts/source-facts.ts';
import type { Basis } from '../model/measure.ts';
import type { Message } from '../model/message.ts';
import type { TechniqueId } from '../techniques/contract.ts';

/** What mending one fault saves each time: bytes of the image or the context, or ms of a build. All zero = a risk, not a cost. */
export interface Saving {
  readonly unit: 'byte' | 'ms';
  readonly low: number;
  readonly likely: number;
  readonly high: number;
  readonly basis: Basis;
}

export interface Finding {
  readonly message: Message;
  readonly place: {
    readonly in: 'dockerfile' | 'ignore-file';
    /** 1-based; absent = the file as a whole. */
    readonly line?: number | undefined;
  };
  readonly saving: Saving;
  /** The technique that mends this very finding; absent = only its author can. */
  readonly fix?: { readonly technique: TechniqueId } | undefined;
}

/** A project in a few lines: executed as a test, printed in the docs. */
export interface Example {
  readonly dockerfile: string;
  /** Content by context path. */
  readonly files?: Readonly<Record<string, string>>;
}

/** A judgement over facts. One file each, named as its id; rules know nothing of each other. */
export interface Rule {
  /** Names the bad thing: `apt-lists-left-behind`. */
  readonly id: string;
  /** What hadolint and BuildKit call it. */
  readonly aliases: readonly string[];
  readonly state: 'preview' | 'stable' | 'retired';
  /** The version it came with. */
  readonly since: string;
  readonly about: {
    /** Why it matters, in bytes, seconds or risk. */
    readonly why: string;
    readonly whenToIgnore: string;
    /** Where the figures of its savings come from. */
    readonly saving: string;
  };
  readonly examples: {
    readonly bad: readonly [Example, ...Example[]];
    readonly good: readonly [Example, ...Example[]];
  };
  readonly sources: readonly [string, ...string[]];
  /** The rung that mends it, where there is one. */
  readonly resolvedBy?: TechniqueId;
  /** Pure; the same facts give the same findings in the same order. */
  check(facts: SourceFacts): readonly Finding[];
}
