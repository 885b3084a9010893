import type { DockerChoice } from '../engine/docker/docker-engine.ts';
import type { ImageName } from '../model/image-name.ts';
import type { Messages } from '../model/message.ts';
import { Problem } from '../model/problem.ts';
import { parseReference } from '../model/reference.ts';
import { type Env, type OpenImage, openStoredImage } from './compose-stored-image.ts';
import type { ReadLimits } from './read-limits.ts';

type NowhereArgs = Messages['image-nowhere'];

export interface ImageWish {
  readonly name: ImageName;
  /** `linux/arm64`; this machine's where none is asked for and there are several. */
  readonly platform?: string | undefined;
  readonly engine: DockerChoice;
  readonly limits: ReadLimits;
  readonly signal: AbortSignal;
  /** Paths are told from here. */
  readonly cwd: string;
}

/** What a first look at an engine may end with, and a registry still have the image. */
const NOT_HERE: ReadonlySet<string> = new Set(['engine-down', 'engine-not-found', 'image-not-found']);
/** What a registry may end with that says no more than that it does not have it either. */
const NOT_THERE: Readonly<Record<string, NowhereArgs['registry']>> = {
  'registry-unreachable': 'unreachable',
  'registry-too-slow': 'unreachable',
  'registry-denied': 'denied',
  'registry-not-found': 'lacks',
};

/** What an image lies in is loaded when it is asked for. @throws Problem where there is no such image, or it cannot be read */
export async function composeImage(env: Env, wish: ImageWish): Promise<OpenImage> {
  const { name } = wish;
  if ('path' in name) return openStoredImage(name, { ...wish, env });
  if (name.from === 'registry') return fromRegistry(env, name.name, wish);
  if (name.from === 'podman') {
    const { openFromPodman } = await import('./compose-podman-image.ts');
    return openFromPodman(env, name.name, wish);
  }
  try {
    const { openFromEngine } = await import('./compose-engine-image.ts');
    return await openFromEngine(env, name.name, wish);
  } catch (error) {
    const isElsewhere = name.from === 'anywhere' && error instanceof Problem && NOT_HERE.has(error.code);
    if (!isElsewhere) throw error;
    return await goElsewhere(env, wish, { name: name.name, lacking: error });
  }
}

/** The engine does not have it, or there is none. */
async function goElsewhere(
  env: Env,
  wish: ImageWish,
  { name, lacking }: { readonly name: string; readonly lacking: Problem },
): Promise<OpenImage> {
  const { guessName, tellGuess } = await import('./guess-name.ts');
  const guess = await guessName(name, wish.cwd, wish.signal);
  const isAsked = guess?.isSure !== true && parseReference(name) !== undefined;
  if (!isAsked) throw tellGuess(lacking, guess);
  try {
    return await fromRegistry(env, name, wish);
  } catch (error) {
    const registry = error instanceof Problem ? NOT_THERE[error.code] : undefined;
    if (registry === undefined) throw error;
    const { host, reason } = (error as Problem).args as { readonly host: string; readonly reason?: string };
    const { tags } = lacking.args as { readonly tags?: readonly string[] };
    const engine = lacking.code === 'image-not-found' ? 'lacks' : 'silent';
    const args: NowhereArgs = { image: name, engine, tags, registry, host, reason };
    const hint = lacking.hint === undefined ? {} : { hint: lacking.hint };
    throw tellGuess(new Problem('world', 'image-nowhere', args, { ...hint, cause: error }), guess);
  }
}

async function fromRegistry(env: Env, name: string, wish: ImageWish): Promise<OpenImage> {
  const { openFromRegistry } = await import('./compose-registry-image.ts');
  return openFromRegistry(env, name, wish);
}
