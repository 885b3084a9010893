/** Where bytes that are read past go to; called in order, never with an empty chunk. */
export type ByteSink = (chunk: Uint8Array) => void;

/** Forward reading with a little look at what is there: the one thing the tar reader needs from a stream or a file. */
export interface ByteCursor {
  /** Bytes taken or passed so far. */
  readonly position: number;
  /** The next `length` bytes, fewer only at the end. The result may be a view that lives until the next call. */
  take(length: number): Promise<Uint8Array>;
  /** Goes `length` bytes on, through the sink where there is one. @returns bytes really passed, fewer only at the end */
  pass(length: number, sink?: ByteSink): Promise<number>;
  /** Reads to the very end (so that a digest covers all bytes). */
  drain(): Promise<void>;
  /** Gives the source back early. */
  cancel(): Promise<void>;
}

const EMPTY = new Uint8Array(0);

/** @param source consumed once @param tap sees every chunk of the source as it is read (digest). Memory: one chunk. */
export function streamCursor(source: AsyncIterable<Uint8Array>, tap?: ByteSink): ByteCursor {
  const iterator = source[Symbol.asyncIterator]();
  let chunk: Uint8Array = EMPTY;
  let at = 0;
  let position = 0;
  let ended = false;

  async function refill(): Promise<boolean> {
    while (!ended && at >= chunk.length) {
      const next = await iterator.next();
      if (next.done === true) {
        ended = true;
      } else if (next.value.length > 0) {
        chunk = next.value;
        at = 0;
        tap?.(chunk);
      }
    }
    return at < chunk.length;
  }

  async function gather(length: number): Promise<Uint8Array> {
    const parts: Uint8Array[] = [];
    await pass(length, (part) => parts.push(part));
    return Buffer.concat(parts);
  }

  async function pass(length: number, sink?: ByteSink): Promise<number> {
    let left = length;
    while (left > 0 && (at < chunk.length || (await refill()))) {
      const end = Math.min(chunk.length, at + left);
      sink?.(chunk.subarray(at, end));
      left -= end - at;
      at = end;
    }
    position += length - left;
    return length - left;
  }

  return {
    get position() {
      return position;
    },
    async take(length) {
      if (chunk.length - at < length) return gather(length);
      at += length;
      position += length;
      return chunk.subarray(at - length, at);
    },
    pass,
    async drain() {
      while (at < chunk.length || (await refill())) {
        position += chunk.length - at;
        at = chunk.length;
      }
    },
    async cancel() {
      if (!ended) await iterator.return?.();
      ended = true;
      at = chunk.length;
    },
  };
}

/** Reads bytes of something with a known length by position; fewer only at its end. */
export type ReadAt = (offset: number, length: number) => Promise<Uint8Array>;

const NEAR_BYTES = 64 << 10;
const FAR_BYTES = 4 << 10;

/**
 * A cursor that seeks: what is passed without a sink is never read. After a long jump it reads a small window (a big file's
 * header stands alone), else a large one (many small files stand together).
 */
export function seekCursor(readAt: ReadAt, totalBytes: number): ByteCursor {
  let position = 0;
  let window: Uint8Array = EMPTY;
  let windowAt = 0;
  let nextWindow = NEAR_BYTES;

  async function view(length: number): Promise<Uint8Array> {
    const wanted = Math.min(length, totalBytes - position);
    if (wanted <= 0) return EMPTY;
    if (position < windowAt || position + wanted > windowAt + window.length) {
      windowAt = position;
      window = await readAt(position, Math.min(Math.max(wanted, nextWindow), totalBytes - position));
      nextWindow = NEAR_BYTES;
    }
    return window.subarray(position - windowAt, position - windowAt + wanted);
  }

  return {
    get position() {
      return position;
    },
    async take(length) {
      const bytes = await view(length);
      position += bytes.length;
      return bytes;
    },
    async pass(length, sink) {
      const end = Math.min(totalBytes, position + length);
      const passed = Math.max(0, end - position);
      while (sink !== undefined && position < end) {
        const part = await view(Math.min(NEAR_BYTES, end - position));
        if (part.length === 0) return passed - (end - position);
        sink(part);
        position += part.length;
      }
      if (end - position > NEAR_BYTES) nextWindow = FAR_BYTES;
      position = Math.max(position, end);
      return passed;
    },
    async drain() {
      position = totalBytes;
    },
    async cancel() {
      position = totalBytes;
    },
  };
}
