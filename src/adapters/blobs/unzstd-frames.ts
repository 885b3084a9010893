import { type ByteQueue, queueOf } from './byte-queue.ts';
import { checkMembers, type Decoder, feedDecoder } from './feed-decoder.ts';

const FRAME = 0xfd2fb528;
/** Any of sixteen, then a length of four bytes: what stands in it is for others. */
const [SKIPPABLE, SKIPPABLE_MASK] = [0x184d2a50, 0xfffffff0];

/**
 * Undoes zstd frame by frame: node's decoder ends with the first one, and says nothing of what stands behind it. Engines' readers go on to the
 * end, and refuse what is no frame. @throws Error for a damaged or cut stream
 */
export async function* unzstdFrames(
  source: AsyncIterable<Uint8Array>,
  makeDecoder: () => Decoder,
): AsyncGenerator<Uint8Array> {
  const input = queueOf(source);
  let inflated = 0;
  try {
    for (let frames = 0; ; frames++) {
      checkMembers(frames, inflated);
      const head = Buffer.from(await input.peek(4));
      if (head.length === 0) return;
      const magic = head.length < 4 ? 0 : head.readUInt32LE(0);
      if (magic === FRAME) {
        for await (const chunk of decodeFrame(input, makeDecoder())) {
          inflated += chunk.length;
          yield chunk;
        }
      } else if ((magic & SKIPPABLE_MASK) >>> 0 === SKIPPABLE) await skipFrame(input);
      else throw new Error('unknown frame');
    }
  } finally {
    await input.close();
  }
}

async function* decodeFrame(input: ByteQueue, decoder: Decoder): AsyncGenerator<Uint8Array> {
  const feed = feedDecoder(decoder, input);
  try {
    for await (const chunk of decoder as AsyncIterable<Buffer>) yield chunk;
  } finally {
    decoder.destroy();
    input.giveBack(await feed.rest());
  }
}

async function skipFrame(input: ByteQueue): Promise<void> {
  let left = Buffer.from(await input.take(8)).readUInt32LE(4);
  while (left > 0) {
    const chunk = await input.next();
    if (chunk === undefined) throw new Error('unexpected end of file');
    if (chunk.length > left) input.giveBack(chunk.subarray(left));
    left -= Math.min(left, chunk.length);
  }
}
