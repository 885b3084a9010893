import { KEYWORDS } from '../../dockerfile/tree.ts';
import type { ImageConfig } from '../../image/contract.ts';
import { findShells } from './find-shells.ts';
import { listQuoted } from './list-quoted.ts';
import { type Pair, splitPairs } from './split-pairs.ts';

/** A step of an image's history, taken apart. */
export interface Step {
  /** Upper case; where a builder writes the command alone, RUN. */
  readonly keyword: string;
  /** Without the shell that old builders write before an instruction, and without the mark that BuildKit writes behind it. */
  readonly words: string;
  /** Where `command` begins in `words`. */
  readonly commandAt: number;
  /** What the shell of a RUN is given, or all behind another keyword; empty where it cannot be told from build arguments. */
  readonly command: string;
  /** Of a RUN that has one: `/bin/bash -o pipefail -c`. */
  readonly shell: string | undefined;
  /** Build arguments of a RUN; variables, arguments and labels of ENV, ARG and LABEL. */
  readonly pairs: readonly Pair[];
  /**
   * Where the stretch of `pairs` ends. Of a RUN with several shells the last one: which of them runs the command cannot be known, as the value of
   * an argument may hold one.
   */
  readonly pairsEnd: number;
}

type Configuration = Pick<ImageConfig, 'history' | 'env' | 'labels'>;

/**
 * The steps of a history. It has no quotes: how far a value goes is known where the configuration still has it, or where the builder counted the
 * arguments and no value looks like another one. Cost: linear in the configuration.
 */
export function readSteps({ history, env, labels }: Configuration): readonly Step[] {
  let shell = '';
  const steps = history.map(({ createdBy }) => {
    const step = readStep(createdBy, shell);
    if (step.keyword === 'SHELL') shell = declaredShell(step.command);
    return step;
  });
  const known = new Map<string, string>([
    ...env.map((text): [string, string] => [`ENV ${text.split('=', 1)[0]}`, text.slice(text.indexOf('=') + 1)]),
    ...Object.entries(labels).map(([name, value]): [string, string] => [`LABEL ${name}`, value]),
  ]);
  // What the configuration has is of the last step that names it.
  const last = new Map<string, number>(
    steps.flatMap((step, i) => step.pairs.map(({ name }) => [`${step.keyword} ${name}`, i] as const)),
  );
  return steps.map((step, i) => {
    if (step.keyword !== 'ENV' && step.keyword !== 'LABEL') return step;
    const knownValue = (name: string) => {
      const key = `${step.keyword} ${name}`;
      return last.get(key) === i ? known.get(key) : undefined;
    };
    return withPairs(step, knownValue);
  });
}

const WITH_PAIRS: ReadonlySet<string> = new Set(['ENV', 'ARG', 'LABEL']);
const NAMES: ReadonlySet<string> = new Set(KEYWORDS);

function readStep(createdBy: string, declared: string): Step {
  const words = withoutMarks(createdBy, declared);
  const keyword = /^[A-Z]{1,20}(?=\s|$)/.exec(words)?.[0] ?? '';
  if (!NAMES.has(keyword)) return readRun(words, 0, declared);
  if (keyword === 'RUN') return readRun(words, Math.min(words.length, 4), declared);
  const commandAt = keyword.length + (/^\s*/.exec(words.slice(keyword.length))?.[0].length ?? 0);
  const command = words.slice(commandAt);
  const step = { keyword, words, commandAt, command, shell: undefined, pairs: [], pairsEnd: words.length };
  return WITH_PAIRS.has(keyword) ? withPairs(step) : step;
}

function withPairs(step: Step, known?: (name: string) => string | undefined): Step {
  const rules = { hasOldForm: step.keyword !== 'ARG', known };
  return { ...step, pairs: splitPairs(step.words, step.commandAt, step.words.length, rules) };
}

const NOP = '#(nop)';

/** Old builders write an instruction as what a shell does not do: `/bin/sh -c #(nop) COPY …`. */
function withoutMarks(createdBy: string, declared: string): string {
  const words = createdBy.replace(/ # buildkit$/, '');
  const nop = words.slice(0, 400).indexOf(NOP);
  if (nop < 0) return words.trim();
  const [shell] = findShells(words.slice(0, nop).trimEnd(), 0, declared);
  const isAll = shell?.start === 0 && words.slice(shell.end, nop).trim() === '';
  return (isAll ? words.slice(nop + NOP.length) : words).trim();
}

/** @param from where what follows the keyword begins */
function readRun(words: string, from: number, declared: string): Step {
  const counted = /^\|(\d{1,6}) /.exec(words.slice(from, from + 8));
  if (counted === null) return readBareRun(words, from, declared);
  const count = Number(counted[1]);
  const start = from + counted[0].length;
  const shells = findShells(words, start, declared);
  const first = startOf(words, start, count);
  const [own, ...others] = shells.filter((shell) => shell.start >= first);
  const last = others.at(-1) ?? own;
  const pairsEnd = last === undefined ? words.length : last.start - 1;
  // With a second shell no count helps: the value of an argument may hold the first.
  const rules = { count: own !== undefined && others.length === 0 ? count : undefined };
  const commandAt = own === undefined ? words.length : Math.min(own.end + 1, words.length);
  const shell = own && words.slice(own.start, own.end);
  const pairs = splitPairs(words, start, pairsEnd, rules);
  return { keyword: 'RUN', words, commandAt, command: words.slice(commandAt), shell, pairs, pairsEnd };
}

function readBareRun(words: string, from: number, declared: string): Step {
  const [first] = findShells(words.slice(from, from + 1000), 0, declared);
  const isThere = first?.start === 0;
  const commandAt = isThere ? Math.min(from + first.end + 1, words.length) : from;
  const shell = isThere ? words.slice(from, from + first.end) : undefined;
  return { keyword: 'RUN', words, commandAt, command: words.slice(commandAt), shell, pairs: [], pairsEnd: from };
}

/** Where the last of so many words with a sign begins. */
function startOf(words: string, from: number, count: number): number {
  return splitPairs(words, from, words.length)[count - 1]?.start ?? from;
}

/** `[/bin/bash -o pipefail -c]`, or as it stands in the Dockerfile. */
function declaredShell(command: string): string {
  const quoted = listQuoted(command);
  return quoted.length > 0 ? quoted.join(' ') : command.replace(/^\[|\]$/g, '').trim();
}
