/** Bytes of the dictionary's id and of the content's length, by the bits that say so. */
const [ID_BYTES, LENGTH_BYTES] = [
  [0, 1, 2, 4],
  [0, 2, 4, 8],
] as const;
const DESCRIPTOR = { isSingleSegment: 0x20, hasSum: 0x04 } as const;
const [MAGIC_BYTES, SUM_BYTES, BLOCK_HEAD_BYTES] = [4, 4, 3];
const [RLE, RESERVED] = [1, 3];

/**
 * Finds where one zstd frame ends by the lengths that it says, without undoing it (RFC 8878, 3.1.1). Whether all else in it is right, the
 * decoder sees.
 * @returns told of chunk after chunk from the frame's first byte on, says how much of the chunk is the frame's where it ends in it
 * @throws Error for a block of no known type
 */
export function findFrameEnd(): (chunk: Uint8Array) => number | undefined {
  let next: 'descriptor' | 'block' | 'nothing' = 'descriptor';
  /** Bytes to go past before that. */
  let ahead = MAGIC_BYTES;
  let sumBytes = 0;
  let blockHead = 0;
  let blockHeadBytes = 0;

  function readDescriptor(byte: number): void {
    const isSingle = (byte & DESCRIPTOR.isSingleSegment) !== 0;
    const lengthBytes = byte < 0x40 && isSingle ? 1 : (LENGTH_BYTES[byte >> 6] ?? 0);
    ahead = (isSingle ? 0 : 1) + (ID_BYTES[byte & 3] ?? 0) + lengthBytes;
    sumBytes = (byte & DESCRIPTOR.hasSum) === 0 ? 0 : SUM_BYTES;
    next = 'block';
  }

  function readBlockHead(byte: number): void {
    blockHead |= byte << (8 * blockHeadBytes);
    blockHeadBytes += 1;
    if (blockHeadBytes < BLOCK_HEAD_BYTES) return;
    const type = (blockHead >> 1) & 3;
    if (type === RESERVED) throw new Error('unknown block');
    const isLast = (blockHead & 1) === 1;
    ahead = (type === RLE ? 1 : blockHead >> 3) + (isLast ? sumBytes : 0);
    if (isLast) next = 'nothing';
    blockHead = 0;
    blockHeadBytes = 0;
  }

  return (chunk) => {
    for (let at = 0; ; ) {
      const passed = Math.min(ahead, chunk.length - at);
      at += passed;
      ahead -= passed;
      if (ahead === 0 && next === 'nothing') return at;
      const byte = chunk[at];
      if (byte === undefined) return undefined;
      at += 1;
      if (next === 'descriptor') readDescriptor(byte);
      else readBlockHead(byte);
    }
  };
}
