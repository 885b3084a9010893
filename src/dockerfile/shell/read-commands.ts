import * as unbash from 'unbash';
import type { ByteText, Range } from '../../model/bytes.ts';
import { type MappedText, rangeInFile } from '../mapped-text.ts';
import type { Instruction, Word } from '../tree.ts';
import { isPosixShell, readScript } from './read-script.ts';

/** One simple command of a RUN, with the places of its parts in the file. */
export interface SimpleCommand {
  readonly argv: readonly ShellWord[];
  readonly assignments: readonly Assignment[];
  readonly redirects: readonly Redirect[];
  /** What joins it to the command listed before it; undefined for the first. A newline counts as `;`. */
  readonly joinedBy: Joiner | undefined;
  /** `!` stands before its pipeline. */
  readonly negated: boolean;
  /** The constructs around it, the outermost first; empty for a command that runs whenever the chain gets to it. */
  readonly inside: readonly Construct[];
  readonly range: Range;
}

export type Joiner = '&&' | '||' | ';' | '&' | '|' | '|&';
export type Construct = 'subshell' | 'group' | 'if' | 'loop' | 'case' | 'function';

export interface ShellWord {
  /** As written. */
  readonly text: ByteText;
  /** Without quotes; undefined where a variable or command is expanded in it. */
  readonly value: ByteText | undefined;
  /** The shell makes other words of it: a glob, braces, or `~`. */
  readonly pattern: boolean;
  readonly range: Range;
}

export interface Assignment {
  readonly name: ByteText;
  readonly value: ByteText | undefined;
  readonly range: Range;
}

export interface Redirect {
  readonly operator: string;
  readonly descriptor: number | undefined;
  /** Undefined for a here-document. */
  readonly target: ShellWord | undefined;
  readonly range: Range;
}

type Readable = Pick<Instruction, 'keyword' | 'args' | 'words' | 'json' | 'heredocs'>;

/**
 * Takes the commands of a RUN (also CMD, ENTRYPOINT, HEALTHCHECK) apart, in the order they are written.
 * @param shell the SHELL in force; left out: a POSIX one
 * @returns undefined = not understood: another shell or interpreter, a syntax error. Never throws. Cost: linear.
 */
export function readCommands(instruction: Readable, shell?: readonly string[]): readonly SimpleCommand[] | undefined {
  const words = instruction.keyword === 'HEALTHCHECK' ? instruction.words.slice(1) : instruction.words;
  if (instruction.json) return readExecForm(words);
  if (shell !== undefined && !isPosixShell(shell)) return undefined;
  const script = readScript({ ...instruction, args: scriptArgs(instruction, words) });
  return script === undefined ? undefined : readShellText(script);
}

/** @returns the commands of a shell text whose places are known; undefined = not understood */
export function readShellText(script: MappedText): readonly SimpleCommand[] | undefined {
  try {
    const parsed = unbash.parse(script.text);
    if (parsed.errors !== undefined && parsed.errors.length > 0) return undefined;
    const walk: Walk = { script, commands: [] };
    walkStatements(walk, parsed.commands, { joinedBy: undefined, inside: [], negated: false });
    return walk.commands;
  } catch {
    // The parser is not ours and its input is hostile: whatever it throws means "not understood".
    return undefined;
  }
}

function scriptArgs(instruction: Readable, words: readonly Word[]): MappedText {
  if (instruction.keyword !== 'HEALTHCHECK') return instruction.args;
  const text = words[0]?.text ?? '';
  const from = instruction.args.text.length - text.length;
  return {
    text,
    pieces: [
      { at: 0, start: words[0]?.range.start ?? 0 },
      ...instruction.args.pieces.filter((p) => p.at > from).map((p) => ({ at: p.at - from, start: p.start })),
    ],
  };
}

function readExecForm(words: readonly Word[]): readonly SimpleCommand[] {
  const first = words[0];
  const last = words.at(-1);
  if (first === undefined || last === undefined) return [];
  const argv = words.map((w) => ({ text: w.text, value: w.text, pattern: false, range: w.range }));
  const range = { start: first.range.start, end: last.range.end };
  return [{ argv, assignments: [], redirects: [], joinedBy: undefined, negated: false, inside: [], range }];
}

type Node = ReturnType<typeof unbash.parse>['commands'][number]['command'];
type Statements = ReturnType<typeof unbash.parse>['commands'];
type CommandNode = Extract<Node, { type: 'Command' }>;
type WordNode = NonNullable<CommandNode['name']>;
type AssignmentNode = Extract<CommandNode['prefix'][number], { type: 'Assignment' }>;
type RedirectionNode = Exclude<CommandNode['prefix'][number], { type: 'Assignment' }>;

interface Walk {
  readonly script: MappedText;
  readonly commands: SimpleCommand[];
}

interface Place {
  readonly joinedBy: Joiner | undefined;
  readonly inside: readonly Construct[];
  readonly negated: boolean;
}

function walkStatements(walk: Walk, statements: Statements, place: Place): void {
  let joinedBy = place.joinedBy;
  for (const statement of statements) {
    walkNode(walk, statement.command, { ...place, joinedBy });
    joinedBy = statement.background === true ? '&' : ';';
  }
}

