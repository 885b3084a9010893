import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileBlob } from '../adapters/blobs/file-blobs.ts';
import { nodeInflater } from '../adapters/blobs/node-inflater.ts';
import { spoolStream } from '../adapters/blobs/spool-stream.ts';
import { createDockerEngine } from '../engine/docker/docker-engine.ts';
import { openDockerArchive } from '../image/sources/open-docker-archive.ts';
import { openTarMembers } from '../image/sources/open-tar-members.ts';
import { closeOnFailure } from './close-on-failure.ts';
import { dockerPorts } from './compose.ts';
import type { ImageWish } from './compose-image.ts';
import { type Env, type OpenImage, withCrew } from './compose-stored-image.ts';

/** From the engine's archive, kept on disk while it is read. */
export async function openFromEngine(env: Env, tag: string, wish: ImageWish): Promise<OpenImage> {
  const { store } = await createDockerEngine(dockerPorts(env), wish.engine);
  const stream = await store.save(tag, wish.signal);
  const dir = await mkdtemp(join(tmpdir(), 'plimsoll-image-'));
  const drop = () => rm(dir, { recursive: true, force: true });
  try {
    const archive = await spoolStream(stream, dir, wish.signal);
    const { blobs, name } = fileBlob(archive.file, tag);
    const close = async () => {
      await blobs.close();
      await drop();
    };
    const inflater = nodeInflater(env['PATH'] ?? '', wish.limits.inflate);
    const view = await closeOnFailure(blobs, async () =>
      openDockerArchive(await openTarMembers(blobs, name), { platform: wish.platform }, inflater),
    );
    return { view: withCrew(view, env, wish.limits.inflate), close };
  } catch (error) {
    await drop();
    throw error;
  }
}
