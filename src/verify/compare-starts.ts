/** From here on a spread of times is known, and one that looks slow is believed. */
export const ENOUGH_READINGS = 3;

/** A start may take this much of the baseline's before it counts against a rung. */
const START_RATIO = 1.2;
/** Under this many ms two times are never told apart: process start and engine calls weigh that much. */
export const TIME_FLOOR_MS = 1000;

/** Are the times to the first answer beyond doubt those of a slower start? The fastest is held against the baseline's slowest: whatever disturbs a start only adds. */
export function startsSlower(nowMs: readonly number[], beforeMs: readonly number[]): boolean {
  if (nowMs.length === 0 || beforeMs.length === 0) return false;
  const [fastest, slowest] = [Math.min(...nowMs), Math.max(...beforeMs)];
  return fastest > slowest * START_RATIO && fastest - slowest >= TIME_FLOOR_MS;
}

/**
 * One slow start may be a slow minute of the machine: only where the first reading looks slower are more taken.
 * @param again starts it once more
 */
export async function readAgain(
  first: readonly number[],
  beforeMs: readonly number[],
  again: () => Promise<readonly number[]>,
): Promise<readonly number[]> {
  if (!startsSlower(first.slice(0, 1), beforeMs)) return first;
  const readings = [...first];
  for (let more = 1; more < ENOUGH_READINGS; more += 1) readings.push(...(await again()));
  return readings;
}

/** What is read from the disk counts as memory too, the more the colder the disk. */
const MEMORY_RATIO = 1.5;
const MEMORY_FLOOR_BYTES = 32 * 1024 * 1024;

/** Does it beyond doubt need more? The least it took is held against the most of the other one. */
export function needsMore(nowBytes: readonly number[], beforeBytes: readonly number[]): boolean {
  if (nowBytes.length === 0 || beforeBytes.length === 0) return false;
  const [least, most] = [Math.min(...nowBytes), Math.max(...beforeBytes)];
  return least > most * MEMORY_RATIO && least - most >= MEMORY_FLOOR_BYTES;
}
