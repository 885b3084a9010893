import { addFlag } from '../dockerfile/edits.ts';
import type { PlacedInstruction, SourceFacts, StageFacts } from '../facts/source-facts.ts';
import type { Edit } from '../model/bytes.ts';
import { message } from '../model/message.ts';
import { type Applies, NO_EDIT, noneToRead, type Technique, type TechniqueEdit, YES } from './contract.ts';
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
  return edit(facts).dockerfile.length === 0 ? noneToRead(facts, message('no-install-step-to-cache', {})) : YES;
}

function edit(facts: SourceFacts): TechniqueEdit {
  const runs = facts.stages.flatMap((s) => s.instructions).filter((i) => (i.run?.steps.length ?? 0) > 0);
  if (!facts.cacheMounts) return { dockerfile: runs.flatMap(flagEdits) };
  const keepsModules = new Set(
    facts.stages.filter((s) => needsModulesInImage(s, facts)).flatMap((s) => s.instructions),
  );
  const plans = runs.map((at) => planMounts(at, keepsModules.has(at)));
  const edits = plans.flatMap((p) => p.edits);
  // A variable against the cache rules every pip step that sees it.
  const pip = runs.some((i) => i.run?.steps.some((s) => s.manager === 'pip'));
  const environment = pip && plans.every((p) => p.mountsPip) ? environmentEdits(facts) : [];
  return edits.length === 0 && environment.length === 0 ? NO_EDIT : { dockerfile: dedupe([...edits, ...environment]) };
}

interface MountPlan {
  readonly edits: readonly Edit[];
  /** Its pip steps, if it has any, have their cache mounted afterwards. */
  readonly mountsPip: boolean;
}

function planMounts({ instruction, run, user }: PlacedInstruction, keepsModules: boolean): MountPlan {
  const owner = mountOwner(user);
  const pip = run?.steps.filter((s) => s.manager === 'pip') ?? [];
  if (run === undefined || owner === undefined) return { edits: [], mountsPip: pip.length === 0 };
  const vendored = run.steps.some((s) => s.words.some((w) => w.text === '-mod=vendor'));
  const wanted = run.steps
    .flatMap((s) => s.caches)
    .filter((c) => !((keepsModules || vendored) && c.endsWith('/pkg/mod')));
  const targets = [...new Set(wanted)].filter((t) => !run.cacheTargets.some((c) => isSameOrNested(c, t)));
  const flags = targets.map((target) => `--mount=type=cache,target=${target}${owner}`);
  const mounted = pip.filter((s) => s.caches.length > 0);
  const edits = [
    ...(flags.length === 0 ? [] : [addFlag(instruction, flags.join(' '))]),
    ...mounted.flatMap((s) => s.noCacheFlags).map(removeRange),
  ];
  return { edits, mountsPip: mounted.length === pip.length };
}

/** Somebody chose already what is kept there: the folder, one over it or one in it. */
function isSameOrNested(a: string, b: string): boolean {
  const [x, y] = [`${a.replace(/\/+$/, '')}/`, `${b.replace(/\/+$/, '')}/`];
  return x.startsWith(y) || y.startsWith(x);
}

/** Commands that do nothing with Go's modules. */
const WITHOUT_MODULES = new Set(
  (
    'addgroup adduser apk apt apt-get cat cd chmod chown cp curl echo export file git groupadd ldd ln ls mkdir mv printf pwd rm set ' +
    'strip tar test touch true unzip update-ca-certificates upx useradd wget ['
  ).split(' '),
);

/**
 * What a mount holds is not in the layer. Modules stay in it unless each step that may want them has the mount: also those of stages
 * below and above this one, a COPY out of it, and a start command that compiles.
 */
function needsModulesInImage(stage: StageFacts, facts: SourceFacts): boolean {
  const family = familyOf(stage, facts);
  const instructions = family.flatMap((s) => s.instructions);
  const names = new Set(family.flatMap((s) => [s.name, String(s.index)]));
  const taken = facts.stages
    .flatMap((s) => s.instructions)
    .some((i) => i.copy?.from !== undefined && names.has(i.copy.from) && i.copy.sources.some(holdsModules));
  const starts = instructions.some(
    (i) =>
      ['CMD', 'ENTRYPOINT'].includes(i.instruction.keyword) &&
      /(^|[\s["'/])(go|make|air|dlv)(?=$|[\s"',\]])/.test(i.instruction.args.text),
  );
  return taken || starts || instructions.some(mayWantModules);
}

function mayWantModules({ run, user }: PlacedInstruction): boolean {
  if (run === undefined) return false;
  if (run.steps.some((s) => s.ecosystem === 'go')) return mountOwner(user) === undefined;
  return !(run.commands?.every((c) => c.step ?? WITHOUT_MODULES.has(c.words[0]?.text ?? '')) ?? false);
}

function holdsModules(source: string): boolean {
  return /^\/(go|root)?(\/|$)(go(\/|$))?(pkg(\/|$))?(mod(\/|$))?$/.test(source);
}

/** The stages that stand on one another by FROM. */
function familyOf(stage: StageFacts, facts: SourceFacts): readonly StageFacts[] {
  const family = new Set([stage]);
  for (let grown = 0; grown !== family.size; ) {
    grown = family.size;
    for (const s of facts.stages) {
      const parent = s.onImage ? undefined : facts.stages.find((p) => p.name !== undefined && p.name === s.base.name);
      if (parent !== undefined && (family.has(s) || family.has(parent))) family.add(s).add(parent);
    }
  }
  return [...family];
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

/** `ENV PIP_NO_CACHE_DIR=1` would leave the mount unused; pip takes any yes or no in it for a yes, only nothing for a no. */
function environmentEdits(facts: SourceFacts): Edit[] {
  const pairs = facts.stages
    .flatMap((s) => s.instructions)
    .filter((i) => ['ENV', 'ARG'].includes(i.instruction.keyword));
  return pairs
    .flatMap((i) => i.instruction.pairs)
    .filter((p) => p.name.text === 'PIP_NO_CACHE_DIR' && p.value !== undefined && !/^(""|'')?$/.test(p.value.text))
    .map((p) => ({ range: p.value?.range ?? p.name.range, text: '""' }));
}

function dedupe(edits: readonly Edit[]): Edit[] {
  const seen = new Map(edits.map((e) => [`${e.range.start}-${e.range.end}`, e]));
  return [...seen.values()];
}
