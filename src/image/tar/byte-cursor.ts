import { giveTurns } from './give-turns.ts';
import { BLOCK_BYTES } from './parse-header.ts';
import { type PlainHeader, readPlainHeader, wordsOf } from './plain-header.ts';

/** Where bytes that are read past go to. */
export interface ByteSink {
  /** Called in order, never with an empty chunk. The chunk lives until it returns: who keeps it copies it. */
  write(chunk: Uint8Array): void;
}

/** At once where it is at hand: a tar has many headers, and waiting for each costs more than reading it. */
export type Soon<T> = T | Promise<T>;

/** Forward reading with a little look at what is there: the one thing the tar reader needs from a stream or a file. */
export interface ByteCursor {
  /** Bytes taken or passed so far. */
  readonly position: number;
  /** The next `length` bytes, fewer only at the end. The result may be a view that lives until the next call. */
  take(length: number): Soon<Uint8Array>;
  /** Goes `length` bytes on, through the sink where there is one. @returns bytes really passed, fewer only at the end */
  pass(length: number, sink?: ByteSink): Soon<number>;
  /** Takes the next header, in place, if it is at hand and a plain one; else nothing is taken. */
  readonly nextPlain?: ((into: PlainHeader) => boolean) | undefined;
  /** Reads to the very end (so that a digest covers all bytes), through the sink where there is one. A cursor that seeks only goes there. */
  drain(sink?: ByteSink): Promise<void>;
  /** Gives the source back early. */
  cancel(): Promise<void>;
}

/** A Buffer like all that is read: of two kinds the code that looks at them would be made twice. */
const EMPTY: Uint8Array = Buffer.alloc(0);

/** @param source consumed once @param tap sees every chunk of the source as it is read (digest). Memory: one chunk. */
export function streamCursor(source: AsyncIterable<Uint8Array>, tap?: (chunk: Uint8Array) => void): ByteCursor {
  const iterator = source[Symbol.asyncIterator]();
  let chunk: Uint8Array = EMPTY;
  let words: Int32Array | undefined;
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
        words = wordsOf(chunk);
        at = 0;
        tap?.(chunk);
      }
    }
    return at < chunk.length;
  }

  async function gather(length: number): Promise<Uint8Array> {
    const parts: Uint8Array[] = [];
    await passOn(length, { write: (part) => parts.push(part) });
    return Buffer.concat(parts);
  }

  async function passOn(length: number, sink?: ByteSink): Promise<number> {
    let left = length;
    while (left > 0 && (at < chunk.length || (await refill()))) left -= passHere(left, sink);
    return length - left;
  }

  /** As far as this chunk goes. */
  function passHere(length: number, sink?: ByteSink): number {
    const passed = Math.min(chunk.length - at, length);
    if (passed > 0) sink?.write(chunk.subarray(at, at + passed));
    at += passed;
    position += passed;
    return passed;
  }

  function nextPlain(into: PlainHeader): boolean {
    if (words === undefined || at % 4 !== 0 || chunk.length - at < BLOCK_BYTES) return false;
    if (!readPlainHeader(chunk, words, at, into)) return false;
    at += BLOCK_BYTES;
    position += BLOCK_BYTES;
    return true;
  }

  return {
    get position() {
      return position;
    },
    nextPlain,
    take(length) {
      if (chunk.length - at < length) return gather(length);
      at += length;
      position += length;
      return chunk.subarray(at - length, at);
    },
    pass: (length, sink) => (chunk.length - at < length ? passOn(length, sink) : passHere(length, sink)),
    async drain(sink) {
      while (at < chunk.length || (await refill())) passHere(chunk.length - at, sink);
    },
    async cancel() {
      if (!ended) await iterator.return?.();
      ended = true;
      at = chunk.length;
    },
  };
}

/** Reads bytes of something with a known length by position; fewer only at its end. They may lie in `into`, where it is long enough: all of it, where it is just that long. */
export type ReadAt = (offset: number, length: number, into?: Uint8Array) => Soon<Uint8Array>;

/** Small files stand together: one reading serves many headers. */
const NEAR_BYTES = 64 << 10;
/** Among larger files a header stands alone, perhaps with a record in front of it. */
const FAR_BYTES = 2 << 10;
/** Where files are longer than this in the mean, a reading for each header costs less than copying all that lies between. */
const FAR_JUMP_BYTES = 10 << 10;
/** How much the last jump counts in the mean. */
const MEMORY = 1 / 16;
/** What is read at once where contents are looked at: a file that goes over its end takes a hash object, which small ones do not. */
const POUR_BYTES = 1 << 20;

/** Copies whose two ends lie at one place of their pages take a third longer on some processors; a tar's lie at multiples of 512. */
const OFF_PAGE_BYTES = 64;

