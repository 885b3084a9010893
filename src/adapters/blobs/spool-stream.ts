import { randomUUID } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { mkdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';

/**
 * Keeps an archive that comes as a stream (`docker save`) as one file, so that it can be read by range. `remove` deletes it.
 * @param open begins the stream, when there is a folder for it: nobody would end it before
 */
export async function spoolStream(
  open: () => Promise<AsyncIterable<Uint8Array>>,
  dir: string,
  signal?: AbortSignal,
): Promise<{ readonly file: string; remove(): Promise<void> }> {
  await mkdir(dir, { recursive: true });
  const stream = await open();
  const file = join(dir, `archive-${randomUUID()}.tar`);
  const remove = () => rm(file, { force: true });
  try {
    await pipeline(Readable.from(stream, { objectMode: false }), createWriteStream(file, { mode: 0o600 }), { signal });
  } catch (error) {
    await remove();
    // A write that fails does not say where.
    if (error instanceof Error && 'syscall' in error && !('path' in error)) Object.assign(error, { path: dir });
    throw error;
  }
  return { file, remove };
}
