import { mkdtemp, open, rm, statfs } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HostPort } from '../../engine/host-port.ts';

/** This machine, as the engine room needs it. */
export function createNodeHost(env: Readonly<Record<string, string | undefined>> = process.env): HostPort {
  return { env, readText, withTempDir, freeBytes };
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

async function withTempDir<T>(work: (dir: string) => Promise<T>): Promise<T> {
  const dir = await mkdtemp(join(tmpdir(), 'plimsoll-'));
  try {
    return await work(dir);
  } finally {
    await rm(dir, { recursive: true, force: true });
  }
}

async function freeBytes(path: string): Promise<number | undefined> {
  try {
    const disk = await statfs(path);
    return disk.bavail * disk.bsize;
  } catch {
    return undefined;
  }
}
