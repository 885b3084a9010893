import { createHash } from 'node:crypto';
import { lstat, mkdtemp, open, readdir, readlink, rm, statfs } from 'node:fs/promises';
import { hostname, tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HostPort } from '../../engine/host-port.ts';
import { isAlive } from '../process/is-alive.ts';

/** This machine, as the engine room needs it. */
export function createNodeHost(env: Readonly<Record<string, string | undefined>> = process.env): HostPort {
  let swept: Promise<string> | undefined;
  return {
    env,
    readText,
    freeBytes,
    async withTempDir(work) {
      swept ??= sweepTempDirs();
      const dir = await mkdtemp(join(tmpdir(), `${await swept}${process.pid}-`));
      try {
        return await work(dir);
      } finally {
        await rm(dir, { recursive: true, force: true });
      }
    },
  };
}

async function readText(path: string, maxBytes: number): Promise<string | undefined> {
  try {
    const file = await open(path, 'r');
    try {
      const buffer = Buffer.alloc(Math.min(maxBytes, (await file.stat()).size || maxBytes));
      const { bytesRead } = await file.read(buffer, 0, buffer.length, 0);
      return buffer.toString('utf8', 0, bytesRead);
    } finally {
      await file.close();
    }
  } catch {
    return undefined;
  }
}

/**
 * Removes the folders that killed processes of this user left beside the one to be made.
 * @returns how the names of ours begin; the process's id comes next
 */
async function sweepTempDirs(): Promise<string> {
  const start = `plimsoll-${await nameProcessSpace()}-`;
  const beside = await readdir(tmpdir()).catch(() => []);
  for (const name of beside.filter((n) => n.startsWith(start))) {
    const pid = /^(\d{1,10})-[^-]{6}$/.exec(name.slice(start.length))?.[1];
    const path = join(tmpdir(), name);
    if (pid === undefined || isAlive(Number(pid)) || !(await isOwnFolder(path))) continue;
    // What cannot be removed is no reason not to work.
    await rm(path, { recursive: true, force: true, maxRetries: 2 }).catch(() => {});
  }
  return start;
}

/** Where a process's id means that process: containers and machines that share the temporary folder count their own. */
async function nameProcessSpace(): Promise<string> {
  const space = await readlink('/proc/self/ns/pid').catch(() => '');
  return createHash('sha256').update(`${hostname()} ${space}`).digest('hex').slice(0, 8);
}

async function isOwnFolder(path: string): Promise<boolean> {
  const found = await lstat(path).catch(() => undefined);
  return found?.isDirectory() === true && found.uid === (process.getuid?.() ?? found.uid);
}

async function freeBytes(path: string): Promise<number | undefined> {
  try {
    const disk = await statfs(path);
    return disk.bavail * disk.bsize;
  } catch {
    return undefined;
  }
}
