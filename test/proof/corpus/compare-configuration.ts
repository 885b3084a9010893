import { stageEnvironment } from '../../../src/dockerfile/stage-environment.ts';
import { finalStage, readStages, type Stage, type StageGraph } from '../../../src/dockerfile/stages.ts';
import type { DockerfileTree, Instruction } from '../../../src/dockerfile/tree.ts';
import type { SourceFacts } from '../../../src/facts/source-facts.ts';
import type { TechniqueEdit, TechniqueId } from '../../../src/techniques/contract.ts';

/** What an image made of a Dockerfile is set to, as far as its text tells; every value as written there. */
interface Configuration {
  readonly env: Readonly<Record<string, string>>;
  readonly labels: Readonly<Record<string, string>>;
  readonly workdir: string | undefined;
  readonly user: string | undefined;
  readonly start: string;
  readonly ports: readonly string[];
  readonly volumes: readonly string[];
  readonly healthcheck: string | undefined;
  readonly stopSignal: string | undefined;
}

/**
 * What a technique changed that it does not say it changes.
 * @returns one line for each breach; none where the edit kept its word
 */
export function findBreaches(
  technique: TechniqueId,
  edit: TechniqueEdit,
  before: SourceFacts,
  after: SourceFacts,
): readonly string[] {
  const [was, is] = [readStages(before.tree), readStages(after.tree)];
  return [
    ...untouchedStages(was, before.tree, edit, is),
    ...changedConfiguration(technique, edit, before, configurationOf(was), configurationOf(is)),
    ...changedInstructions(technique, before.tree, after.tree),
  ];
}

/** A stage into which no edit reaches has to be there with the same instructions, text for text. */
function untouchedStages(was: StageGraph, tree: DockerfileTree, edit: TechniqueEdit, is: StageGraph): string[] {
  const after = new Set(is.stages.map(textOfStage));
  return was.stages
    .filter((s, i) => !edit.dockerfile.some((e) => reaches(e.range, rangeOf(s, was.stages[i + 1], tree))))
    .filter((s) => !after.has(textOfStage(s)))
    .map((s) => `stage ${s.index} was not meant and changed`);
}

function reaches(edit: { start: number; end: number }, stage: { start: number; end: number }): boolean {
  return edit.start < stage.end && edit.end >= stage.start && !(edit.start === edit.end && edit.start === stage.start);
}

function rangeOf(stage: Stage, next: Stage | undefined, tree: DockerfileTree): { start: number; end: number } {
  return { start: stage.from.range.start, end: next?.from.range.start ?? tree.text.length + 1 };
}

function textOfStage(stage: Stage): string {
  return [stage.from, ...stage.instructions].map(fullText).join('\n');
}

function fullText(i: Instruction): string {
  return [i.logical.text, ...i.heredocs.map((h) => h.body.text)].join('\0');
}

function configurationOf(graph: StageGraph): Configuration {
  const stage = finalStage(graph);
  const state = stageEnvironment(graph, stage);
  const texts = (list: readonly { value: string }[]) => list.map((k) => k.value).toSorted();
  const { healthcheck } = state;
  return {
    env: sorted([...state.env].map(([k, v]): [string, string] => [k, v.value])),
    labels: labelsOf(graph, stage),
    workdir: state.workdir?.value,
    user: state.user?.value,
    start: [state.entrypoint, state.cmd].map((c) => (c === undefined ? '' : wordsOf(c.instruction))).join(' | '),
    ports: texts(state.ports),
    volumes: texts(state.volumes),
    healthcheck: healthcheck === 'none' ? 'none' : healthcheck?.instruction.args.text,
    stopSignal: state.stopSignal?.value,
  };
}

function sorted(pairs: readonly (readonly [string, string])[]): Record<string, string> {
  return Object.fromEntries(pairs.toSorted(([a], [b]) => (a < b ? -1 : 1)));
}

