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
