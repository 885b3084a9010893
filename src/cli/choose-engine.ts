import type { DockerChoice } from '../engine/docker/docker-engine.ts';

/** `--engine` with a scheme is an endpoint; anything else names a context. */
export function chooseEngine(flags: {
  readonly engine?: string | undefined;
  readonly builder?: string | undefined;
}): DockerChoice {
  const { engine, builder } = flags;
  if (engine === undefined) return { builder };
  return engine.includes('://') ? { host: engine, builder } : { context: engine, builder };
}
