import { join, resolve } from 'node:path';
import { Problem } from '../model/problem.ts';
import type { FilesPort, HostPath } from './contract.ts';

/** In this order: what Docker looks for, then what Podman and Buildah look for besides. */
const NAMES = ['Dockerfile', 'dockerfile', 'Containerfile'] as const;

export interface DockerfileQuestion {
  /** The folder of the project. */
  readonly dir: HostPath;
  /** As given with `-f`: any name at all, relative to `cwd`. */
  readonly file?: string | undefined;
  readonly cwd: HostPath;
}

/** @returns the Dockerfile's absolute path @throws Problem `dockerfile-not-found`, `dockerfile-not-a-file` */
export async function findDockerfile(question: DockerfileQuestion, files: Pick<FilesPort, 'stat'>): Promise<HostPath> {
  const { file, cwd } = question;
  const dir = resolve(cwd, question.dir);
  const candidates = file === undefined ? NAMES.map((name) => join(dir, name)) : [resolve(cwd, file)];
  let other: HostPath | undefined;
  for (const path of candidates) {
    const facts = await files.stat(path, true);
    if (facts?.type === 'file' || facts?.type === 'fifo') return path;
    if (facts !== undefined) other ??= path;
  }
  if (other !== undefined) throw new Problem('usage', 'dockerfile-not-a-file', { path: other });
  throw new Problem('usage', 'dockerfile-not-found', {
    dir: file === undefined ? dir : cwd,
    looked: file === undefined ? NAMES : [file],
  });
}
