import { spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { pipeline, Readable } from 'node:stream';
import * as zlib from 'node:zlib';
import type { Inflater } from '../../image/contract.ts';
import type { InflateLimits } from '../../image/sources/inflate-limits.ts';
import type { Decoder } from './feed-decoder.ts';
import { gunzipMembers } from './gunzip-members.ts';
import { unzstdFrames } from './unzstd-frames.ts';

/** What comes out at once: by default it would be 16 KiB, at more than three times the cost. */
const CHUNK_BYTES = 256 << 10;

/** gzip by node:zlib's inflate; zstd by node:zlib where this Node has it, else by the `zstd` program on the PATH, else not at all. */
export function nodeInflater(path: string, limits?: InflateLimits): Inflater {
  const { createZstdDecompress } = zlib as { createZstdDecompress?: (how: { chunkSize: number }) => Decoder };
  const base = { gunzip: gunzipMembers, limits };
  if (createZstdDecompress !== undefined) {
    const makeDecoder = () => createZstdDecompress({ chunkSize: CHUNK_BYTES });
    return { ...base, unzstd: (source) => unzstdFrames(source, makeDecoder) };
  }
  const program = findProgram('zstd', path);
  return program === undefined ? base : { ...base, unzstd: (source) => throughProgram(source, program) };
}

/** zstd's own window limit (128 MiB) bounds its memory. */
async function* throughProgram(source: AsyncIterable<Uint8Array>, program: string): AsyncGenerator<Uint8Array> {
  const child = spawn(program, ['-dcq', '--no-progress'], { stdio: ['pipe', 'pipe', 'pipe'] });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    if (said.length < 500) said += chunk.toString('utf8');
  });
  const ended = new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  let sourceError: Error | undefined;
  pipeline(Readable.from(source, { objectMode: false }), child.stdin, (error) => {
    if (error != null && (error as NodeJS.ErrnoException).code !== 'EPIPE') sourceError = error;
  });
  try {
    for await (const chunk of child.stdout) yield chunk as Uint8Array;
    const code = await ended;
    if (sourceError !== undefined) throw sourceError;
    if (code !== 0) throw new Error(said.trim() || `zstd ended with ${code}`);
  } finally {
    child.kill();
  }
}

function findProgram(name: string, path: string): string | undefined {
  return path
    .split(delimiter)
    .filter((dir) => dir !== '')
    .map((dir) => join(dir, name))
    .find(isExecutable);
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
