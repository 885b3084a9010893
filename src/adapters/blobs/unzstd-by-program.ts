import { once } from 'node:events';
import type { Writable } from 'node:stream';
import { writePiece } from '../process/write-piece.ts';
import { asError } from './as-error.ts';

/**
 * Undoes zstd by the program of that name, for a Node that has no decoder. The program's own limit of a window (128 MiB) bounds its memory.
 * @param program its path
 * @throws Error the source's own, whatever the program made of where it broke off; the system's, whose `syscall` begins with `spawn`, where the
 * program cannot be started; else what the program says of a damaged stream
 */
export async function* unzstdByProgram(source: AsyncIterable<Uint8Array>, program: string): AsyncGenerator<Uint8Array> {
  // Loaded where it is needed: that takes longer than opening an image.
  const { spawn } = await import('node:child_process');
  const child = spawn(program, ['-dcq', '--no-progress'], { stdio: ['pipe', 'pipe', 'pipe'] });
  // Of one that cannot be started not even its streams are sure to be there.
  await once(child, 'spawn');
  const ended = new Promise<number | null>((resolve) => {
    child.on('close', resolve);
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    if (said.length < 500) said += chunk.toString('utf8');
  });
  const endOf = feed(source, child.stdin);
  try {
    for await (const chunk of child.stdout) yield chunk as Uint8Array;
    const code = await ended;
    const end = endOf();
    if (end instanceof Error) throw end;
    if (code !== 0) throw new Error(said.trim() || `zstd ended with ${code}`);
    if (end !== 'all') throw new Error('zstd ended before its input did');
  } finally {
    child.kill();
  }
}

/** @returns says how the source ended, which is known before the program can see an end; undefined where it is not read to its end */
function feed(source: AsyncIterable<Uint8Array>, stdin: Writable): () => 'all' | Error | undefined {
  let end: 'all' | Error | undefined;
  // A program that ends without reading all of it says why by itself.
  stdin.on('error', () => undefined);
  const run = async () => {
    for await (const chunk of source) {
      if (!(await writePiece(stdin, chunk))) return;
    }
    end = 'all';
    stdin.end();
  };
  run().catch((error: unknown) => {
    end = asError(error);
    stdin.destroy();
  });
  return () => end;
}
