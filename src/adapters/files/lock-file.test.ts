import { spawn } from 'node:child_process';
import { existsSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { takeLock } from './lock-file.ts';

const dir = mkdtempSync(join(tmpdir(), 'plimsoll-lock-'));
const path = join(dir, 'own', 'lock');

afterEach(() => rmSync(join(dir, 'own'), { recursive: true, force: true }));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** A process id nobody has any more. */
async function deadPid(): Promise<number> {
  const child = spawn(process.execPath, ['-e', '']);
  await new Promise((resolve) => child.once('exit', resolve));
  return child.pid ?? 0;
}

describe('takeLock', () => {
  it('keeps a second one out until the first lets go', async () => {
    const release = await takeLock(path);
    await expect(takeLock(path)).rejects.toMatchObject({ code: 'run-in-progress', args: { pid: process.pid } });
    await release();
    expect(existsSync(path)).toBe(false);
    await (await takeLock(path))();
  });

  it('takes over what a dead process left', async () => {
    const first = await takeLock(path);
    writeFileSync(path, `${await deadPid()}\n`);
    const release = await takeLock(path);
    expect(readFileSync(path, 'utf8')).toMatch(new RegExp(`^${process.pid} `));
    await first();
    expect(existsSync(path)).toBe(true);
    await release();
    expect(readdirSync(join(dir, 'own'))).toEqual([]);
  });

  it.runIf(process.platform === 'linux')('does not take an id given anew for the one that held it', async () => {
    const first = await takeLock(path);
    writeFileSync(path, `${process.pid} 1 other\n`);
    await (await takeLock(path))();
    await first();
  });

  it('takes over a lock that names nobody', async () => {
    await (await takeLock(path))();
    writeFileSync(path, 'not a process\n');
    await (await takeLock(path))();
  });

  it('lets exactly one of many in, also over a stale lock', async () => {
    for (let round = 0; round < 20; round++) {
      await (await takeLock(path))();
      writeFileSync(path, '');
      const taken = await Promise.allSettled(Array.from({ length: 8 }, () => takeLock(path)));
      const won = taken.filter((t) => t.status === 'fulfilled');
      expect(won).toHaveLength(1);
      for (const lock of won) await lock.value();
    }
  });
});
