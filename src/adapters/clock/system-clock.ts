import { setTimeout as pause } from 'node:timers/promises';
import type { ClockPort } from '../../verify/ports.ts';

/** This machine's clock: set once by the calendar, then only going forward, whatever is done to the calendar meanwhile. */
export const systemClock: ClockPort = {
  nowMs: () => performance.timeOrigin + performance.now(),
  async sleep(ms, signal) {
    signal.throwIfAborted();
    try {
      await pause(ms, undefined, { signal });
    } catch (error) {
      signal.throwIfAborted();
      throw error;
    }
  },
};
