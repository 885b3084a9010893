import { type ByteText, wordsToText } from '../model/bytes.ts';
import { expandWord, type Known, type Scope } from './expand-word.ts';
import { givenArg, type Stage, type StageGraph } from './stages.ts';
import type { Instruction, Word } from './tree.ts';

/** What an image made of a stage is set to, as far as the text tells. */
export interface StageEnvironment {
  /** ENV: what a container sees. */
  readonly env: ReadonlyMap<string, Known>;
  /** ENV and ARG: what instructions and RUN commands see. */
  readonly variables: ReadonlyMap<string, Known>;
  readonly workdir: Known | undefined;
  readonly user: Known | undefined;
  readonly cmd: CommandLine | undefined;
  readonly entrypoint: CommandLine | undefined;
  readonly ports: readonly Known[];
  readonly volumes: readonly Known[];
  /** Of RUN, CMD and ENTRYPOINT in shell form; undefined: the default shell, or the base image's. */
  readonly shell: readonly ByteText[] | undefined;
  readonly healthcheck: CommandLine | 'none' | undefined;
  readonly stopSignal: Known | undefined;
}

/** A command in exec form (an argument list) or shell form (one text for the shell). */
export interface CommandLine {
  readonly instruction: Instruction;
  readonly exec: boolean;
  readonly words: readonly Word[];
}

/** What is known of the image under the first FROM, e.g. read from its configuration. */
export interface BaseEnvironment {
  readonly env: Readonly<Record<string, string>>;
  readonly workdir?: string;
  readonly user?: string;
  readonly shell?: readonly string[];
}

interface Draft {
  env: Map<string, Known>;
  variables: Map<string, Known>;
  workdir: Known | undefined;
  user: Known | undefined;
  cmd: CommandLine | undefined;
  entrypoint: CommandLine | undefined;
  ports: Known[];
  volumes: Known[];
  shell: readonly ByteText[] | undefined;
  healthcheck: CommandLine | 'none' | undefined;
  stopSignal: Known | undefined;
  /** CMD was set in the stage at hand: then ENTRYPOINT does not reset it. */
  cmdSetHere: boolean;
}

/**
 * @param before leave out this instruction and all after it: what it sees itself
 * @param base of the image below, where it is known; without it values that need it are not `complete`
 */
export function stageEnvironment(
  graph: StageGraph,
  stage: Stage,
  { before, base }: { readonly before?: Instruction; readonly base?: BaseEnvironment } = {},
): StageEnvironment {
  const chain = chainOf(graph, stage);
  const closed = base !== undefined || chain[0]?.base.is === 'scratch';
  const draft = startDraft(base);
  for (const link of chain) {
    draft.cmdSetHere = false;
    for (const instruction of link.instructions) {
      if (before !== undefined && instruction.index >= before.index && link === stage) break;
      const scope: Scope = { values: new Map(draft.variables), closed, escape: graph.tree.escape };
      APPLY[instruction.keyword]?.(draft, instruction, scope, graph);
    }
  }
  return draft;
}

/** The stage and those it stands on by FROM, the lowest first. */
function chainOf(graph: StageGraph, stage: Stage): readonly Stage[] {
  const chain: Stage[] = [];
  let next: Stage | undefined = stage;
  while (next !== undefined) {
    chain.unshift(next);
    next = next.base.is === 'stage' ? graph.stages[next.base.index] : undefined;
  }
  return chain;
}

function startDraft(base: BaseEnvironment | undefined): Draft {
  const known = (words: string | undefined): Known | undefined =>
    words === undefined ? undefined : { value: wordsToText(words), complete: true };
  const env = new Map(
    Object.entries(base?.env ?? {}).map(([k, v]): [string, Known] => [k, { value: wordsToText(v), complete: true }]),
  );
  return {
    env,
    variables: new Map(env),
    workdir: known(base?.workdir),
    user: known(base?.user),
    cmd: undefined,
    entrypoint: undefined,
    ports: [],
    volumes: [],
    shell: base?.shell?.map(wordsToText),
    healthcheck: undefined,
    stopSignal: undefined,
    cmdSetHere: false,
  };
}

