import { realpath } from 'node:fs/promises';
import { basename, dirname, isAbsolute, relative, resolve } from 'node:path';
import { Problem } from '../../model/problem.ts';
import type { FilesPort } from '../../project/contract.ts';

/** A file of the project that may be written. */
export interface Target {
  /** As the user knows it, under the project's folder. */
  readonly path: string;
  /** Where its bytes are; a symlink stays one. */
  readonly host: string;
  readonly bytes: Uint8Array | undefined;
  readonly mode: number | undefined;
}

/** @throws Problem `file-outside-project` where path or symlinks lead out of the folder and nobody forces it */
export async function openTarget(files: FilesPort, dir: string, path: string, force: boolean): Promise<Target> {
  const host = await resolveLinks(resolve(dir, path));
  const inside = relative(await realpath(dir), host);
  if (!force && (isAbsolute(inside) || inside === '..' || inside.startsWith('../')))
    throw new Problem('usage', 'file-outside-project', { file: path });
  const facts = await files.stat(host);
  if (facts === undefined) return { path, host, bytes: undefined, mode: undefined };
  if (facts.type !== 'file') throw new Problem('usage', 'dockerfile-not-a-file', { path });
  return { path, host, bytes: await files.read(host), mode: facts.mode };
}

/** What is not there yet lies where its folder lies. */
async function resolveLinks(path: string): Promise<string> {
  try {
    return await realpath(path);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ENOENT') throw error;
    return resolve(await realpath(dirname(path)), basename(path));
  }
}

/** In one step: the old bytes or the new, never half of them. `undefined` removes the file. */
export async function writeTarget(files: FilesPort, target: Target, bytes: Uint8Array | undefined): Promise<void> {
  if (bytes === undefined) await files.remove(target.host);
  else await files.write(target.host, bytes, target.mode);
}
