import { parseDockerfile } from '../../../src/dockerfile/parse-dockerfile.ts';
import { readStages, requireBases } from '../../../src/dockerfile/stages.ts';
import { type Instruction, KEYWORDS, type Trigger } from '../../../src/dockerfile/tree.ts';
import { Problem } from '../../../src/model/problem.ts';
import type { OracleAnswer, OracleNode } from './oracle.ts';

export const ASPECTS = [
  'accepted',
  'lossless',
  'lines',
  'keywords',
  'flags',
  'json',
  'words',
  'heredocs',
  'logical',
  'stages',
] as const;
export type Aspect = (typeof ASPECTS)[number];

export interface Comparison {
  readonly instructions: number;
  /** Both refuse the file. */
  readonly refused: boolean;
  readonly differences: readonly { readonly aspect: Aspect; readonly ours: unknown; readonly theirs: unknown }[];
}

/** Compares what we read of a file with what BuildKit reads of it. */
export function compareWithOracle(bytes: Uint8Array, answer: OracleAnswer): Comparison {
  const theirFault =
    answer.parseError ?? answer.commandError ?? (answer.stages?.length === 0 ? 'no stages' : undefined);
  const ours = readOurs(bytes);
  if (ours instanceof Problem || theirFault !== undefined) {
    const refused = ours instanceof Problem && theirFault !== undefined;
    const difference = {
      aspect: 'accepted' as const,
      ours: ours instanceof Problem ? ours.message : 'read',
      theirs: theirFault,
    };
    return { instructions: 0, refused, differences: refused ? [] : [difference] };
  }
  const { tree, stages } = ours;
  const view = { instructions: tree.instructions, text: tree.text };
  const nodes = answer.nodes ?? [];
  const pairs: [Aspect, unknown, unknown][] = [
    ['lossless', tree.nodes.map((n) => tree.text.slice(n.range.start, n.range.end)).join('') === tree.text, true],
    ['lines', view.instructions.map((i) => [i.startLine, i.endLine]), nodes.map((n) => [n.startLine, n.endLine])],
    ['keywords', view.instructions.map((i) => withTrigger(i, (t) => t.keywordText)), theirs(nodes, (n) => n.keyword)],
    [
      'flags',
      view.instructions.map((i) => withTrigger(i, (t) => t.flags.map((f) => f.text))),
      theirs(nodes, (n) => n.flags.map(flagBytes)),
    ],
    ['json', view.instructions.map((i) => withTrigger(i, (t) => t.json)), theirs(nodes, (n) => n.json)],
    ['words', view.instructions.map((i) => withTrigger(i, wordsOf)), theirs(nodes, (n) => n.args)],
    ['heredocs', view.instructions.map((i) => heredocsOf(i, view.text)), nodes.map((n) => n.heredocs)],
    ['logical', view.instructions.map((i) => i.logical.text), nodes.map((n) => n.original)],
    [
      'stages',
      stages,
      (answer.stages ?? []).map((s) => [
        s.name,
        s.base,
        s.resolved,
        s.platform,
        s.line,
        s.commands,
        s.edges.map((e) => [e.kind, e.from, e.line]),
      ]),
    ],
  ];
  const differences = pairs
    .filter(([, a, b]) => fold(a) !== fold(b))
    .map(([aspect, a, b]) => ({ aspect, ...firstDifference(a, b) }));
  return { instructions: tree.instructions.length, refused: false, differences };
}

function readOurs(bytes: Uint8Array) {
  try {
    const tree = parseDockerfile(bytes);
    const graph = readStages(tree);
    if (graph.stages.some((s) => s.base.is === 'unset' && s.base.reason !== 'blank')) requireBases(graph);
    const stages = graph.stages.map((s) => [
      s.name ?? '',
      s.baseText,
      s.baseReference,
      s.platform ?? '',
      s.from.startLine,
      s.instructions.length,
      s.edges
        .filter((e) => e.kind !== 'from')
        .map((e) => [e.kind, nameOf(e.instruction, e.kind, e.range, tree.text), e.instruction.startLine]),
    ]);
    return { tree, stages };
  } catch (error) {
    if (error instanceof Problem) return error;
    throw error;
  }
}

function nameOf(instruction: Instruction, kind: string, range: { start: number; end: number }, text: string): string {
  if (kind === 'copy') return instruction.flags.find((f) => f.name === 'from')?.value ?? '';
  const flag = text.slice(range.start, range.end);
  return /from=([^,"'\s]*)/.exec(flag)?.[1] ?? '';
}

function withTrigger<T>(instruction: Instruction, of: (t: Trigger) => T): [T, T | null] {
  return [of(instruction), instruction.trigger === undefined ? null : of(instruction.trigger)];
}

/** A trigger with an unknown keyword is a node to BuildKit and none to us: nothing can be said of it. */
function theirs<T>(nodes: readonly OracleNode[], of: (n: OracleNode) => T): [T, T | null][] {
  const known: ReadonlySet<string> = new Set(KEYWORDS);
  return nodes.map((n) => [of(n), n.trigger && known.has(n.trigger.keyword.toUpperCase()) ? of(n.trigger) : null]);
}

function wordsOf(t: Trigger): readonly string[] {
  if (t.keyword !== 'ENV' && t.keyword !== 'LABEL') return t.words.map((w) => w.text);
  return t.pairs.flatMap((p) => [p.name.text, p.value?.text ?? '', p.separator]);
}

function heredocsOf(i: Instruction, text: string) {
  return i.heredocs.map((h) => ({
    name: h.name,
    fd: h.fileDescriptor,
    expand: h.expand,
    chomp: h.chomp,
    content: text.slice(h.bodyRange.start, h.bodyRange.end),
  }));
}

/** BuildKit's flag reader spells every byte beyond ASCII as a character of its own. */
function flagBytes(flag: string): string {
  return Buffer.from(flag, 'latin1').toString('utf8');
}

/** Bytes that are no UTF-8 become one replacement character each on Go's way through JSON and rune buffers. */
function fold(value: unknown): string {
  return JSON.stringify(value, (_key, v: unknown) =>
    typeof v === 'string' ? Buffer.from(v, 'latin1').toString('utf8') : v,
  );
}

function firstDifference(a: unknown, b: unknown): { ours: unknown; theirs: unknown } {
  if (!Array.isArray(a) || !Array.isArray(b)) return { ours: a, theirs: b };
  const length = Math.max(a.length, b.length);
  for (let i = 0; i < length; i += 1) if (fold(a[i]) !== fold(b[i])) return { ours: a[i], theirs: b[i] };
  return { ours: a.length, theirs: b.length };
}
