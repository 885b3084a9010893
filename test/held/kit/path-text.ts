import { bytesOf, type Raw } from './tar.ts';

/**
 * A name of any bytes as text, none lost: UTF-8 where it is, and U+DC00 + byte for every byte that is not (as Python's
 * `surrogateescape` has it). Two names are the same text only when they are the same bytes.
 */
export function pathText(raw: Raw): string {
  const bytes = bytesOf(raw);
  let text = '';
  for (let i = 0; i < bytes.length; ) {
    const width = sequenceWidth(bytes[i] ?? 0);
    const decoded = decodeOrNothing(bytes.subarray(i, i + width));
    text += decoded ?? String.fromCharCode(0xdc00 + (bytes[i] ?? 0));
    i += decoded === undefined ? 1 : width;
  }
  return text;
}

/** The bytes a path of a truth stands for. */
export function pathBytes(path: string): Buffer {
  return Buffer.concat(
    [...path].map((character) => {
      const code = character.codePointAt(0) ?? 0;
      return code >= 0xdc80 && code <= 0xdcff ? Buffer.from([code - 0xdc00]) : Buffer.from(character, 'utf8');
    }),
  );
}

function sequenceWidth(lead: number): number {
  if (lead < 0xc0) return 1;
  if (lead < 0xe0) return 2;
  return lead < 0xf0 ? 3 : 4;
}

function decodeOrNothing(bytes: Uint8Array): string | undefined {
  try {
    return new TextDecoder('utf-8', { fatal: true, ignoreBOM: true }).decode(bytes);
  } catch {
    return undefined;
  }
}
