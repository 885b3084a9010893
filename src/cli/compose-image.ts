import type { DockerChoice } from '../engine/docker/docker-engine.ts';
import type { ImageName } from '../model/image-name.ts';
import { Problem } from '../model/problem.ts';
import { parseReference } from '../model/reference.ts';
import { type Env, type OpenImage, openStoredImage } from './compose-stored-image.ts';
import type { ReadLimits } from './read-limits.ts';

export interface ImageWish {
  readonly name: ImageName;
  /** `linux/arm64`; this machine's where none is asked for and there are several. */
  readonly platform?: string | undefined;
  readonly engine: DockerChoice;
  readonly limits: ReadLimits;
  readonly signal: AbortSignal;
}

/** What a first look at an engine may end with, and a registry still have the image. */
const NOT_HERE: ReadonlySet<string> = new Set(['engine-down', 'engine-not-found', 'image-not-found']);

/** What an image lies in is loaded when it is asked for. @throws Problem where there is no such image, or it cannot be read */
export async function composeImage(env: Env, wish: ImageWish): Promise<OpenImage> {
  const { name } = wish;
  if ('path' in name) return openStoredImage(name, { env, platform: wish.platform, limits: wish.limits });
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
    if (!isElsewhere || parseReference(name.name) === undefined) throw error;
    return await fromRegistry(env, name.name, wish).catch((second: unknown) => {
      // Where no registry can be reached, it is the engine that does not have it.
      throw second instanceof Problem && second.code === 'registry-unreachable' ? error : second;
    });
  }
}

async function fromRegistry(env: Env, name: string, wish: ImageWish): Promise<OpenImage> {
  const { openFromRegistry } = await import('./compose-registry-image.ts');
  return openFromRegistry(env, name, wish);
}