function walkNode(walk: Walk, node: Node, place: Place): void {
  switch (node.type) {
    case 'Command':
      walk.commands.push(readSimpleCommand(walk, node, place));
      return;
    case 'AndOr':
      node.commands.forEach((n, i) => {
        walkNode(walk, n, i === 0 ? place : { ...place, joinedBy: node.operators[i - 1] });
      });
      return;
    case 'Pipeline':
      walkPipeline(walk, node, place);
      return;
    case 'TestCommand':
    case 'ArithmeticCommand':
      walk.commands.push(readOpaque(walk, node, place));
      return;
    default:
      walkCompound(walk, node, place);
  }
}

function walkPipeline(walk: Walk, node: Extract<Node, { type: 'Pipeline' }>, place: Place): void {
  const negated = node.prefixes.some((p) => p.type === 'Negation');
  node.commands.forEach((n, i) => {
    walkNode(walk, n, { ...place, negated, joinedBy: i === 0 ? place.joinedBy : node.operators[i - 1] });
  });
}

function walkCompound(walk: Walk, node: Node, place: Place): void {
  if (node.type === 'Redirected') {
    walkNode(walk, node.command, place);
    return;
  }
  if (node.type === 'Function' && node.body.type !== 'CompoundList') {
    walkNode(walk, node.body, { ...place, inside: [...place.inside, 'function'] });
    return;
  }
  const [kind, bodies] = bodiesOf(node);
  let next: Place = { ...place, inside: [...place.inside, kind] };
  for (const body of bodies) {
    if (body === undefined) continue;
    walkStatements(walk, body.commands, next);
    next = { ...next, joinedBy: ';' };
  }
}

type Body = { readonly commands: Statements } | undefined;

function bodiesOf(node: Node): readonly [Construct, readonly Body[]] {
  switch (node.type) {
    case 'Subshell':
      return ['subshell', [node.body]];
    case 'BraceGroup':
      return ['group', [node.body]];
    case 'If':
      return ['if', [node.clause, node.then, ...node.elif.flatMap((e) => [e.clause, e.then]), node.else]];
    case 'While':
      return ['loop', [node.clause, node.body]];
    case 'For':
    case 'Select':
    case 'ArithmeticFor':
      return ['loop', [node.body]];
    case 'Case':
      return ['case', node.items.map((item) => item.body)];
    default:
      throw new Error(`not understood: ${node.type}`);
  }
}

function readSimpleCommand(walk: Walk, node: CommandNode, place: Place): SimpleCommand {
  const words = node.name === undefined ? [] : [node.name];
  const argv = [...words, ...node.args].map((n) => (n.type === 'Word' ? readWord(walk, n) : readAssignedWord(walk, n)));
  return {
    argv,
    assignments: node.prefix.filter((n) => n.type === 'Assignment').map((n) => readAssignment(walk, n)),
    redirects: node.redirects.map((n) => readRedirect(walk, n)),
    ...place,
    range: rangeInFile(walk.script, node.pos, node.end),
  };
}

/** `[[ … ]]` and `(( … ))`: listed so that what follows is joined to something, not taken apart. */
function readOpaque(walk: Walk, node: { pos: number; end: number }, place: Place): SimpleCommand {
  const text = walk.script.text.slice(node.pos, node.pos + 2);
  const word = { text, value: text, pattern: false, range: rangeInFile(walk.script, node.pos, node.pos + 2) };
  const range = rangeInFile(walk.script, node.pos, node.end);
  return { argv: [word], assignments: [], redirects: [], ...place, range };
}

function readWord(walk: Walk, node: WordNode): ShellWord {
  const parts = node.parts ?? [];
  return {
    text: node.text,
    value: parts.every(isStatic) ? node.value : undefined,
    pattern: node.text.startsWith('~') || parts.some(isPattern),
    range: rangeInFile(walk.script, node.pos, node.end),
  };
}

type Part = NonNullable<WordNode['parts']>[number];

function isPattern(part: Part): boolean {
  return part.type === 'Glob' || part.type === 'ExtendedGlob' || part.type === 'BraceExpansion';
}

function isStatic(part: Part): boolean {
  if (part.type === 'DoubleQuoted') return part.parts.every((p) => p.type === 'Literal');
  if (part.type === 'BraceExpansion' || part.type === 'ExtendedGlob') return (part.parts ?? []).every(isStatic);
  return part.type === 'Literal' || part.type === 'SingleQuoted' || part.type === 'AnsiCQuoted' || part.type === 'Glob';
}

/** `export A=b`: an argument of the form of an assignment. */
function readAssignedWord(walk: Walk, node: AssignmentNode): ShellWord {
  const { name, value, range } = readAssignment(walk, node);
  const operator = node.append === true ? '+=' : '=';
  return {
    text: node.text,
    value: value === undefined ? undefined : `${name}${operator}${value}`,
    pattern: false,
    range,
  };
}

function readAssignment(walk: Walk, node: AssignmentNode): Assignment {
  const value = node.value.type === 'Word' && node.index === undefined ? readWord(walk, node.value).value : undefined;
  return { name: node.name, value, range: rangeInFile(walk.script, node.pos, node.end) };
}

function readRedirect(walk: Walk, node: RedirectionNode): Redirect {
  const target = node.type === 'HereDoc' ? undefined : node.target;
  return {
    operator: node.operator,
    descriptor: node.descriptor?.type === 'FileDescriptor' ? node.descriptor.value : undefined,
    target: target === undefined ? undefined : readWord(walk, target),
    range: rangeInFile(walk.script, node.pos, node.end),
  };
}
