import type { LayerEntry } from '../../image/contract.ts';
import type { PackageFile } from '../../image/packages/contract.ts';
import { type Reader, readerOf, TOO_LARGE } from '../../image/packages/record-readers.ts';
import type { ByteText } from '../../model/bytes.ts';

const BEHIND: PackageFile = { is: 'unread', because: 'behind-link' };

/**
 * What a hard link's content says under the link's name. Contents are read under their first name; where that one says nothing, only those
 * were kept whose first bytes tell what they are. @param target the file it is linked to @param file what was read of it
 * @returns undefined where it speaks of no package
 */
export function readBehindLink(
  path: ByteText,
  target: LayerEntry,
  file: PackageFile | undefined,
): PackageFile | undefined {
  const reader = readerOf(path);
  if (file?.isUnnamed === true) return reader?.told !== undefined && isOf(reader, file) ? file : undefined;
  // Programs have no names of their own kind.
  if (reader === readerOf(target.path)) return file;
  if (reader === undefined || target.bytes === 0) return undefined;
  if (target.bytes > reader.limitBytes) return TOO_LARGE;
  // Had it been one, it would have been kept.
  return reader.told === undefined ? BEHIND : undefined;
}

function isOf({ told }: Reader, file: PackageFile): boolean {
  return file.is !== 'packages' || file.packages[0]?.kind === told;
}
