import { BLOCK_BYTES } from '../tar/parse-header.ts';
import type { ArchiveFile } from './contract.ts';

/** What a ustar header's field for a name holds. */
const MOST_NAME_BYTES = 100;
const OCTAL_LIMIT = 8 ** 11;

/**
 * A tar of plain files in their order: mode 644, owner 0, time 0, so that the same files give the same bytes.
 * @throws Error where a file does not give as many bytes as it says
 */
export async function* streamTar(files: readonly ArchiveFile[]): AsyncGenerator<Uint8Array> {
  for (const { name, bytes, open } of files) {
    yield* makeHeaders(name, bytes);
    let given = 0;
    for await (const chunk of open()) {
      given += chunk.length;
      yield chunk;
    }
    if (given !== bytes) throw new Error(`${name} gave ${given} bytes and said ${bytes}`);
    const padding = (BLOCK_BYTES - (bytes % BLOCK_BYTES)) % BLOCK_BYTES;
    if (padding > 0) yield new Uint8Array(padding);
  }
  yield new Uint8Array(2 * BLOCK_BYTES);
}

/** A name that does not fit its field (a blob of sha512) stands in a PAX record before the header. */
function* makeHeaders(name: string, bytes: number): Generator<Uint8Array> {
  if (Buffer.byteLength(name) <= MOST_NAME_BYTES) {
    yield makeHeader(name, bytes, '0');
    return;
  }
  const record = paxRecord('path', name);
  yield makeHeader('pax', record.length, 'x');
  yield record;
  yield new Uint8Array((BLOCK_BYTES - (record.length % BLOCK_BYTES)) % BLOCK_BYTES);
  yield makeHeader(Buffer.from(name).subarray(0, MOST_NAME_BYTES).toString('latin1'), bytes, '0');
}

/** Its length counts itself. */
function paxRecord(key: string, value: string): Buffer {
  const rest = Buffer.from(` ${key}=${value}\n`);
  let length = rest.length;
  while (length !== rest.length + String(length).length) length = rest.length + String(length).length;
  return Buffer.concat([Buffer.from(String(length)), rest]);
}

function makeHeader(name: string, bytes: number, flag: '0' | 'x'): Uint8Array {
  const block = Buffer.alloc(BLOCK_BYTES);
  const octal = (value: number, start: number, length: number) =>
    block.write(value.toString(8).padStart(length - 1, '0'), start, 'latin1');
  block.write(name, 0, 'utf8');
  octal(0o644, 100, 8);
  octal(0, 108, 8);
  octal(0, 116, 8);
  if (bytes < OCTAL_LIMIT) octal(bytes, 124, 12);
  else {
    block[124] = 0x80;
    block.writeBigUInt64BE(BigInt(bytes), 128);
  }
  octal(0, 136, 12);
  block.write(flag, 156, 'latin1');
  block.write('ustar\x0000', 257, 'latin1');
  block.fill(0x20, 148, 156);
  const sum = block.reduce((total, byte) => total + byte, 0);
  block.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return block;
}
