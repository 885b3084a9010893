import type { Digest } from '../model/sha256.ts';
import type { FilesPort, HostPath } from '../project/contract.ts';
import type { BuildRequest } from '../engine/contract.ts';

/** Repository name of every image a run makes: a name no registry can have (RFC 2606), so it is never pulled or pushed. */
export const RUN_REPOSITORY = 'plimsoll.invalid/run';

/** Label on everything a run starts; `sweep` finds it by this. */
export const RUN_LABEL = 'dev.plimsoll.run';

/** What all builds of a run have in common. */
export type BuildBasics = Pick<BuildRequest, 'target' | 'platform' | 'args' | 'secrets' | 'ssh' | 'namedContexts'>;

/** Where a run keeps its work: `.plimsoll/runs/<id>`. */
export interface RunFolder {
  readonly id: string;
  readonly root: HostPath;
  readonly files: FilesPort;
}

export function tagOf(run: string, name: string | number): string {
  return `${RUN_REPOSITORY}:${run}-${name}`;
}

/** Same input, same id: a run that was interrupted is found again and goes on. */
export function runIdOf(input: Digest): string {
  return input.slice('sha256:'.length, 'sha256:'.length + 12);
}
