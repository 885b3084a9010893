import { resolve } from 'node:path';
import { IMAGE_SOURCES } from '../model/image-name.ts';
import { message } from '../model/message.ts';
import { Problem } from '../model/problem.ts';
import { settle, sniffArchive } from './compose-stored-image.ts';
import { lookAtPath } from './look-at-path.ts';
import { nearWords } from './near-words.ts';

/** What a name may have been meant for, where it names no image. */
export interface Guess {
  /** It names something of this machine, or no source that there is: no registry need be asked. */
  readonly isSure: boolean;
  /** The word in front of the colon, where that can only have been meant for a source. */
  readonly prefix?: string | undefined;
  readonly near: readonly string[];
}

/** What other programs call the same, and what no image comes from. */
const ALIASES: Readonly<Record<string, string | undefined>> = {
  'docker-daemon': 'docker',
  'containers-storage': 'podman',
  'oci-dir': 'oci',
  dir: undefined,
  file: undefined,
  ftp: undefined,
  http: undefined,
  https: undefined,
  ssh: undefined,
  tar: undefined,
};

/** Looks at what lies in the folder by that name, and at how its beginning reads. @throws the signal's reason */
export async function guessName(typed: string, cwd: string, signal: AbortSignal): Promise<Guess | undefined> {
  const own = await sourceOf(typed, cwd, signal);
  if (own !== undefined) return { isSure: true, near: [own] };
  const [, prefix, rest = ''] = /^([A-Za-z][\w-]*):(.+)$/.exec(typed) ?? [];
  if (prefix === undefined || IMAGE_SOURCES.includes(prefix)) return undefined;
  const alias = ALIASES[prefix];
  const sources = alias === undefined ? nearWords(prefix, IMAGE_SOURCES) : [alias];
  const local = await sourceOf(rest, cwd, signal);
  const near = sources.length > 0 ? sources.map((source) => `${source}:${rest}`) : local === undefined ? [] : [local];
  // Nobody names an image that.
  const isNoName = prefix in ALIASES || sources.some((source) => source.endsWith('-archive'));
  const isSure = isNoName || local !== undefined || rest.startsWith('//');
  if (isSure) return { isSure, prefix, near };
  return near.length === 0 ? undefined : { isSure, near };
}

/** The name with the source it is to be read by; undefined where nothing lies there, or no image. */
async function sourceOf(typed: string, cwd: string, signal: AbortSignal): Promise<string | undefined> {
  const at = (path: string) => resolve(cwd, path);
  const { path } = settle({ from: 'path', path: typed }, at);
  try {
    const found = lookAtPath(at(path));
    if (found.is === 'folder') return found.isLayout ? `oci:${typed}` : undefined;
    if (found.is !== 'file' || found.bytes === 0) return undefined;
    // Reading it tells how it is uncompressed.
    if (found.compressedBy !== undefined) return /\.(tar\.\w+|tgz)$/.test(path) ? `docker-archive:${typed}` : undefined;
    const kind = await sniffArchive(at(path), signal);
    return kind === undefined ? undefined : `${kind}:${typed}`;
  } catch {
    signal.throwIfAborted();
    return undefined;
  }
}

/** What is said of a name that was not found. */
export function tellGuess(error: Problem, guess: Guess | undefined): Problem {
  if (guess === undefined) return error;
  const { prefix, near } = guess;
  const hint = near.length === 0 ? {} : { hint: message('did-you-mean', { near }) };
  if (prefix === undefined) return new Problem(error.kind, error.code, error.args, { ...hint, cause: error });
  const known = IMAGE_SOURCES.map((source) => `${source}:`);
  return new Problem('usage', 'unknown-source', { prefix, known }, { ...hint, cause: error });
}
