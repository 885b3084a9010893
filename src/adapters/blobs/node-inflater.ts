import { accessSync, constants, statSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import * as zlib from 'node:zlib';
import type { Inflater } from '../../image/contract.ts';
import type { InflateLimits } from '../../image/sources/inflate-limits.ts';
import type { Decoder } from './feed-decoder.ts';
import { gunzipMembers } from './gunzip-members.ts';
import { unzstdByProgram } from './unzstd-by-program.ts';
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
  return program === undefined ? base : { ...base, unzstd: (source) => unzstdByProgram(source, program) };
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
    // A folder may be entered, which is the same bit.
    return statSync(file).isFile();
  } catch {
    return false;
  }
}
