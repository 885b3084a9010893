import { createHash } from 'node:crypto';
import type { ByteText } from '../model/bytes.ts';
import type { Digest } from '../model/sha256.ts';
import type { FilesPort, HostPath } from './contract.ts';
import { joinPath } from './host-path.ts';
import type { ContextEntry } from './walk-context.ts';

/** Digests of contents already read, by path and stamp; `JSON.stringify([...memo])` keeps it for the next run. */
export type HashMemo = Map<HostPath, { readonly stamp: string; readonly digest: Digest }>;

const AT_ONCE = 8;
/** A file changed this short a time ago may change again within the same tick of its clock: it is not remembered. */
const UNSETTLED_MS = 2000;

/**
 * One digest for what the builder is sent: path, type, mode, and content or target of every entry; times and owners are left out, as
 * the builder's own cache leaves them out. Contents are streamed; those whose size, time and inode the memo knows are not
 * read again. @param now when the listing was made, ms of the same clock as file times
 */
export async function digestContext(
  dir: HostPath,
  entries: readonly ContextEntry[],
  files: Pick<FilesPort, 'hash' | 'readSymlink'>,
  memo: HashMemo,
  now: number,
): Promise<Digest> {
  const all = createHash('sha256');
  for (let at = 0; at < entries.length; at += AT_ONCE) {
    const some = entries.slice(at, at + AT_ONCE);
    const contents = await Promise.all(
      some.map((entry) => contentOf(entry, joinPath(dir, entry.path), files, memo, now)),
    );
    for (const [i, entry] of some.entries()) all.update(frame(entry, contents[i] ?? ''));
  }
  return `sha256:${all.digest('hex')}`;
}

/** Lengths before the parts: no name can pass for the beginning of another field. */
function frame({ path, type, mode, bytes }: ContextEntry, content: ByteText): Buffer {
  const head = [path.length, type, mode.toString(8), bytes, content.length].join(' ');
  return Buffer.from(`${head}\n${path}${content}`, 'latin1');
}

async function contentOf(
  entry: ContextEntry,
  path: HostPath,
  files: Pick<FilesPort, 'hash' | 'readSymlink'>,
  memo: HashMemo,
  now: number,
): Promise<ByteText> {
  if (entry.type === 'symlink') return files.readSymlink(path);
  if (entry.type !== 'file') return '';
  const stamp = `${entry.bytes} ${entry.mtimeMs} ${entry.inode}`;
  const known = memo.get(path);
  if (known?.stamp === stamp) return known.digest;
  const digest = await files.hash(path);
  if (now - entry.mtimeMs > UNSETTLED_MS) memo.set(path, { stamp, digest });
  return digest;
}
