import type { Transform } from 'node:stream';
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

/** It takes more, or is closed. Nothing stays behind: a layer has hundreds of thousands of chunks. */
function drained(decoder: Decoder): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      decoder.off('drain', done);
      decoder.off('close', done);
      resolve();
    };
    decoder.once('drain', done);
    decoder.once('close', done);
  });
}

/** Gives a member or a frame its bytes, and says afterwards which of them it did not use. */
export function feedDecoder(decoder: Decoder, input: ByteQueue): { rest(): Promise<Uint8Array> } {
  /** What was given and may not have been used. */
  let given: Uint8Array[] = [];
  let givenBefore = 0;
  let isOver = false;
  const run = async () => {
    while (!isOver) {
      const chunk = await input.next();
      if (chunk !== undefined) given.push(chunk);
      if (isOver) return;
      if (chunk === undefined) {
        decoder.end();
        return;
      }
      while (given[0] !== undefined && givenBefore + given[0].length <= decoder.bytesWritten) {
        givenBefore += given[0].length;
        given = given.slice(1);
      }
      if (!decoder.write(chunk)) await drained(decoder);
    }
  };
  decoder.once('end', () => {
    isOver = true;
  });
  decoder.once('close', () => {
    isOver = true;
  });
  const running = run().catch((error: unknown) => {
    decoder.destroy(error instanceof Error ? error : new Error(String(error)));
  });
  return {
    async rest() {
      await running;
      const [only] = given;
      const all = given.length === 1 && only !== undefined ? only : Buffer.concat(given);
      return all.subarray(Math.max(0, decoder.bytesWritten - givenBefore));
    },
  };
}
