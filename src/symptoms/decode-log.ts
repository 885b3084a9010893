/**
 * @param head the first bytes of a log, which tell its encoding @param bytes its last part, from an even offset
 * @returns its text: UTF-16 where a mark or its zeros say so (what PowerShell writes), UTF-8, else Windows-1252
 */
export function decodeLog(head: Uint8Array, bytes: Uint8Array): string {
  const encoding = utf16Of(head);
  if (encoding !== undefined) return stripMark(new TextDecoder(encoding).decode(bytes));
  try {
    return stripMark(new TextDecoder('utf-8', { fatal: true }).decode(skipPart(bytes)));
  } catch {
    return new TextDecoder('windows-1252')
      .decode(bytes)
      .replace(/[\u0091-\u0094]/g, (c) => QUOTES[c.charCodeAt(0) - 0x91] ?? c);
  }
}

/** Some releases of Node read Windows-1252 as Latin-1, where these are control characters. */
const QUOTES = ['\u2018', '\u2019', '\u201c', '\u201d'];

const SNIFFED = 64;

function utf16Of(head: Uint8Array): 'utf-16le' | 'utf-16be' | undefined {
  if (head[0] === 0xff && head[1] === 0xfe) return 'utf-16le';
  if (head[0] === 0xfe && head[1] === 0xff) return 'utf-16be';
  const sniffed = head.subarray(0, SNIFFED);
  if (sniffed.length < 8) return undefined;
  const zeros = [0, 0];
  for (const [i, byte] of sniffed.entries()) if (byte === 0) zeros[i % 2] = (zeros[i % 2] ?? 0) + 1;
  const [even = 0, odd = 0] = zeros;
  if (odd * 3 > sniffed.length && even === 0) return 'utf-16le';
  return even * 3 > sniffed.length && odd === 0 ? 'utf-16be' : undefined;
}

/** The end of a log may begin inside a character, and end in one that is still being written. */
function skipPart(bytes: Uint8Array): Uint8Array {
  let from = 0;
  while (from < 4 && ((bytes[from] ?? 0) & 0xc0) === 0x80) from++;
  let to = bytes.length;
  for (let back = 1; back <= 3 && back <= bytes.length; back++) {
    const byte = bytes[bytes.length - back] ?? 0;
    if (byte < 0x80) break;
    if (byte < 0xc0) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : 2;
    if (length > back) to = bytes.length - back;
    break;
  }
  return bytes.subarray(from, to);
}

function stripMark(text: string): string {
  return text.startsWith('\ufeff') ? text.slice(1) : text;
}
