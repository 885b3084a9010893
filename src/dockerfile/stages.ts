import { type ByteText, type Range, wordsToText } from '../model/bytes.ts';
import { Problem } from '../model/problem.ts';
import { expandWord, type Known, type Scope } from './expand-word.ts';
import { readMounts } from './mounts.ts';
import type { DockerfileTree, Instruction } from './tree.ts';

/** What the build is given; platforms in the form `linux/amd64`, `linux/arm/v7`. */
export interface BuildInputs {
  readonly args?: Readonly<Record<string, string>>;
  readonly target?: string | undefined;
  readonly buildPlatform?: string;
  readonly targetPlatform?: string;
}

export interface StageGraph {
  readonly tree: DockerfileTree;
  readonly inputs: BuildInputs;
  readonly stages: readonly Stage[];
  /** Values of the global scope: platform arguments, and ARGs before the first FROM. */
  readonly globals: ReadonlyMap<string, Known>;
}

export interface Stage {
  readonly index: number;
  /** Lower case, as BuildKit compares it. */
  readonly name: ByteText | undefined;
  readonly from: Instruction;
  /** The reference after FROM: as written, and with its variables expanded. */
  readonly baseText: ByteText;
  readonly base: Source;
  readonly baseReference: ByteText;
  /** `--platform`, expanded. */
  readonly platform: ByteText | undefined;
  /** Those after FROM. */
  readonly instructions: readonly Instruction[];
  readonly edges: readonly Edge[];
}

export type Source =
  | { readonly is: 'stage'; readonly index: number }
  | { readonly is: 'image'; readonly reference: ByteText }
  | { readonly is: 'scratch' }
  /** The name needs a build argument that is not given: it expands to nothing, or to a refusal. */
  | { readonly is: 'unset'; readonly reason: string };

/** Something a stage takes from elsewhere. */
export interface Edge {
  readonly kind: 'from' | 'copy' | 'mount';
  readonly instruction: Instruction;
  readonly source: Source;
  /** Of the name as written. */
  readonly range: Range;
}

const DEFAULT_PLATFORM = 'linux/amd64';

/** @throws Problem for a `--from` that BuildKit refuses. A base that needs a build argument not given is no Problem here: see `requireBases`. */
export function readStages(tree: DockerfileTree, inputs: BuildInputs = {}): StageGraph {
  const starts = tree.instructions.filter((i) => i.keyword === 'FROM');
  const globals = readGlobals(tree, starts, inputs);
  const scope: Scope = { values: globals, closed: true, escape: tree.escape };
  const earlier = new Map<ByteText, number>();
  const heads = starts.map((from, index) => {
    const head = readHead(from, index, scope, earlier);
    if (head.name !== undefined) earlier.set(head.name, index);
    return head;
  });
  const stages = heads.map((head, index): Stage => {
    const instructions = tree.instructions.slice(head.from.index + 1, heads[index + 1]?.from.index);
    return { ...head, instructions, edges: [head.edge, ...readEdges(instructions, earlier, heads.length)] };
  });
  return { tree, inputs, stages, globals };
}

/** @returns the stage a build makes: the one named as target, else the last @throws Problem for an unknown target */
export function finalStage(graph: StageGraph, target: string | undefined = graph.inputs.target): Stage {
  const name = target === undefined ? undefined : wordsToText(target).toLowerCase();
  const stage = name === undefined || name === '' ? graph.stages.at(-1) : graph.stages.findLast((s) => s.name === name);
  if (stage !== undefined) return stage;
  const known = graph.stages.flatMap((s) => (s.name === undefined ? [] : [s.name]));
  throw new Problem('usage', 'dockerfile-unknown-target', { target: target ?? '', known });
}

/** @returns the stages a build of this one needs, itself among them, in the order of the file */
export function reachableStages(graph: StageGraph, stage: Stage = finalStage(graph)): readonly Stage[] {
  const reached = new Set<Stage>([stage]);
  for (const next of reached) {
    for (const { source } of next.edges) {
      const found = source.is === 'stage' ? graph.stages[source.index] : undefined;
      if (found !== undefined) reached.add(found);
    }
  }
  return graph.stages.filter((s) => reached.has(s));
}

/** @throws Problem where a stage that the build needs stands on a base whose name needs a build argument that is not given */
export function requireBases(graph: StageGraph, stage: Stage = finalStage(graph)): void {
  for (const { from, base, baseText } of reachableStages(graph, stage)) {
    if (base.is !== 'unset') continue;
    throw new Problem('usage', 'dockerfile-unset-base', { line: from.startLine, word: baseText, reason: base.reason });
  }
}

/** @returns the stage an instruction belongs to; undefined for ARGs before the first FROM */
export function stageOf(graph: StageGraph, instruction: Instruction): Stage | undefined {
  return graph.stages.findLast((s) => s.from.index <= instruction.index);
}

