import { crc32, createInflateRaw } from 'node:zlib';
import { type ByteQueue, countRest, queueOf } from './byte-queue.ts';
import { checkMembers, feedDecoder } from './feed-decoder.ts';

const CHUNK_BYTES = 256 << 10;
const MAGIC = [0x1f, 0x8b, 8] as const;
/** Bits of a header's flags. */
const FLAGS = { headerCrc: 2, extra: 4, name: 8, comment: 16 } as const;
/** A header's name and comment have no length: this bounds each, with the zero behind it. No path is longer. */
const MAX_TEXT_BYTES = 64 << 10;

/**
 * Undoes gzip member by member, as Go's reader does, and checks each member's sum and length. What stands behind the last member and is no member
 * is read past: registries and writers pad, and no engine minds. node's own reader refuses such bytes.
 * @param onWaste is told how many bytes stand behind the last member @throws Error for a damaged or cut stream
 */
export async function* gunzipMembers(
  source: AsyncIterable<Uint8Array>,
  onWaste?: (bytes: number) => void,
): AsyncGenerator<Uint8Array> {
  const input = queueOf(source);
  let inflated = 0;
  try {
    for (let members = 0; ; members++) {
      checkMembers(members, inflated);
      const magic = await input.peek(MAGIC.length);
      const isMember = MAGIC.every((byte, i) => magic[i] === byte);
      if (!isMember && members > 0) {
        const waste = await countRest(input);
        if (waste > 0) onWaste?.(waste);
        return;
      }
      if (!isMember) throw new Error(magic.length === 0 ? 'unexpected end of file' : 'incorrect header check');
      await skipHeader(input);
      for await (const chunk of inflateMember(input)) {
        inflated += chunk.length;
        yield chunk;
      }
    }
  } finally {
    await input.close();
  }
}

async function skipHeader(input: ByteQueue): Promise<void> {
  let sum = 0;
  const see = (bytes: Uint8Array) => {
    sum = crc32(bytes, sum);
    return bytes;
  };
  const take = async (length: number) => see(await input.take(length));
  const flags = (await take(10))[3] ?? 0;
  if ((flags & FLAGS.extra) !== 0) {
    const [low = 0, high = 0] = await take(2);
    await take(low + high * 256);
  }
  if ((flags & FLAGS.name) !== 0) await skipText(input, see);
  if ((flags & FLAGS.comment) !== 0) await skipText(input, see);
  if ((flags & FLAGS.headerCrc) === 0) return;
  const [low = 0, high = 0] = await input.take(2);
  if (low + high * 256 !== (sum & 0xffff)) throw new Error('incorrect header check');
}

/** @param see is shown what was passed, with the zero at its end */
async function skipText(input: ByteQueue, see: (bytes: Uint8Array) => void): Promise<void> {
  for (let left = MAX_TEXT_BYTES; left > 0; ) {
    const chunk = await input.next();
    if (chunk === undefined) throw new Error('unexpected end of file');
    const text = chunk.subarray(0, left);
    const textBytes = text.indexOf(0) + 1 || text.length;
    see(text.subarray(0, textBytes));
    input.giveBack(chunk.subarray(textBytes));
    if (text[textBytes - 1] === 0) return;
    left -= textBytes;
  }
  throw new Error('incorrect header check');
}

async function* inflateMember(input: ByteQueue): AsyncGenerator<Uint8Array> {
  const inflate = createInflateRaw({ chunkSize: CHUNK_BYTES });
  const feed = feedDecoder(inflate, input);
  let sum = 0;
  let bytes = 0;
  try {
    for await (const chunk of inflate as AsyncIterable<Buffer>) {
      sum = crc32(chunk, sum);
      bytes += chunk.length;
      yield chunk;
    }
  } finally {
    inflate.destroy();
    await feed.stopped;
  }
  input.giveBack(await feed.rest());
  const trailer = Buffer.from(await input.take(8));
  if (trailer.readUInt32LE(0) !== sum) throw new Error('incorrect data check');
  if (trailer.readUInt32LE(4) !== bytes % 2 ** 32) throw new Error('incorrect length check');
}
