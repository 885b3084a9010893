import type { DockerLink } from '../../engine/docker/docker-engine.ts';

export type CacheSwept = { readonly mounts: number } | { readonly reason: string };

/**
 * Removes cache mounts of our namespaces from the build cache and nothing else of it: BuildKit tells a mount's id, with its
 * namespace in front, at the end of its description. Mounts in use stay.
 * @param runs ids of runs; undefined = of all runs
 */
export async function sweepCacheMounts(link: DockerLink, runs: readonly string[] | undefined): Promise<CacheSwept> {
  if (runs?.length === 0) return { mounts: 0 };
  const { run, host } = link.ports;
  const ids = runs === undefined ? '[0-9a-f]{12}' : `(${runs.join('|')})`;
  const argv = [
    'docker',
    ...link.engine.cliOptions,
    'buildx',
    'prune',
    ...(link.builder === undefined ? [] : [`--builder=${link.builder}`]),
    '--force',
    '--filter=type=exec.cachemount',
    // Between slashes, so the one after the namespace is told by what it is not.
    `--filter=description~=/with id "plimsoll-${ids}-[0-9.]+(-cold-[0-9]+-[0-9]+)?[^0-9a-z.-][^"]*"$/`,
  ];
  const told = await run(argv, { env: host.env, timeoutMs: 120_000 });
  if (told.exitCode !== 0) return { reason: told.stderr.trim().split('\n').at(-1) || 'no buildx' };
  return { mounts: told.stdout.split('\n').filter((line) => /^[a-z0-9]{25}\*?\s/.test(line)).length };
}
