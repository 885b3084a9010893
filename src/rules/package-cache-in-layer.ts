import type { InstallStep } from '../ecosystems/contract.ts';
import type { PlacedInstruction, SourceFacts } from '../facts/source-facts.ts';
import { message } from '../model/message.ts';
import type { Rule } from './contract.ts';
import { countPackages, estimate } from './estimates.ts';
import { plainWords } from './package-words.ts';
import { shippedInstructions } from './shipped-instructions.ts';

declare module '../model/message.ts' {
  interface Messages {
    /** `folder` is empty where the text does not tell it. */
    'package-cache-in-layer': { manager: string; folder: string };
  }
}

/** What pip downloaded stays in the layer beside what it installed. */
export const packageCacheInLayer: Rule = {
  id: 'package-cache-in-layer',
  aliases: ['DL3042'],
  state: 'preview',
  since: '0.1.0',
  about: {
    why: 'pip keeps every download for a next install that never comes inside an image: the packages ship twice.',
    whenToIgnore: 'The image is a base on which others install the same packages again.',
    saving:
      '3 MB of downloads a package named; between a tenth and ten times that (pure Python against machine learning).',
  },
  examples: {
    bad: [
      {
        dockerfile: 'FROM python:3.12-slim\nCOPY requirements.txt .\nRUN pip install -r requirements.txt\n',
        files: { 'requirements.txt': 'flask==3.0.0\n' },
      },
    ],
    good: [
      { dockerfile: 'FROM python:3.12-slim\nRUN pip install --no-cache-dir flask\n' },
      { dockerfile: 'FROM python:3.12-slim\nRUN --mount=type=cache,target=/root/.cache/pip pip install flask\n' },
      { dockerfile: 'FROM python:3.12-slim\nENV PIP_NO_CACHE_DIR=1\nRUN pip install flask\n' },
      { dockerfile: 'FROM python:3.12-slim\nRUN pip install flask && rm -rf /root/.cache\n' },
      {
        dockerfile:
          'FROM python:3.12-slim AS build\nRUN pip install flask\nFROM python:3.12-slim\nCOPY --from=build /usr /usr\n',
      },
    ],
  },
  sources: ['https://pip.pypa.io/en/stable/topics/caching/', 'https://github.com/hadolint/hadolint/wiki/DL3042'],
  resolvedBy: 'cache-mounts',
  check(facts) {
    return shippedInstructions(facts).flatMap((i) => {
      const steps = i.run?.steps.filter((s) => keepsCache(s, i)) ?? [];
      const [first] = steps;
      if (first === undefined || sweeps(i)) return [];
      return [
        {
          message: message('package-cache-in-layer', { manager: first.manager, folder: first.caches[0] ?? '' }),
          place: { in: 'dockerfile', line: i.instruction.startLine },
          saving: cachedBytes(steps, facts),
          ...(first.caches.length > 0 && /^(|root|0)(:.*)?$|^\d/.test(i.user)
            ? { fix: { technique: 'cache-mounts' } }
            : {}),
        },
      ];
    });
  },
};

/** pip takes any yes or no in PIP_NO_CACHE_DIR as "no cache". */
function keepsCache(step: InstallStep, { run, env }: PlacedInstruction): boolean {
  const off = /^(y|yes|t|true|on|1|n|no|f|false|off|0)$/i.test(env['PIP_NO_CACHE_DIR'] ?? '');
  const mounted = step.caches.some((c) =>
    run?.cacheTargets.some((t) => c === t || c.startsWith(`${t.replace(/\/$/, '')}/`)),
  );
  const elsewhere = env['PIP_CACHE_DIR'] !== undefined || step.words.some((w) => w.text?.startsWith('--cache-dir'));
  return step.manager === 'pip' && step.noCacheFlags.length === 0 && !off && !mounted && !elsewhere;
}

/** The same RUN removes the cache, so its layer never holds it. */
function sweeps(i: PlacedInstruction): boolean {
  return (i.run?.commands ?? []).some((c) => {
    const words = plainWords(c);
    return (
      (words[0] === 'rm' && words.some((w) => w.includes('.cache'))) ||
      words.slice(0, 3).join(' ') === 'pip cache purge'
    );
  });
}

function cachedBytes(steps: readonly InstallStep[], facts: SourceFacts) {
  const packages = steps.reduce((sum, s) => sum + countPackages(s, facts), 0);
  return estimate('byte', 3e6 * Math.max(1, packages), 0.1, 10);
}
