import { crc32, createInflateRaw, type InflateRaw } from 'node:zlib';

const CHUNK_BYTES = 256 << 10;
const MAGIC = [0x1f, 0x8b, 8] as const;
/** Bits of a header's flags. */
const FLAGS = { headerCrc: 2, extra: 4, name: 8, comment: 16 } as const;
/**
 * Each member costs some tenth of a millisecond however little is in it. Where every file is a member of its own there is at least a tar's header
 * in each; so many with less are made to cost time.
 */
const FREE_MEMBERS = 10_000;
const LEAST_MEMBER_BYTES = 256;
/** A header's name and comment have no length: this bounds them. */
const MAX_TEXT_BYTES = 1 << 20;

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
      if (members > FREE_MEMBERS && inflated < members * LEAST_MEMBER_BYTES) throw new Error('too many small members');
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

/** Reads to the end, so that whoever counts or hashes the stream sees all of it. */
async function countRest(input: ByteQueue): Promise<number> {
  let bytes = 0;
  for (let rest = await input.next(); rest !== undefined; rest = await input.next()) bytes += rest.length;
  return bytes;
}

/** Bytes of a stream that may be given back. */
interface ByteQueue {
  /** The next bytes, fewer only at the end; they stay. */
  peek(length: number): Promise<Uint8Array>;
  /** @throws Error where there are fewer */
  take(length: number): Promise<Uint8Array>;
  /** Some bytes; undefined at the end. */
  next(): Promise<Uint8Array | undefined>;
  giveBack(bytes: Uint8Array): void;
  close(): Promise<void>;
}

function queueOf(source: AsyncIterable<Uint8Array>): ByteQueue {
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

async function skipHeader(input: ByteQueue): Promise<void> {
  let sum = 0;
  const take = async (length: number) => {
    const bytes = await input.take(length);
    sum = crc32(bytes, sum);
    return bytes;
  };
  const flags = (await take(10))[3] ?? 0;
  if ((flags & FLAGS.extra) !== 0) {
    const [low = 0, high = 0] = await take(2);
    await take(low + high * 256);
  }
  if ((flags & FLAGS.name) !== 0) await skipText(take);
  if ((flags & FLAGS.comment) !== 0) await skipText(take);
  if ((flags & FLAGS.headerCrc) === 0) return;
  const [low = 0, high = 0] = await input.take(2);
  if (low + high * 256 !== (sum & 0xffff)) throw new Error('incorrect header check');
}

async function skipText(take: (length: number) => Promise<Uint8Array>): Promise<void> {
  for (let bytes = 0; bytes < MAX_TEXT_BYTES; bytes++) if ((await take(1))[0] === 0) return;
  throw new Error('incorrect header check');
}

async function* inflateMember(input: ByteQueue): AsyncGenerator<Uint8Array> {
  const inflate = createInflateRaw({ chunkSize: CHUNK_BYTES });
  const feed = feedInto(inflate, input);
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
    input.giveBack(await feed.rest());
  }
  const trailer = Buffer.from(await input.take(8));
  if (trailer.readUInt32LE(0) !== sum) throw new Error('incorrect data check');
  if (trailer.readUInt32LE(4) !== bytes % 2 ** 32) throw new Error('incorrect length check');
}

/** It takes more, or is closed. Nothing stays behind: a layer has hundreds of thousands of chunks. */
function drained(inflate: InflateRaw): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      inflate.off('drain', done);
      inflate.off('close', done);
      resolve();
    };
    inflate.once('drain', done);
    inflate.once('close', done);
  });
}

/** Gives the member its bytes, and says afterwards which of them it did not use. */
function feedInto(inflate: InflateRaw, input: ByteQueue): { rest(): Promise<Uint8Array> } {
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
        inflate.end();
        return;
      }
      while (given[0] !== undefined && givenBefore + given[0].length <= inflate.bytesWritten) {
        givenBefore += given[0].length;
        given = given.slice(1);
      }
      if (!inflate.write(chunk)) await drained(inflate);
    }
  };
  inflate.once('end', () => {
    isOver = true;
  });
  inflate.once('close', () => {
    isOver = true;
  });
  const running = run().catch((error: unknown) => {
    inflate.destroy(error instanceof Error ? error : new Error(String(error)));
  });
  return {
    async rest() {
      await running;
      const [only] = given;
      const all = given.length === 1 && only !== undefined ? only : Buffer.concat(given);
      return all.subarray(Math.max(0, inflate.bytesWritten - givenBefore));
    },
  };
}
