import { closeSync, openSync, readSync } from 'node:fs';
import { message } from '../model/message.ts';
import { Problem } from '../model/problem.ts';
import { decodeLog } from '../symptoms/decode-log.ts';
import { LOG_LENGTH } from '../symptoms/explain-log.ts';
import { lookAtPath } from './look-at-path.ts';

export interface ReadLog {
  readonly text: string;
  /** In front of what was read. */
  readonly unreadBytes: number;
}

/** Even, so that a pair of bytes stays one. */
const READ_BYTES = LOG_LENGTH;
const HEAD_BYTES = 64;

/** The end of a file: what happened last counts. @throws Problem `given-file-missing`, `given-is-folder` */
export async function readLogFile(path: string, typed: string): Promise<ReadLog> {
  const found = lookAtPath(path);
  const hint = message('hint-explain', {});
  if (found.is === 'nothing') throw new Problem('usage', 'given-file-missing', { file: typed }, { hint });
  if (found.is === 'folder') throw new Problem('usage', 'given-is-folder', { file: typed }, { hint });
  if (found.is === 'other') {
    // A pipe of the shell: `plimsoll explain <(docker logs web)`.
    const { createReadStream } = await import('node:fs');
    return readLogStream(createReadStream(path));
  }
  const fd = openSync(path, 'r');
  try {
    const from = Math.max(0, found.bytes - READ_BYTES);
    const start = from + (from % 2);
    return { text: decodeLog(readAt(fd, 0, HEAD_BYTES), readAt(fd, start, READ_BYTES)), unreadBytes: start };
  } finally {
    closeSync(fd);
  }
}

function readAt(fd: number, position: number, length: number): Uint8Array {
  const bytes = new Uint8Array(length);
  let filled = 0;
  for (;;) {
    const read = readSync(fd, bytes, filled, length - filled, position + filled);
    filled += read;
    if (read === 0 || filled === length) return bytes.subarray(0, filled);
  }
}

/** The end of a stream, in bounded memory. */
export async function readLogStream(stream: AsyncIterable<Uint8Array>): Promise<ReadLog> {
  let head: Uint8Array = new Uint8Array();
  let kept: Uint8Array[] = [];
  let keptBytes = 0;
  let total = 0;
  for await (const chunk of stream) {
    if (head.length < HEAD_BYTES) head = Buffer.concat([head, chunk]).subarray(0, HEAD_BYTES);
    kept.push(chunk);
    keptBytes += chunk.length;
    total += chunk.length;
    if (keptBytes < 4 * READ_BYTES) continue;
    kept = [Buffer.concat(kept).subarray(-READ_BYTES)];
    keptBytes = READ_BYTES;
  }
  const start = Math.max(0, total - READ_BYTES);
  const even = start + (start % 2);
  const bytes = Buffer.concat(kept);
  return { text: decodeLog(head, bytes.subarray(bytes.length - (total - even))), unreadBytes: even };
}