type Apply = (draft: Draft, instruction: Instruction, scope: Scope, graph: StageGraph) => void;

const APPLY: Partial<Record<Instruction['keyword'], Apply>> = {
  ENV: applyEnv,
  ARG: applyArg,
  WORKDIR: (draft, instruction, scope) => {
    draft.workdir = joinWorkdir(draft.workdir, expandFirst(instruction, scope), scope);
  },
  USER: (draft, instruction, scope) => {
    draft.user = expandFirst(instruction, scope);
  },
  STOPSIGNAL: (draft, instruction, scope) => {
    draft.stopSignal = expandFirst(instruction, scope);
  },
  CMD: (draft, instruction) => {
    draft.cmd = commandOf(instruction, instruction.words);
    draft.cmdSetHere = true;
  },
  ENTRYPOINT: (draft, instruction) => {
    draft.entrypoint = commandOf(instruction, instruction.words);
    if (!draft.cmdSetHere) draft.cmd = undefined;
  },
  EXPOSE: (draft, instruction, scope) => {
    draft.ports = [...draft.ports, ...instruction.words.map((w) => expandOrKeep(w.text, scope))];
  },
  VOLUME: (draft, instruction, scope) => {
    draft.volumes = [...draft.volumes, ...instruction.words.map((w) => expandOrKeep(w.text, scope))];
  },
  SHELL: (draft, instruction) => {
    draft.shell = instruction.words.map((w) => w.text);
  },
  HEALTHCHECK: (draft, instruction) => {
    const [type, ...words] = instruction.words;
    draft.healthcheck = type?.text.toUpperCase() === 'NONE' ? 'none' : commandOf(instruction, words);
  },
};

/** All values of one ENV are expanded with what was set before it. */
function applyEnv(draft: Draft, instruction: Instruction, scope: Scope): void {
  for (const { name, value } of instruction.pairs) {
    const key = expandOrKeep(name.text, scope).value;
    const known = expandOrKeep(value?.text ?? '', scope);
    draft.env.set(key, known);
    draft.variables.set(key, known);
  }
}

function applyArg(draft: Draft, instruction: Instruction, scope: Scope, graph: StageGraph): void {
  for (const { name, value } of instruction.pairs) {
    const given = givenArg(graph.inputs, name.text);
    if (given !== undefined) draft.variables.set(name.text, { value: given, complete: true });
    else if (value !== undefined) {
      draft.variables.set(name.text, expandOrKeep(value.text, { ...scope, values: draft.variables }));
    } else {
      const inherited = graph.globals.get(name.text);
      if (inherited !== undefined) draft.variables.set(name.text, inherited);
    }
  }
}

function commandOf(instruction: Instruction, words: readonly Word[]): CommandLine {
  return { instruction, exec: instruction.json, words };
}

function expandFirst(instruction: Instruction, scope: Scope): Known {
  return expandOrKeep(instruction.words[0]?.text ?? '', scope);
}

/** A word that BuildKit would refuse to expand stays as written: the build will tell. */
function expandOrKeep(word: ByteText, scope: Scope): Known {
  const expanded = expandWord(word, scope);
  if ('failure' in expanded) return { value: word, complete: false };
  return { value: expanded.value, complete: expanded.complete };
}

function joinWorkdir(current: Known | undefined, next: Known, scope: Scope): Known {
  if (next.value.startsWith('/')) return { value: cleanPath(next.value), complete: next.complete };
  const complete = next.complete && (current?.complete ?? scope.closed);
  return { value: cleanPath(`${current?.value ?? '/'}/${next.value}`), complete };
}

/** Absolute and without detours; `..` does not leave the root. */
export function cleanPath(path: ByteText): ByteText {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}
