import type { Random } from './mutate.ts';

/** Something sound, and how it is changed and read. */
export interface Seed {
  readonly name: string;
  /** Takes all it does by chance from `random`. @throws Problem or `Refusal` for what it does not read; anything else is a crash */
  read(random: Random): Promise<void> | void;
}

/** By kind. */
export type Seeds = Readonly<Record<string, readonly Seed[]>>;

/** Of a reader whose refusals are no Problems. */
export class Refusal extends Error {}
