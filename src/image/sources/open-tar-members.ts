import { Problem } from '../../model/problem.ts';
import type { BlobReader } from '../contract.ts';
import { seekCursor } from '../tar/byte-cursor.ts';
import { cleanPath } from '../tar/clean-path.ts';
import { readTar } from '../tar/read-tar.ts';
import { TAR_LIMITS } from '../tar/tar-limits.ts';
import { type BlobRange, rangeBlobs } from './range-blobs.ts';

/** Archives of older engines name an equal layer by a symlink to the first one. */
const MAX_LINKS = 40;
/** Answers that are kept: an image has some hundred blobs, and each of their chunks is asked for by name. */
const KEPT_ANSWERS = 1024;

/**
 * The members of an archive on disk as blobs. Headers are found once by seeking; members are read by range, so nothing is unpacked.
 * @param archive reads the archive under `name` @param signal ends the listing with its reason: there may be millions of members
 * @throws Problem `blob-missing`, `tar-damaged`, `tar-over-limit`
 */
export async function openTarMembers(archive: BlobReader, name: string, signal?: AbortSignal): Promise<BlobReader> {
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
  await readTar(cursor, visit, { source, signal });
  const linkLengths = new Set(Array.from(links.keys(), ({ length }) => length));

  /** The path itself or the highest folder above it that is a link. */
  const linkIn = (path: string): string | undefined => {
    for (let slash = path.indexOf('/'); slash >= 0; slash = path.indexOf('/', slash + 1)) {
      if (linkLengths.has(slash) && links.has(path.slice(0, slash))) return path.slice(0, slash);
    }
    return links.has(path) ? path : undefined;
  };
  const follow = (path: string): BlobRange | undefined => {
    let at = path;
    // No member has a longer name; looking for all folders above it would take the square of its length.
    for (let i = 0; i < MAX_LINKS && at.length <= TAR_LIMITS.nameBytes; i++) {
      const member = members.get(at);
      if (member !== undefined) return member;
      // Folders may be links too.
      const linked = linkIn(at);
      if (linked === undefined) return undefined;
      at = cleanPath(`${links.get(linked)}${at.slice(linked.length)}`);
    }
    return undefined;
  };
  const answers = new Map<string, { readonly found: BlobRange | undefined }>();
  const find = (path: string): BlobRange | undefined => {
    const known = answers.get(path);
    if (known !== undefined) return known.found;
    if (path.length > TAR_LIMITS.nameBytes) return undefined;
    if (answers.size >= KEPT_ANSWERS) answers.clear();
    const found = follow(path);
    answers.set(path, { found });
    return found;
  };
  return rangeBlobs(archive, name, find);
}
