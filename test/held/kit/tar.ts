/** Bytes, or text that stands for its UTF-8 bytes. */
export type Raw = Uint8Array | string;

/**
 * One member as it is to stand in a tar. What is left out is ordinary; everything may be said wrongly on purpose.
 * Names and links longer than 100 bytes must be given by `pax` or by a record in front (`gnuLongName`).
 */
export interface TarEntry {
  readonly name: Raw;
  /** Type flag; by default '0' (file). '1' hard link, '2' symlink, '3' char, '4' block, '5' folder, '6' fifo. */
  readonly type?: string | undefined;
  readonly content?: Raw | undefined;
  readonly link?: Raw | undefined;
  readonly mode?: number | undefined;
  readonly uid?: number | undefined;
  readonly gid?: number | undefined;
  readonly uname?: Raw | undefined;
  readonly gname?: Raw | undefined;
  /** Seconds. */
  readonly mtime?: number | undefined;
  readonly device?: { readonly major: number; readonly minor: number } | undefined;
  /** Records of a PAX header ('x') in front of the member. */
  readonly pax?: Readonly<Record<string, Raw>> | undefined;
  /** Length said in the header instead of the content's. */
  readonly saysBytes?: number | undefined;
  /** Verbatim bytes of a header's fields, by their place. Written before the checksum is counted. */
  readonly patch?: readonly { readonly at: number; readonly bytes: Raw }[] | undefined;
  /** Checksum said instead of the right one. */
  readonly saysChecksum?: number | undefined;
}

const BLOCK = 512;

export function bytesOf(raw: Raw): Buffer {
  return typeof raw === 'string' ? Buffer.from(raw, 'utf8') : Buffer.from(raw.buffer, raw.byteOffset, raw.length);
}

/** A whole tar: the members and two zero blocks. */
export function tarOf(entries: readonly TarEntry[]): Buffer {
  return Buffer.concat([...entries.map(tarEntry), Buffer.alloc(2 * BLOCK)]);
}

/** One member with its PAX header, content and padding. */
export function tarEntry(entry: TarEntry): Buffer {
  const content = bytesOf(entry.content ?? '');
  const header = tarHeader(entry, content.length);
  return Buffer.concat([entry.pax === undefined ? Buffer.alloc(0) : paxHeader(entry.pax), header, padded(content)]);
}

/** A PAX header of its own: 'x' for the next member, 'g' for all that follow. */
export function paxHeader(records: Readonly<Record<string, Raw>>, type: 'x' | 'g' = 'x'): Buffer {
  const content = Buffer.concat(Object.entries(records).map(([key, value]) => paxRecord(key, bytesOf(value))));
  return tarEntry({ name: 'PaxHeaders.0/x', type, content });
}

/** GNU's record for the name ('L') or the link ('K') of the next member. */
export function gnuLong(value: Raw, type: 'L' | 'K' = 'L'): Buffer {
  return tarEntry({ name: '././@LongLink', type, content: Buffer.concat([bytesOf(value), Buffer.alloc(1)]) });
}

function paxRecord(key: string, value: Buffer): Buffer {
  const rest = Buffer.concat([Buffer.from(` ${key}=`), value, Buffer.from('\n')]);
  let length = rest.length + 1;
  while (String(length).length + rest.length !== length) length = String(length).length + rest.length;
  return Buffer.concat([Buffer.from(String(length)), rest]);
}

function padded(content: Buffer): Buffer {
  return Buffer.concat([content, Buffer.alloc((BLOCK - (content.length % BLOCK)) % BLOCK)]);
}

function tarHeader(entry: TarEntry, contentBytes: number): Buffer {
  const type = entry.type ?? '0';
  const header = Buffer.alloc(BLOCK);
  put(header, 0, 100, bytesOf(entry.name));
  octal(header, 100, 8, entry.mode ?? (type === '5' ? 0o755 : 0o644));
  octal(header, 108, 8, entry.uid ?? 0);
  octal(header, 116, 8, entry.gid ?? 0);
  octal(header, 124, 12, entry.saysBytes ?? contentBytes);
  octal(header, 136, 12, entry.mtime ?? 1_700_000_000);
  header.write(type, 156, 'latin1');
  put(header, 157, 100, bytesOf(entry.link ?? ''));
  header.write('ustar\x0000', 257, 'latin1');
  put(header, 265, 32, bytesOf(entry.uname ?? ''));
  put(header, 297, 32, bytesOf(entry.gname ?? ''));
  if (entry.device !== undefined) {
    octal(header, 329, 8, entry.device.major);
    octal(header, 337, 8, entry.device.minor);
  }
  for (const { at, bytes } of entry.patch ?? []) bytesOf(bytes).copy(header, at);
  header.fill(0x20, 148, 156);
  const sum = entry.saysChecksum ?? header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return header;
}

function put(header: Buffer, at: number, width: number, value: Buffer): void {
  value.subarray(0, width).copy(header, at);
}

/** Octal digits with a closing NUL; base-256 where they do not fit or the number is negative. */
function octal(header: Buffer, at: number, width: number, value: number): void {
  const digits = value.toString(8);
  if (value >= 0 && digits.length < width) {
    header.write(`${digits.padStart(width - 1, '0')}\0`, at, 'latin1');
    return;
  }
  let left = BigInt(value);
  for (let i = at + width - 1; i >= at; i--) {
    header[i] = Number(BigInt.asUintN(8, left));
    left >>= 8n;
  }
  header[at] = (header[at] ?? 0) | 0x80;
}
