/** One piece of a container's output. */
export interface Frame {
  readonly stream: 'stdout' | 'stderr';
  readonly bytes: Uint8Array;
}

const HEADER_BYTES = 8;

/** Takes apart the engine's stream of both outputs: 8 bytes of header (kind, length), then the piece. @see Engine API, ContainerAttach */
export async function* readFrames(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Frame> {
  const header = Buffer.alloc(HEADER_BYTES);
  let headerBytes = 0;
  let left = 0;
  let stream: Frame['stream'] = 'stdout';
  for await (const chunk of chunks) {
    let at = 0;
    while (at < chunk.length) {
      if (left > 0) {
        const piece = chunk.subarray(at, at + left);
        at += piece.length;
        left -= piece.length;
        yield { stream, bytes: piece };
        continue;
      }
      const head = chunk.subarray(at, at + HEADER_BYTES - headerBytes);
      header.set(head, headerBytes);
      headerBytes += head.length;
      at += head.length;
      if (headerBytes < HEADER_BYTES) continue;
      headerBytes = 0;
      stream = header[0] === 2 ? 'stderr' : 'stdout';
      left = header.readUInt32BE(4);
    }
  }
}

/** Keeps the last bytes of what it is given. */
export function createTail(maxBytes: number): { add(bytes: Uint8Array): void; text(): string } {
  const kept: Uint8Array[] = [];
  let bytes = 0;
  return {
    add(piece) {
      kept.push(piece);
      bytes += piece.length;
      while (kept.length > 1 && bytes - (kept[0]?.length ?? 0) >= maxBytes) bytes -= kept.shift()?.length ?? 0;
    },
    text() {
      const all = Buffer.concat(kept);
      return all.subarray(Math.max(0, all.length - maxBytes)).toString('utf8');
    },
  };
}
