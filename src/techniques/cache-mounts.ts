import { addFlag } from '../dockerfile/edits.ts';
import type { PlacedInstruction, SourceFacts } from '../facts/source-facts.ts';
import type { Edit } from '../model/bytes.ts';
import { message } from '../model/message.ts';
import { type Applies, NO_EDIT, type Technique, type TechniqueEdit, YES } from './contract.ts';
import { removeRange } from './texts.ts';

declare module '../model/message.ts' {
  interface Messages {
    'no-install-step-to-cache': Record<string, never>;
  }
}

/**
 * What a package manager downloads or compiles is kept between builds and never in a layer: a cache mount, xor a flag that
 * keeps nothing where the builder has no mounts. Never both (T47).
 */
export const cacheMounts = {
  id: 'cache-mounts',
  group: 'trunk',
  after: ['dependencies-first'],
  serves: ['R11', 'R19'],
  applies,
  edit,
} satisfies Technique;

function applies(facts: SourceFacts): Applies {
  return edit(facts).dockerfile.length === 0 ? { is: 'no', because: message('no-install-step-to-cache', {}) } : YES;
}

function edit(facts: SourceFacts): TechniqueEdit {
  const runs = facts.stages.flatMap((s) => s.instructions).filter((i) => (i.run?.steps.length ?? 0) > 0);
  const edits = runs.flatMap((i) => (facts.cacheMounts ? mountEdits(i) : flagEdits(i)));
  return edits.length === 0
    ? NO_EDIT
    : { dockerfile: dedupe([...edits, ...(facts.cacheMounts ? environmentEdits(facts) : [])]) };
}

function mountEdits({ instruction, run, user }: PlacedInstruction): Edit[] {
  const owner = mountOwner(user);
  if (run === undefined || owner === undefined) return [];
  const targets = [...new Set(run.steps.flatMap((s) => s.caches))].filter((t) => !run.cacheTargets.includes(t));
  const flags = targets.map((target) => `--mount=type=cache,target=${target}${owner}`);
  const mounts = flags.length === 0 ? [] : [addFlag(instruction, flags.join(' '))];
  return [...mounts, ...run.steps.flatMap((s) => s.noCacheFlags).map(removeRange)];
}

/** Without mounts: keep nothing. Only pip leaves its cache in the layer and has a flag for it. */
function flagEdits({ run }: PlacedInstruction): Edit[] {
  const pip = run?.steps.filter((s) => s.manager === 'pip' && s.noCacheFlags.length === 0) ?? [];
  return pip.map((s) => ({ range: { start: s.flagsAt, end: s.flagsAt }, text: ' --no-cache-dir' }));
}

/** A cache folder belongs to root unless told: a numeric user can be told, a name cannot. */
function mountOwner(user: string): string | undefined {
  const [name = '', group] = user.split(':');
  if (name === '' || name === 'root' || name === '0') return '';
  return /^\d+$/.test(name)
    ? `,uid=${name}${group !== undefined && /^\d+$/.test(group) ? `,gid=${group}` : ''}`
    : undefined;
}

/** `ENV PIP_NO_CACHE_DIR=1` would leave the mount unused. */
function environmentEdits(facts: SourceFacts): Edit[] {
  const pairs = facts.stages
    .flatMap((s) => s.instructions)
    .filter((i) => ['ENV', 'ARG'].includes(i.instruction.keyword));
  return pairs
    .flatMap((i) => i.instruction.pairs)
    .filter(
      (p) =>
        p.name.text === 'PIP_NO_CACHE_DIR' &&
        p.value !== undefined &&
        !/^["']?(0|false|off|no)?["']?$/i.test(p.value.text),
    )
    .map((p) => ({ range: p.value?.range ?? p.name.range, text: '0' }));
}

function dedupe(edits: readonly Edit[]): Edit[] {
  const seen = new Map(edits.map((e) => [`${e.range.start}-${e.range.end}`, e]));
  return [...seen.values()];
}
