import { Problem } from '../../model/problem.ts';
import type { BlobReader } from '../contract.ts';
import { seekCursor } from '../tar/byte-cursor.ts';
import { cleanPath } from '../tar/clean-path.ts';
import { readTar } from '../tar/read-tar.ts';
import { TAR_LIMITS } from '../tar/tar-limits.ts';
import { type BlobRange, rangeBlobs } from './range-blobs.ts';

/** The path itself and all folders above it, the highest first. */
function prefixesOf(path: string): string[] {
  const parts = path.split('/');
  return parts.map((_, i) => parts.slice(0, i + 1).join('/'));
}

/** Archives of older engines name an equal layer by a symlink to the first one. */
const MAX_LINKS = 40;

/**
 * The members of an archive on disk as blobs. Headers are found once by seeking; members are read by range, so nothing is unpacked.
 * @param archive reads the archive under `name`
 * @throws Problem `blob-missing`, `tar-damaged`, `tar-over-limit`
 */
export async function openTarMembers(archive: BlobReader, name: string): Promise<BlobReader> {
  const { source } = archive;
  const totalBytes = await archive.bytes(name);
  if (totalBytes === undefined) throw new Problem('usage', 'blob-missing', { source, name, isMedium: true });
  const members = new Map<string, BlobRange>();
  const links = new Map<string, string>();
  const cursor = seekCursor((offset, length, into) => archive.read(name, offset, length, into), totalBytes);
  const visit = (member: Parameters<Parameters<typeof readTar>[1]>[0]) => {
    const path = cleanPath(member.name);
    members.delete(path);
    links.delete(path);
    if (member.type === 'file' && !member.sparse) members.set(path, { offset: member.offset, bytes: member.bytes });
    else if (member.type === 'hardlink') links.set(path, cleanPath(member.link));
    else if (member.type === 'symlink') links.set(path, cleanPath(`${path}/../${member.link}`));
    return undefined;
  };
  await readTar(cursor, visit, { source });

  const find = (path: string): BlobRange | undefined => {
    let at = path;
    // No member has a longer name; looking for all folders above it would take the square of its length.
    for (let i = 0; i < MAX_LINKS && at.length <= TAR_LIMITS.nameBytes; i++) {
      const member = members.get(at);
      if (member !== undefined) return member;
      // Folders may be links too.
      const linked = prefixesOf(at).find((prefix) => links.has(prefix));
      if (linked === undefined) return undefined;
      at = cleanPath(`${links.get(linked)}/${at.slice(linked.length)}`);
    }
    return undefined;
  };
  return rangeBlobs(archive, name, find);
}