function makeRoom(bytes: number): Buffer<ArrayBuffer> {
  return Buffer.from(new ArrayBuffer(OFF_PAGE_BYTES + bytes), OFF_PAGE_BYTES);
}

/**
 * A cursor that seeks: what is passed without a sink is never read. After a jump it reads a small window, else a large one. Bytes lie in one
 * piece of memory that serves all readings. @param signal ends the reading of contents with its reason
 */
export function seekCursor(readAt: ReadAt, totalBytes: number, signal?: AbortSignal): ByteCursor {
  const turn = giveTurns(signal);
  let position = 0;
  let window: Uint8Array = EMPTY;
  let windowAt = 0;
  let meanJump = 0;
  let isPouring = false;
  let scratch = makeRoom(Math.min(NEAR_BYTES, totalBytes));
  let words = wordsOf(scratch);
  /** Where most readings go to, so that none of them needs a view of its own. */
  let room = scratch;
  /** The window lies in our own memory. */
  let isOwn = false;
  /** The medium answers at once. */
  let isSync = false;
  let waiting: Promise<void> | undefined;
  /** The medium has given all it has, whatever length it was said to have. */
  let isOver = false;

  /** Bytes at hand from here on. */
  const ahead = () => (position >= windowAt ? Math.max(0, windowAt + window.length - position) : 0);

  function refill(wanted: number): Promise<void> | undefined {
    const length = Math.min(wanted, totalBytes - position);
    if (length > scratch.length) {
      scratch = makeRoom(length);
      words = wordsOf(scratch);
    }
    if (length !== room.length) room = scratch.subarray(0, length);
    const read = readAt(position, length, room);
    isSync = !(read instanceof Promise);
    if (read instanceof Promise) return read.then(keep);
    keep(read);
    return undefined;
  }

  function nextPlain(into: PlainHeader): boolean {
    if (!isSync) return false;
    if (ahead() < BLOCK_BYTES) refill(windowBytes());
    // Only what lies in our own memory can be read by words.
    if (ahead() < BLOCK_BYTES || words === undefined || !isOwn) return false;
    if (!readPlainHeader(window, words, position - windowAt, into)) return false;
    position += BLOCK_BYTES;
    return true;
  }

  function windowBytes(): number {
    if (isPouring) return POUR_BYTES;
    return meanJump > FAR_JUMP_BYTES ? FAR_BYTES : NEAR_BYTES;
  }

  function keep(bytes: Uint8Array): void {
    windowAt = position;
    window = bytes;
    isOwn = bytes === room || bytes.buffer === scratch.buffer;
    isOver = bytes.length === 0;
  }

  function takeHere(length: number): Uint8Array {
    const start = position - windowAt;
    const bytes = window.subarray(start, start + length);
    position += bytes.length;
    return bytes;
  }

  function take(length: number): Soon<Uint8Array> {
    const wanted = Math.min(length, totalBytes - position);
    if (wanted <= 0) return EMPTY;
    if (ahead() >= wanted) return takeHere(wanted);
    const filled = refill(Math.max(wanted, windowBytes()));
    return filled === undefined ? takeHere(wanted) : filled.then(() => takeHere(wanted));
  }

  function jump(length: number): number {
    const passed = Math.max(0, Math.min(length, totalBytes - position));
    meanJump += (Math.min(passed, NEAR_BYTES) - meanJump) * MEMORY;
    position += passed;
    return passed;
  }

  /** Pours until something must be waited for: the medium, or others that are to have their turn. */
  function pourNow(length: number, sink: ByteSink): number {
    let poured = 0;
    while (poured < length && waiting === undefined && !isOver) {
      if (ahead() === 0) {
        waiting = refill(POUR_BYTES);
        continue;
      }
      const part = takeHere(length - poured);
      sink.write(part);
      poured += part.length;
      waiting = turn(part.length);
    }
    return poured;
  }

  function pour(length: number, sink: ByteSink): Soon<number> {
    // Contents are wanted: headers come with them.
    isPouring = true;
    const poured = pourNow(length, sink);
    return waiting === undefined ? poured : pourOn(length, poured, sink);
  }

  async function pourOn(length: number, already: number, sink: ByteSink): Promise<number> {
    let poured = already;
    while (waiting !== undefined) {
      const waited = waiting;
      waiting = undefined;
      await waited;
      poured += pourNow(length - poured, sink);
    }
    return poured;
  }

  return {
    get position() {
      return position;
    },
    take,
    nextPlain,
    pass: (length, sink) => (sink === undefined ? jump(length) : pour(length, sink)),
    async drain() {
      position = totalBytes;
    },
    async cancel() {
      position = totalBytes;
    },
  };
}