function readGlobals(
  tree: DockerfileTree,
  starts: readonly Instruction[],
  inputs: BuildInputs,
): ReadonlyMap<string, Known> {
  const values = new Map<string, Known>();
  for (const [name, value] of Object.entries(defaultArgs(starts, inputs))) {
    values.set(name, { value: givenArg(inputs, name) ?? value, complete: true });
  }
  for (const instruction of tree.instructions) {
    if (instruction.keyword !== 'ARG') break;
    for (const { name, value } of instruction.pairs) {
      const given = givenArg(inputs, name.text);
      if (given !== undefined) values.set(name.text, { value: given, complete: true });
      else if (value !== undefined) {
        values.set(name.text, expandOrRefuse(value.text, { values, closed: true, escape: tree.escape }, instruction));
      }
    }
  }
  return values;
}

/** @returns the value a build argument is given on the command line */
export function givenArg(inputs: BuildInputs, name: ByteText): ByteText | undefined {
  const args = inputs.args ?? {};
  const value = Object.hasOwn(args, name) ? args[name] : undefined;
  return value === undefined ? undefined : wordsToText(value);
}

function defaultArgs(starts: readonly Instruction[], inputs: BuildInputs): Record<string, ByteText> {
  const lastName = starts.at(-1)?.words[2]?.text.toLowerCase();
  const stage = inputs.target === undefined || inputs.target === '' ? lastName : wordsToText(inputs.target);
  return {
    ...platformArgs('BUILD', inputs.buildPlatform),
    ...platformArgs('TARGET', inputs.targetPlatform),
    TARGETSTAGE: stage ?? 'default',
  };
}

function platformArgs(prefix: string, platform: string = DEFAULT_PLATFORM): Record<string, ByteText> {
  const [os = '', arch = '', variant = ''] = platform.split('/');
  return {
    [`${prefix}PLATFORM`]: platform,
    [`${prefix}OS`]: os,
    [`${prefix}OSVERSION`]: '',
    [`${prefix}ARCH`]: arch,
    [`${prefix}VARIANT`]: variant,
  };
}

function readHead(from: Instruction, index: number, scope: Scope, earlier: ReadonlyMap<ByteText, number>) {
  const word = from.words[0] ?? { text: '', range: from.coreRange };
  const expanded = expandWord(word.text, scope);
  const baseReference = 'failure' in expanded ? '' : expanded.value;
  const platformFlag = from.flags.find((f) => f.name === 'platform')?.value;
  const platform = platformFlag === undefined ? undefined : expandOrRefuse(platformFlag, scope, from).value;
  const unset: Source = { is: 'unset', reason: 'failure' in expanded ? expanded.failure : 'blank' };
  const base = baseReference === '' ? unset : sourceNamed(baseReference, earlier.get(baseReference));
  const edge: Edge = { kind: 'from', instruction: from, source: base, range: word.range };
  const name = from.words[2]?.text.toLowerCase();
  return { index, name, from, baseText: word.text, base, baseReference, platform, edge };
}

function sourceNamed(reference: ByteText, stage: number | undefined): Source {
  if (stage !== undefined) return { is: 'stage', index: stage };
  return reference === 'scratch' ? { is: 'scratch' } : { is: 'image', reference };
}

function readEdges(instructions: readonly Instruction[], names: ReadonlyMap<ByteText, number>, count: number): Edge[] {
  return instructions.flatMap((instruction) => {
    if (instruction.keyword === 'COPY' || instruction.keyword === 'ADD') return readCopyEdge(instruction, names, count);
    return readMounts(instruction).flatMap((mount): Edge[] => {
      if (mount.from === undefined || mount.from === '') return [];
      refuseVariable(mount.from, instruction);
      const source = sourceNamed(mount.from, names.get(mount.from.toLowerCase()));
      return [{ kind: 'mount', instruction, source, range: mount.flag.range }];
    });
  });
}

function readCopyEdge(instruction: Instruction, names: ReadonlyMap<ByteText, number>, count: number): Edge[] {
  const flag = instruction.flags.find((f) => f.name === 'from');
  const from = flag?.value;
  if (flag === undefined || from === undefined || from === '') return [];
  refuseVariable(from, instruction);
  const range = flag.valueRange ?? flag.range;
  if (!/^[+-]?\d+$/.test(from)) {
    return [{ kind: 'copy', instruction, source: sourceNamed(from, names.get(from.toLowerCase())), range }];
  }
  const index = Number(from);
  if (index < 0 || index >= count) {
    throw new Problem('usage', 'dockerfile-unknown-stage-index', { line: instruction.startLine, index });
  }
  return [{ kind: 'copy', instruction, source: { is: 'stage', index }, range }];
}

/** BuildKit expands no variable in `--from`. */
function refuseVariable(from: ByteText, instruction: Instruction): void {
  const dollar = from.indexOf('$');
  if (dollar < 0 || dollar === from.length - 1) return;
  const args = { line: instruction.startLine, word: from, reason: 'no variables in --from' };
  throw new Problem('usage', 'dockerfile-bad-expansion', args);
}

function expandOrRefuse(word: ByteText, scope: Scope, instruction: Instruction): Known {
  const expanded = expandWord(word, scope);
  if ('failure' in expanded) {
    const args = { line: instruction.startLine, word, reason: expanded.failure };
    throw new Problem('usage', 'dockerfile-bad-expansion', args);
  }
  return { value: expanded.value, complete: true };
}
