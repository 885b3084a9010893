import type { Compressor } from '../image/sources/compressor-of.ts';
import type { StoredName } from '../model/image-name.ts';
import { message } from '../model/message.ts';
import { Problem } from '../model/problem.ts';
import { lookAtPath } from './look-at-path.ts';
import { quoteWord } from './quote-word.ts';

/**
 * Tells what is not there, or is something else than its source says, before any of it is read.
 * @param path where it lies; the name has it as it was typed @returns what it is to be read as
 * @throws Problem in the words of what was typed
 */
export function checkStored({ from, path: typed }: StoredName, path: string): 'folder' | 'file' {
  const found = lookAtPath(path);
  if (found.is === 'nothing') {
    throw from === 'oci'
      ? new Problem('usage', 'folder-not-found', { dir: typed })
      : new Problem('usage', 'given-file-missing', { file: typed });
  }
  if (found.is === 'other') throw new Problem('usage', 'given-no-file', { file: typed });
  if (found.is === 'folder') {
    if (from === 'oci' || (from === 'path' && found.isLayout)) return 'folder';
    if (from === 'path') throw new Problem('usage', 'not-an-image', { source: typed });
    const hint = found.isLayout ? { hint: message('did-you-mean', { near: [`oci:${typed}`] }) } : {};
    throw new Problem('usage', 'given-is-folder', { file: typed }, hint);
  }
  if (found.bytes === 0) throw new Problem('usage', 'given-empty', { file: typed });
  if (found.compressedBy !== undefined) throw tellCompressed(typed, found.compressedBy);
  if (from !== 'oci') return 'file';
  const near = [`oci-archive:${typed}`, `docker-archive:${typed}`];
  throw new Problem('usage', 'given-is-file', { file: typed }, { hint: message('did-you-mean', { near }) });
}

const UNDO: Readonly<Record<Compressor, string>> = {
  gzip: 'gzip -dc',
  zstd: 'zstd -dc',
  xz: 'xz -dc',
  bzip2: 'bzip2 -dc',
};

/** Members are read by position, which a compressed stream has not. */
function tellCompressed(file: string, by: Compressor): Problem {
  const bare = file.replace(/\.(gz|zst|xz|bz2)$/, '').replace(/\.tgz$/, '.tar');
  const to = bare === file ? `${file}.tar` : bare;
  const command = `${UNDO[by]} ${quoteWord(file)} > ${quoteWord(to)}`;
  return new Problem('usage', 'archive-compressed', { file, by, command });
}
