import type { Transform } from 'node:stream';
import { asError } from './as-error.ts';
import type { ByteQueue } from './byte-queue.ts';

/** A stream of node:zlib that ends by itself where what it decodes ends. */
export interface Decoder extends Transform {
  /** Of what it was given, how much it used. */
  readonly bytesWritten: number;
}

/**
 * Each member or frame costs some tenth of a millisecond however little is in it. Where every file is one of its own there is at least a tar's
 * header in each; so many with less are made to cost time.
 */
const FREE_MEMBERS = 10_000;
const LEAST_MEMBER_BYTES = 256;

/** @throws Error */
export function checkMembers(members: number, inflatedBytes: number): void {
  if (members <= FREE_MEMBERS || inflatedBytes >= members * LEAST_MEMBER_BYTES) return;
  throw new Error('too many small members');
}

/**
 * Gives a decoder one piece after the other. It is done with a piece when it says so and not when it wishes for more, which it does of a
 * piece that its end lies in too: it would be given another one that is none of its own.
 * @returns writes a piece; false where the decoder is over, and may have left bytes of it
 */
export function pieceWriter(decoder: Decoder): (piece: Uint8Array) => Promise<boolean> {
  let isOver = false;
  let givenBytes = 0;
  let goOn = () => {};
  // Once for all pieces: a layer has hundreds of thousands.
  for (const event of ['end', 'close']) {
    decoder.once(event, () => {
      isOver = true;
      goOn();
    });
  }
  return async (piece) => {
    if (isOver) return false;
    givenBytes += piece.length;
    await new Promise<void>((resolve) => {
      goOn = resolve;
      decoder.write(piece, () => resolve());
    });
    return !isOver && decoder.bytesWritten === givenBytes;
  };
}

/** A fault of what feeds a decoder ends the decoder; one that is over tells nobody. @returns the fault, for whoever waits for the feeding */
export function endByFault(decoder: Decoder, thrown: unknown): Error {
  const fault = asError(thrown);
  decoder.destroy(fault);
  return fault;
}

export interface Feeding {
  /** Nothing more is taken from the input. Never rejects. */
  readonly stopped: Promise<unknown>;
  /** What the member did not use: at most the bytes of one chunk. @throws Error the input's fault, whether or not the decoder could tell it */
  rest(): Promise<Uint8Array>;
}

/** Gives a member its bytes. */
export function feedDecoder(decoder: Decoder, input: ByteQueue): Feeding {
  const write = pieceWriter(decoder);
  let last: Uint8Array = new Uint8Array(0);
  let givenBytes = 0;
  const run = async () => {
    do {
      const chunk = await input.next();
      if (chunk === undefined) {
        decoder.end();
        return;
      }
      last = chunk;
      givenBytes += chunk.length;
    } while (await write(last));
  };
  const stopped = run().then(
    () => undefined,
    (error: unknown) => endByFault(decoder, error),
  );
  return {
    stopped,
    async rest() {
      const fault = await stopped;
      if (fault !== undefined) throw fault;
      return last.subarray(Math.max(0, last.length - (givenBytes - decoder.bytesWritten)));
    },
  };
}