/** The words of a start command; a shell form that is one plain command has the words of its exec form. */
function wordsOf(i: Instruction): string {
  const words = i.json ? i.words.map((w) => w.text).join(' ') : i.args.text.replace(/["']/g, '');
  return words.replace(/\s+/g, ' ').trim();
}

function labelsOf(graph: StageGraph, stage: Stage): Record<string, string> {
  const below: Record<string, string> =
    stage.base.is === 'stage' && graph.stages[stage.base.index] !== undefined
      ? labelsOf(graph, graph.stages[stage.base.index] as Stage)
      : {};
  for (const i of stage.instructions.filter((x) => x.keyword === 'LABEL'))
    for (const p of i.pairs) below[p.name.text] = p.value?.text ?? '';
  return below;
}

function changedConfiguration(
  technique: TechniqueId,
  edit: TechniqueEdit,
  facts: SourceFacts,
  was: Configuration,
  is: Configuration,
): string[] {
  const kept = allowed(technique, edit, facts, was, is);
  return (Object.keys(was) as (keyof Configuration)[])
    .filter((key) => JSON.stringify(kept[key]) !== JSON.stringify(is[key]))
    .map((key) => `${key} was ${JSON.stringify(was[key])}, is ${JSON.stringify(is[key])}`);
}

/** What was, with the changes that the technique declares. */
function allowed(
  technique: TechniqueId,
  edit: TechniqueEdit,
  facts: SourceFacts,
  was: Configuration,
  is: Configuration,
): Configuration {
  if (technique === 'numeric-user') return { ...was, user: is.user };
  if (technique === 'cache-mounts' && was.env['PIP_NO_CACHE_DIR'] !== undefined)
    return { ...was, env: { ...was.env, PIP_NO_CACHE_DIR: is.env['PIP_NO_CACHE_DIR'] ?? '' } };
  if (technique !== 'runtime-stage-split') return was;
  const leftOut = edit.notes?.some((n) => n.code === 'healthcheck-left-out') === true;
  return {
    ...was,
    env: envAfterSplit(was.env, is.env),
    workdir: is.workdir === facts.workdir ? is.workdir : was.workdir,
    user: was.user !== undefined && /^\d+(:\d+)?$/.test(is.user ?? '') ? is.user : was.user,
    healthcheck: leftOut ? undefined : was.healthcheck,
  };
}

/** The environment of a build tool may stay in the builder; a virtual environment stands first on the path. */
function envAfterSplit(was: Configuration['env'], is: Configuration['env']): Configuration['env'] {
  const kept = Object.entries(was).filter(([k]) => is[k] !== undefined || !/^(GO[A-Z0-9]*|CGO_\w+|PATH)$/.test(k));
  const env = Object.fromEntries(kept);
  const path = is['PATH'];
  const added = path?.includes('/opt/venv/bin:') === true && path.replace('/opt/venv/bin:', '') === (was['PATH'] ?? '');
  return added && path !== undefined ? sorted(Object.entries({ ...env, PATH: path })) : env;
}

/** What a technique leaves of a file once its own marks are rubbed out has to be what was there, in its order. */
function changedInstructions(technique: TechniqueId, before: DockerfileTree, after: DockerfileTree): string[] {
  const rest = WITHOUT_MARKS[technique];
  if (rest === undefined) return [];
  const [was, is] = [before, after].map((tree) => tree.instructions.flatMap(rest));
  const at = was?.findIndex((t, i) => t !== is?.[i]) ?? -1;
  return at < 0 && was?.length === is?.length
    ? []
    : [`instruction changed: ${was?.[at] ?? is?.[was?.length ?? 0] ?? ''}`];
}

type Rest = (i: Instruction) => readonly string[];

const whole: Rest = (i) => [fullText(i)];

const WITHOUT_MARKS: Readonly<Record<TechniqueId, Rest | undefined>> = {
  'context-trimmed': whole,
  'slim-base': (i) => [
    i.keyword === 'FROM' ? [i.flags.map((f) => f.text), i.words.slice(1).map((w) => w.text)].join() : fullText(i),
  ],
  // A broad COPY moves behind the install: the order of everything else stands.
  'dependencies-first': (i) => (i.keyword === 'COPY' || i.keyword === 'ADD' || isDownload(i) ? [] : [fullText(i)]),
  'cache-mounts': (i) => [withoutCaches(i)],
  'runtime-stage-split': undefined,
  'numeric-user': (i) =>
    i.keyword === 'USER' || makesFolders(i) ? [] : [fullText(i).replace(/ --chown=65532:65532/, '')],
};

function isDownload(i: Instruction): boolean {
  return i.keyword === 'RUN' && /^(cd \S+ && )?go mod download$/.test(i.args.text.trim());
}

function makesFolders(i: Instruction): boolean {
  return i.keyword === 'RUN' && /^mkdir -p .* && chown 65532:65532 /.test(i.args.text);
}

function withoutCaches(i: Instruction): string {
  if (i.keyword === 'ENV' || i.keyword === 'ARG') return i.logical.text.replace(/PIP_NO_CACHE_DIR[= ]\S+/, '');
  if (i.keyword !== 'RUN') return fullText(i);
  const flags = i.flags.filter((f) => !/^--mount=type=cache,target=/.test(f.text)).map((f) => f.text);
  const plain = (text: string) => text.replace(/ --no-cache-dir\b/g, '');
  return [...flags, plain(i.args.text), ...i.heredocs.map((h) => plain(h.body.text))].join(' ');
}
