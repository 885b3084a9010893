import type { InstallStep } from '../ecosystems/contract.ts';
import type { PlacedInstruction } from '../facts/source-facts.ts';
import { message } from '../model/message.ts';
import type { Rule } from './contract.ts';
import { countPackages, estimateInstallMs } from './estimates.ts';

declare module '../model/message.ts' {
  interface Messages {
    /** `by` is the flag or variable that turns the cache off. */
    'cache-mount-defeated': { target: string; by: string };
  }
}

/** A cache is mounted where pip is told to use none. */
export const cacheMountDefeated: Rule = {
  id: 'cache-mount-defeated',
  aliases: [],
  state: 'preview',
  since: '0.1.0',
  about: {
    why: 'With --no-cache-dir or PIP_NO_CACHE_DIR pip neither reads nor fills the mounted cache: every rebuild downloads everything, though the mount looks as if it helped.',
    whenToIgnore: 'Never: drop either the mount or the flag.',
    saving:
      'Time of an install whose downloads are not kept: 2 s and 1.5 s a package; between a fifth and five times that.',
  },
  examples: {
    bad: [
      {
        dockerfile:
          'FROM python:3.12-slim\nRUN --mount=type=cache,target=/root/.cache/pip pip install --no-cache-dir flask\n',
      },
      {
        dockerfile:
          'FROM python:3.12-slim\nENV PIP_NO_CACHE_DIR=1\nRUN --mount=type=cache,target=/root/.cache/pip pip install flask\n',
      },
    ],
    good: [
      { dockerfile: 'FROM python:3.12-slim\nRUN --mount=type=cache,target=/root/.cache/pip pip install flask\n' },
      { dockerfile: 'FROM python:3.12-slim\nRUN pip install --no-cache-dir flask\n' },
    ],
  },
  sources: ['https://pip.pypa.io/en/stable/topics/caching/', 'https://docs.docker.com/build/cache/optimize/'],
  resolvedBy: 'cache-mounts',
  check(facts) {
    return facts.stages
      .flatMap((s) => s.instructions)
      .flatMap((i) => (i.run?.steps ?? []).map((step) => ({ i, step, found: defeat(step, i) })))
      .flatMap(({ i, step, found }) =>
        found === undefined
          ? []
          : [
              {
                message: message('cache-mount-defeated', found),
                place: { in: 'dockerfile' as const, line: i.instruction.startLine },
                saving: estimateInstallMs(countPackages(step, facts)),
                fix: { technique: 'cache-mounts' as const },
              },
            ],
      );
  },
};

/** pip takes any yes or no in the variable as "no cache", `0` and `off` too; only an empty value leaves the cache on. */
function defeat(step: InstallStep, { run, env }: PlacedInstruction): { target: string; by: string } | undefined {
  const target = run?.cacheTargets.find((t) => step.caches.includes(t.replace(/\/$/, '')));
  if (step.manager !== 'pip' || target === undefined) return undefined;
  if (step.noCacheFlags.length > 0) return { target, by: '--no-cache-dir' };
  const variable = env['PIP_NO_CACHE_DIR'] ?? '';
  return /^(y|yes|t|true|on|1|n|no|f|false|off|0)$/i.test(variable)
    ? { target, by: `PIP_NO_CACHE_DIR=${variable}` }
    : undefined;
}
