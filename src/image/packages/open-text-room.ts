import type { ByteText } from '../../model/bytes.ts';
import type { PackageRecord } from './contract.ts';
import { Unread } from './unread.ts';

/** Published limits of what is kept of one layer's package files: their text, 32 bytes a text and 128 a record, and of one path in it. */
export const KEPT_LIMITS = {
  layerBytes: 64 << 20,
  /** Of records whose own names say nothing; theirs alone, so that they take no room from those that are known to be records. */
  unnamedBytes: 8 << 20,
  /** Of paths in lists of files, once more for each further folder that hard links put the list into; of all layers. */
  linkedBytes: 32 << 20,
  pathBytes: 4096,
} as const;

/** What V8 takes for a text beside its characters, and for its place in a list; without it, empty texts would be free. */
const TEXT_BYTES = 32;
const RECORD_BYTES = 128;

/** Room for what one layer's files say. What is taken is not given back, also where the file turns out to be unread. */
export interface TextRoom {
  /** Whatever is asked of it ends with Unread. */
  readonly isUsedUp: boolean;
  /** @returns a record of its own memory; its files are taken as they are. @throws Unread */
  record(told: PackageRecord): PackageRecord;
  /** @returns both parts as one; undefined where Linux has no path that long. @throws Unread */
  path(before: ByteText, rest: ByteText): ByteText | undefined;
}

/**
 * A file of a few bytes may name a folder once and a million files in it, so that its paths are told from a record before they are
 * joined, not after. Cost: a copy of what is kept. @param bytes how much of it there is
 */
export function openTextRoom(bytes: number = KEPT_LIMITS.layerBytes): TextRoom {
  let left = bytes;
  function take(wanted: number): void {
    left -= wanted;
    if (left < 0) throw new Unread('too-large');
  }
  function keep(text: string): string {
    take(TEXT_BYTES + text.length);
    return copyText(text);
  }
  return {
    get isUsedUp() {
      return left < 0;
    },
    record(told) {
      take(RECORD_BYTES);
      return {
        ...told,
        name: keep(told.name),
        version: keep(told.version),
        ...(told.architecture !== undefined && { architecture: keep(told.architecture) }),
        ...(told.source !== undefined && { source: keep(told.source) }),
      };
    },
    path(before, rest) {
      return before.length + rest.length > KEPT_LIMITS.pathBytes ? undefined : keep(before + rest);
    },
  };
}

/** V8 makes a part of a text a window onto it: one name would keep all of its file in memory. */
function copyText(text: string): string {
  const copy = Buffer.from(text, 'latin1').toString('latin1');
  return copy === text ? copy : Buffer.from(text, 'utf16le').toString('utf16le');
}
