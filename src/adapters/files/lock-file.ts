import { createHash, randomBytes } from 'node:crypto';
import * as fs from 'node:fs/promises';
import { dirname } from 'node:path';
import { Problem } from '../../model/problem.ts';
import type { HostPath } from '../../project/contract.ts';
import { isAlive } from '../process/is-alive.ts';

declare module '../../model/message.ts' {
  interface Messages {
    /** Another run works in this project. `lock` is the file that says so. */
    'run-in-progress': { lock: string; pid: number };
  }
}

const ATTEMPTS = 5;

/**
 * Takes a lock file for this process. It holds the process's id and, where the system tells, its start, so that an id given
 * anew to another process is not taken for it; the lock of a dead process is taken over.
 * @returns what lets go of it, at most once @throws Problem `run-in-progress`
 */
export async function takeLock(path: HostPath): Promise<() => Promise<void>> {
  const own = `${process.pid} ${(await startOf(process.pid)) ?? '-'} ${randomBytes(6).toString('hex')}\n`;
  await fs.mkdir(dirname(path), { recursive: true });
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    if (await createFile(path, own)) return () => letGo(path, own);
    const held = await readLock(path);
    if (held === undefined) continue;
    await refuseLiving(path, held);
    await clearStale(path, held, own);
  }
  throw new Problem('world', 'run-in-progress', { lock: path, pid: 0 });
}

/** With its content in one step: nobody sees it empty. @returns false where it is there already */
async function createFile(path: string, text: string): Promise<boolean> {
  const beside = `${path}.${randomBytes(6).toString('hex')}`;
  try {
    await fs.writeFile(beside, text, { flag: 'wx' });
    await fs.link(beside, path).catch((error: unknown) => {
      // Some file systems have no second names; there the two steps must do.
      if (!isCode(error, 'EPERM', 'ENOTSUP', 'EOPNOTSUPP', 'ENOSYS', 'EMLINK')) throw error;
      return fs.writeFile(path, text, { flag: 'wx' });
    });
    return true;
  } catch (error) {
    if (isCode(error, 'EEXIST')) return false;
    throw error;
  } finally {
    await fs.rm(beside, { force: true });
  }
}

function isCode(error: unknown, ...codes: readonly string[]): boolean {
  return codes.includes(String((error as NodeJS.ErrnoException).code));
}

async function readLock(path: string): Promise<string | undefined> {
  try {
    return await fs.readFile(path, 'utf8');
  } catch (error) {
    if (isCode(error, 'ENOENT')) return undefined;
    throw error;
  }
}

async function livingHolder(held: string): Promise<number | undefined> {
  const [, digits, start] = /^(\d{1,9})(?: (\d+|-))?/.exec(held) ?? [];
  const pid = Number(digits);
  if (!(pid > 0) || !isAlive(pid)) return undefined;
  const now = await startOf(pid);
  const isSame = start === undefined || start === '-' || now === undefined || now === start;
  return isSame ? pid : undefined;
}

/** Clock ticks after boot at which a process began (Linux, proc_pid_stat(5), field 22). */
async function startOf(pid: number): Promise<string | undefined> {
  try {
    const stat = await fs.readFile(`/proc/${pid}/stat`, 'utf8');
    // The program's name, in brackets, may itself hold blanks and brackets.
    return stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19];
  } catch {
    return undefined;
  }
}

/**
 * Removes the lock if it still is the stale one. Only who holds the marker beside it may do so: of two that found the same
 * stale lock, the slower would else remove the faster one's.
 */
async function clearStale(path: string, stale: string, own: string): Promise<void> {
  const marker = `${path}.${createHash('sha256').update(stale).digest('hex').slice(0, 16)}.stale`;
  if (!(await createFile(marker, own))) {
    const held = await readLock(marker);
    if (held === undefined) return;
    await refuseLiving(path, held);
    await fs.rm(marker, { force: true });
    return;
  }
  if ((await readLock(path)) === stale) await fs.rm(path, { force: true });
  await fs.rm(marker, { force: true });
}

async function refuseLiving(path: string, held: string): Promise<void> {
  const pid = await livingHolder(held);
  if (pid !== undefined) throw new Problem('world', 'run-in-progress', { lock: path, pid });
}

async function letGo(path: string, own: string): Promise<void> {
  if ((await readLock(path)) === own) await fs.rm(path, { force: true });
}
