import { describe, expect, it } from 'vitest';
import { systemClock } from './system-clock.ts';

describe('the system clock', () => {
  it('tells the time of day and wakes no earlier than asked', async () => {
    const begun = systemClock.nowMs();
    expect(Math.abs(begun - Date.now())).toBeLessThan(60_000);
    await systemClock.sleep(20, new AbortController().signal);
    expect(systemClock.nowMs() - begun).toBeGreaterThanOrEqual(19);
  });

  it('rejects with the reason of the one who aborts, before and while it sleeps', async () => {
    const controller = new AbortController();
    const sleeping = systemClock.sleep(60_000, controller.signal);
    controller.abort(new Error('enough'));
    await expect(sleeping).rejects.toThrow('enough');
    await expect(systemClock.sleep(1, controller.signal)).rejects.toThrow('enough');
  });
});
