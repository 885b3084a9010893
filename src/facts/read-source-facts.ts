import { describeBase } from '../bases/describe-base.ts';
import { readMounts } from '../dockerfile/mounts.ts';
import { parseDockerfile } from '../dockerfile/parse-dockerfile.ts';
import { readCommands, type SimpleCommand } from '../dockerfile/shell/read-commands.ts';
import { type CommandLine, type StageEnvironment, stageEnvironment } from '../dockerfile/stage-environment.ts';
import {
  type BuildInputs,
  finalStage,
  reachableStages,
  readStages,
  type Source,
  type Stage,
  type StageGraph,
} from '../dockerfile/stages.ts';
import type { Instruction } from '../dockerfile/tree.ts';
import { readAptInstall } from '../ecosystems/apt/read-apt.ts';
import type { ArgWord, InstallStep, ProjectText } from '../ecosystems/contract.ts';
import { findEntry } from '../ecosystems/find-entry.ts';
import { readGoMod } from '../ecosystems/go/go-mod.ts';
import { readGoCommand } from '../ecosystems/go/read-go.ts';
import { readPipInstall } from '../ecosystems/python/read-pip.ts';
import { readRequirements } from '../ecosystems/python/requirements.ts';
import { textToWords } from '../model/bytes.ts';
import { holdsMention, isProgramText } from './mentions.ts';
import { baseOf, type CachePlaces, findPlaces, placeCaches, UNKNOWN } from './places.ts';
import type {
  CommandFacts,
  ContextFacts,
  CopyFacts,
  PlacedInstruction,
  RunFacts,
  RungFiles,
  SourceFacts,
  StageFacts,
} from './source-facts.ts';

/** @throws Problem where the Dockerfile cannot be read. Cost: linear in the Dockerfile; program texts are searched only when asked. */
export function readSourceFacts(
  files: RungFiles,
  inputs: BuildInputs,
  context: ContextFacts,
  project: ProjectText,
  cacheMounts: boolean,
): SourceFacts {
  const tree = parseDockerfile(files.dockerfile);
  const graph = readStages(tree, inputs);
  const final = finalStage(graph);
  const used = new Set(graph.stages.flatMap((s) => s.edges.flatMap(({ source }) => usedBy(s, source))));
  const stages = reachableStages(graph, final).map((s) => readStage(graph, s, used.has(s.index)));
  const byIndex = new Map(stages.map((s) => [s.index, s]));
  const shipped = byIndex.get(final.index) ?? readStage(graph, final, used.has(final.index));
  const environment = stageEnvironment(graph, final, baseOf(graph, final));
  const words = startWords(environment);
  const programs = project.paths.filter(isProgramText);
  const goMod = project.text('go.mod');
  return {
    files,
    tree,
    stages,
    shipped,
    shippedChain: chainBelow(shipped, (s) => byIndex.get(baseStageOf(graph, s.index) ?? -1)),
    context,
    project,
    cacheMounts,
    requirements: (path) => (project.text(path) === undefined ? undefined : readRequirements(project.text(path) ?? '')),
    goMod: goMod === undefined ? undefined : readGoMod(goMod),
    mentions: (name) =>
      holdsMention(
        name,
        tree,
        words ?? [],
        programs.map((path) => ({ path, text: project.text(path) ?? '' })),
      ),
    programHas: (pattern) => programs.some((p) => pattern.test(project.text(p) ?? '')),
    start: words,
    startInstructions: shipped.instructions.filter(
      (i) => i.instruction === environment.entrypoint?.instruction || i.instruction === environment.cmd?.instruction,
    ),
    workdir:
      environment.workdir === undefined ? '/' : environment.workdir.complete ? environment.workdir.value : undefined,
    entry: findEntry(
      words ?? looseWords(environment),
      environment.workdir?.value ?? '/',
      project,
      compileSource(stages),
    ),
  };
}

/** Numbers of the stages that another one takes files from or stands on. */
function usedBy(user: Stage, source: Source): readonly number[] {
  return source.is === 'stage' && source.index !== user.index ? [source.index] : [];
}

function baseStageOf({ stages }: StageGraph, index: number): number | undefined {
  const base = stages[index]?.base;
  return base?.is === 'stage' ? base.index : undefined;
}

/** A stage stands on earlier ones only. */
function chainBelow(
  top: StageFacts,
  below: (stage: StageFacts) => StageFacts | undefined,
): readonly [StageFacts, ...StageFacts[]] {
  const chain = [top];
  for (let next = below(top); next !== undefined; next = below(next)) chain.push(next);
  const [lowest = top, ...others] = chain.reverse();
  return [lowest, ...others];
}

function readStage(graph: StageGraph, stage: Stage, usedByOthers: boolean): StageFacts {
  const name = textToWords(stage.baseReference);
  const word = stage.from.words[0];
  return {
    index: stage.index,
    name: stage.name,
    from: stage.from,
    base: {
      text: stage.baseText,
      name,
      range: word?.range ?? stage.from.coreRange,
      facts: stage.base.is === 'image' ? describeBase(name) : undefined,
    },
    onImage: stage.base.is === 'image',
    instructions: stage.instructions.map((i) => placeInstruction(graph, stage, i)),
    usedByOthers,
  };
}

