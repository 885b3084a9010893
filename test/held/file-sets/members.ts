import type { HeldLayer } from '../kit/image.ts';
import type { More } from '../kit/members.ts';
import { gnuLong, paxHeader, type Raw, type TarEntry, tarEntry } from '../kit/tar.ts';

export function device(type: 'char' | 'block', name: string, major: number, minor: number, more: More = {}): TarEntry {
  return { name, type: type === 'char' ? '3' : '4', device: { major, minor }, ...more };
}

export function fifo(name: string, more: More = {}): TarEntry {
  return { name, type: '6', ...more };
}

export function layer(...entries: readonly TarEntry[]): HeldLayer {
  return { entries };
}

/** A layer of which some members have records of their own in front, as bytes. */
export function rawLayer(...members: readonly (TarEntry | Buffer)[]): HeldLayer {
  const parts = members.map((member) => (Buffer.isBuffer(member) ? member : tarEntry(member)));
  return { tar: Buffer.concat([...parts, Buffer.alloc(1024)]) };
}

/** A member whose name stands in a PAX record; the header's own name is a short lie, as GNU tar writes it. */
export function paxNamed(entry: TarEntry): TarEntry {
  return { ...entry, name: 'PaxHeaders.0/short', pax: { path: entry.name, ...entry.pax } };
}

/** A member whose name stands in a GNU record ('L') in front. */
export function gnuNamed(entry: TarEntry): Buffer {
  return Buffer.concat([gnuLong(entry.name), tarEntry({ ...entry, ...gnuHeader(entry) })]);
}

/** The magic of old GNU headers. They have no prefix; what others keep there are times and sparse maps. */
export function gnuHeader(entry: TarEntry): { readonly patch: NonNullable<TarEntry['patch']> } {
  return { patch: [...(entry.patch ?? []), { at: 257, bytes: 'ustar  \0' }] };
}

/**
 * A global PAX header named as `git archive` names it. The kit's own name has a folder in it, which containerd makes
 * on its way to ignoring the header.
 */
export function globalHeader(records: Readonly<Record<string, Raw>>): Buffer {
  const content = paxHeader(records, 'g').subarray(512);
  const end = content.lastIndexOf(0x0a) + 1;
  return tarEntry({ name: 'pax_global_header', type: 'g', content: content.subarray(0, end) });
}

/** `security.capability`, version 2: what the file may do, effective from the start. */
export function capability(...bits: readonly number[]): Buffer {
  const value = Buffer.alloc(20);
  value.writeUInt32LE(0x02000001, 0);
  for (const bit of bits) {
    const at = bit < 32 ? 4 : 12;
    value.writeUInt32LE((value.readUInt32LE(at) | (1 << (bit % 32))) >>> 0, at);
  }
  return value;
}

export const NET_BIND_SERVICE = 10;
export const NET_RAW = 13;
export const SYS_ADMIN = 21;

/** The PAX record of a file capability. */
export function withCapability(...bits: readonly number[]): More {
  return { pax: { 'SCHILY.xattr.security.capability': capability(...bits) } };
}
