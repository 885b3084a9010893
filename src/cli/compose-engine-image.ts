import { spoolStream } from '../adapters/blobs/spool-stream.ts';
import { createDockerEngine } from '../engine/docker/docker-engine.ts';
import { dockerPorts } from './compose.ts';
import type { ImageWish } from './compose-image.ts';
import { type Env, type OpenImage, openStoredImage } from './compose-stored-image.ts';
import { openInTemp } from './open-in-temp.ts';

/** From the engine's archive. */
export async function openFromEngine(env: Env, tag: string, wish: ImageWish): Promise<OpenImage> {
  const { store } = await createDockerEngine(dockerPorts(env), wish.engine);
  return openInTemp(async (dir) => {
    const { file: path } = await spoolStream(() => store.save(tag, wish.signal), dir, wish.signal);
    const { limits, platform, signal } = wish;
    return openStoredImage({ from: 'docker-archive', path }, { env, platform, limits, signal, shownAs: tag });
  });
}
