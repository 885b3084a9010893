import type { Collector } from '../contract.ts';

const known = new WeakSet<Collector>();

/** Says of a collector that `KNOWN_COLLECTORS` has it, so that whoever asks need not load them all. */
export function markKnown<T>(collector: Collector<T>): Collector<T> {
  known.add(collector);
  return collector;
}

/** Another thread, told the name, has this very collector. A copy is none: it may answer otherwise. */
export function isKnown(collector: Collector): boolean {
  return known.has(collector);
}