function placeInstruction(graph: StageGraph, stage: Stage, instruction: Instruction): PlacedInstruction {
  const state = stageEnvironment(graph, stage, { before: instruction, ...baseOf(graph, stage) });
  const workdir = state.workdir === undefined ? '/' : state.workdir.complete ? state.workdir.value : undefined;
  const env = Object.fromEntries([...state.variables].filter(([, v]) => v.complete).map(([k, v]) => [k, v.value]));
  const user = state.user?.value ?? '';
  return {
    instruction,
    workdir,
    user,
    env,
    run:
      instruction.keyword === 'RUN'
        ? readRun(instruction, env, state.shell, findPlaces(graph, stage, user, env))
        : undefined,
    copy:
      instruction.keyword === 'COPY' || instruction.keyword === 'ADD' ? readCopy(instruction, workdir, env) : undefined,
  };
}

/** An exec form of RUN is left alone: its words cannot be edited one by one. */
function readRun(
  instruction: Instruction,
  env: Readonly<Record<string, string>>,
  shell: readonly string[] | undefined,
  places: CachePlaces,
): RunFacts {
  const understood = instruction.json ? undefined : readCommands(instruction, shell);
  const commands = understood?.map((c): CommandFacts => {
    const words = argWords(c);
    return {
      words,
      range: c.range,
      step: readStep(words, { ...env, ...ownVariables(c) }, places),
      apt: readAptInstall(words),
    };
  });
  return {
    commands,
    steps: commands?.flatMap((c) => (c.step ? [c.step] : [])) ?? [],
    cacheTargets: readMounts(instruction).flatMap((m) =>
      m.type === 'cache' && m.target !== undefined ? [m.target] : [],
    ),
  };
}

function argWords(command: SimpleCommand): readonly ArgWord[] {
  return command.argv.map((w) => ({ text: w.pattern ? undefined : w.value, range: w.range }));
}

/** `A=b pip install …` */
function ownVariables({ assignments }: SimpleCommand): Readonly<Record<string, string>> {
  return Object.fromEntries(assignments.flatMap((a) => (a.value === undefined ? [] : [[a.name, a.value]])));
}

function readStep(
  words: readonly ArgWord[],
  env: Readonly<Record<string, string>>,
  places: CachePlaces,
): InstallStep | undefined {
  const home = places.home ?? UNKNOWN;
  const goPath = places.goPath ?? UNKNOWN;
  const folders = {
    modules: env['GOMODCACHE'] ?? `${goPath}/pkg/mod`,
    build: env['GOCACHE'] ?? `${home}/.cache/go-build`,
  };
  const step = readPipInstall(words, home, env) ?? readGoCommand(words, folders);
  return step && placeCaches(step, env, places);
}

function readCopy(
  instruction: Instruction,
  workdir: string | undefined,
  env: Readonly<Record<string, string>>,
): CopyFacts | undefined {
  const words = instruction.words.map((w) => w.text);
  const destination = words.at(-1);
  if (destination === undefined || words.length < 2) return undefined;
  const sources = words.slice(0, -1);
  const from = instruction.flags.find((f) => f.name === 'from')?.value;
  const place = destination.replace(/\$(?:\{(\w+)\}|(\w+))/g, (whole, braced, bare) => env[braced ?? bare] ?? whole);
  const isPlain = !place.includes('$');
  const target = place.startsWith('/') ? place : workdir === undefined ? undefined : `${workdir}/${place}`;
  return {
    from,
    sources,
    destination,
    target: isPlain && target !== undefined ? cleanPath(target) : undefined,
    wholeContext: sources.some((s) => /^\.?\/?$/.test(s)),
  };
}

function cleanPath(path: string): string {
  const parts = path.split('/').filter((p) => p !== '' && p !== '.');
  return `/${parts.join('/')}`;
}

/** Entrypoint and command as the engine joins them; a shell form counts where it is one plain command. */
function startWords(environment: StageEnvironment): readonly string[] | undefined {
  const entrypoint = plainWords(environment.entrypoint);
  if (environment.entrypoint !== undefined && (entrypoint === undefined || !environment.entrypoint.exec))
    return entrypoint;
  // The shell of a command is handed to an entry point as its arguments.
  if (environment.entrypoint !== undefined && environment.cmd?.exec === false) return undefined;
  const cmd = plainWords(environment.cmd);
  if (environment.cmd !== undefined && cmd === undefined) return undefined;
  const joined = [...(entrypoint ?? []), ...(cmd ?? [])];
  return joined.length === 0 ? undefined : joined;
}

/** Good enough to find a module's name in a shell form that cannot be told word by word. */
function looseWords(environment: StageEnvironment): readonly string[] {
  const lines = [environment.entrypoint, environment.cmd].flatMap((l) => (l === undefined ? [] : l.words));
  return lines.flatMap((w) => w.text.split(/[\s"';&|]+/).filter((word) => word !== ''));
}

function plainWords(line: CommandLine | undefined): readonly string[] | undefined {
  if (line === undefined) return undefined;
  if (line.exec) return line.words.map((w) => w.text);
  const commands = readCommands(line.instruction);
  const only = commands?.length === 1 ? commands[0] : undefined;
  if (only === undefined || only.assignments.length > 0 || only.redirects.length > 0) return undefined;
  const words = argWords(only).flatMap((w) => (w.text === undefined ? [] : [w.text]));
  return words.length === only.argv.length ? words : undefined;
}

function compileSource(stages: readonly StageFacts[]): string | undefined {
  const steps = stages.flatMap((s) => s.instructions).flatMap((i) => i.run?.steps ?? []);
  return steps.find((s) => s.does === 'compile')?.source;
}
