import { describe, expect, it } from 'vitest';
import { withLock } from './lock.mjs';

const NAME = `plimsoll-lock-test-${process.pid}`;

describe.runIf(process.platform === 'linux')('withLock', () => {
  it('lets one in after the other, also after one that failed', async () => {
    const seen: string[] = [];
    const enter = (id: string) => async () => {
      seen.push(`${id} in`);
      await new Promise((r) => setImmediate(r));
      seen.push(`${id} out`);
      if (id === 'a') throw new Error('a failed');
      return id;
    };
    const first = withLock(NAME, 10_000, enter('a'));
    const second = withLock(NAME, 10_000, enter('b'));
    await expect(first).rejects.toThrow('a failed');
    await expect(second).resolves.toBe('b');
    expect(seen).toEqual(['a in', 'a out', 'b in', 'b out']);
  });

  it('gives up after its time, in one line', async () => {
    await withLock(NAME, 1000, async () => {
      await expect(withLock(NAME, 1, async () => 'in')).rejects.toThrow('another tool');
    });
  });
});
