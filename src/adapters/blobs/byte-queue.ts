/** Bytes of a stream that may be given back. */
export interface ByteQueue {
  /** The next bytes, fewer only at the end; they stay. */
  peek(length: number): Promise<Uint8Array>;
  /** @throws Error where there are fewer */
  take(length: number): Promise<Uint8Array>;
  /** Some bytes; undefined at the end. */
  next(): Promise<Uint8Array | undefined>;
  giveBack(bytes: Uint8Array): void;
  close(): Promise<void>;
}

export function queueOf(source: AsyncIterable<Uint8Array>): ByteQueue {
  const iterator = source[Symbol.asyncIterator]();
  let held: Uint8Array = new Uint8Array(0);
  const next = async (): Promise<Uint8Array | undefined> => {
    if (held.length > 0) {
      const bytes = held;
      held = new Uint8Array(0);
      return bytes;
    }
    for (;;) {
      const read = await iterator.next();
      if (read.done === true) return undefined;
      if (read.value.length > 0) return read.value;
    }
  };
  const peek = async (length: number): Promise<Uint8Array> => {
    while (held.length < length) {
      const front = held;
      held = new Uint8Array(0);
      const more = await next();
      held = more === undefined ? front : Buffer.concat([front, more]);
      if (more === undefined) break;
    }
    return held.subarray(0, length);
  };
  return {
    peek,
    next,
    async take(length) {
      const bytes = await peek(length);
      if (bytes.length < length) throw new Error('unexpected end of file');
      held = held.subarray(length);
      return bytes;
    },
    giveBack(bytes) {
      if (bytes.length > 0) held = held.length === 0 ? bytes : Buffer.concat([bytes, held]);
    },
    async close() {
      await iterator.return?.();
    },
  };
}

/** Reads to the end, so that whoever counts or hashes the stream sees all of it. */
export async function countRest(input: ByteQueue): Promise<number> {
  let bytes = 0;
  for (let rest = await input.next(); rest !== undefined; rest = await input.next()) bytes += rest.length;
  return bytes;
}
