import { type ByteQueue, queueOf } from './byte-queue.ts';
import { checkMembers, type Decoder, endByFault, pieceWriter } from './feed-decoder.ts';
import { findFrameEnd } from './find-frame-end.ts';

const FRAME = 0xfd2fb528;
/** Any of sixteen, then a length of four bytes: what stands in it is for others. */
const [SKIPPABLE, SKIPPABLE_MASK] = [0x184d2a50, 0xfffffff0];

/**
 * Undoes zstd frame by frame. node's decoder ends with the first one where more stands behind it in what it is given, and says nothing of
 * that; given no more than the rest of a frame at once, it goes on to the next. One decoder for all: each takes memory for the window that a
 * frame wishes, up to 128 MiB, which costs milliseconds however little is in the frame. Engines' readers go on to the end, and refuse what is
 * no frame. @throws Error for a damaged or cut stream
 */
export async function* unzstdFrames(
  source: AsyncIterable<Uint8Array>,
  makeDecoder: () => Decoder,
): AsyncGenerator<Uint8Array> {
  const input = queueOf(source);
  const decoder = makeDecoder();
  let inflated = 0;
  const check = (frames: number) => checkMembers(frames, inflated + decoder.readableLength);
  const feeding = feedPieces(decoder, piecesOf(input, check));
  try {
    for await (const chunk of decoder as AsyncIterable<Buffer>) {
      inflated += chunk.length;
      yield chunk;
    }
    const fault = await feeding;
    if (fault !== undefined) throw fault;
  } finally {
    decoder.destroy();
    await feeding;
    await input.close();
  }
}

/**
 * One after the other, so that what came out is known before the next one; an error of theirs is the decoder's.
 * @returns why the decoder did not get or take all of them, whether or not it could tell; never rejects
 */
async function feedPieces(decoder: Decoder, pieces: AsyncIterable<Uint8Array>): Promise<Error | undefined> {
  const write = pieceWriter(decoder);
  let isFed = false;
  try {
    for await (const piece of pieces) {
      isFed = true;
      if (!(await write(piece))) return new Error('unknown frame');
    }
    // It calls the end of nothing a cut frame.
    if (isFed) decoder.end();
    else decoder.push(null);
    return undefined;
  } catch (error) {
    return endByFault(decoder, error);
  }
}

/** All bytes of all frames, no piece with bytes of two; without those that are to be skipped. */
async function* piecesOf(input: ByteQueue, check: (frames: number) => void): AsyncGenerator<Uint8Array> {
  for (let frames = 0; ; frames++) {
    check(frames);
    const head = Buffer.from(await input.peek(4));
    if (head.length === 0) return;
    const magic = head.length < 4 ? 0 : head.readUInt32LE(0);
    if (magic === FRAME) yield* takeFrame(input);
    else if ((magic & SKIPPABLE_MASK) >>> 0 === SKIPPABLE) await skipFrame(input);
    else throw new Error('unknown frame');
  }
}

async function* takeFrame(input: ByteQueue): AsyncGenerator<Uint8Array> {
  const endOf = findFrameEnd();
  for (;;) {
    const chunk = await input.next();
    if (chunk === undefined) throw new Error('unexpected end of file');
    const end = endOf(chunk);
    if (end !== undefined) input.giveBack(chunk.subarray(end));
    yield end === undefined ? chunk : chunk.subarray(0, end);
    if (end !== undefined) return;
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
