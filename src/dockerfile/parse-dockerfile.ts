import { type ByteText, bytesToText, type Range } from '../model/bytes.ts';
import { message } from '../model/message.ts';
import { Problem } from '../model/problem.ts';
import { checkArguments } from './check-arguments.ts';
import { checkLength } from './dockerfile-limits.ts';
import { findHeredocs, mayOpenHeredocs } from './heredocs.ts';
import { type MappedText, mapStretch, type Piece } from './mapped-text.ts';
import { readInstructionLine } from './read-instruction.ts';
import { skipSpaces } from './spaces.ts';
import type {
  DirectiveNode,
  DockerfileNode,
  DockerfileTree,
  EscapeCharacter,
  Heredoc,
  Instruction,
  Trigger,
} from './tree.ts';

const BOM = '\xef\xbb\xbf';
const UTF16 = /^(?:\xff\xfe|\xfe\xff|[^\0]\0[^\0]\0|\0[^\0]\0[^\0])/;
const DIRECTIVE = /^#[\t\n\f\r ]*([a-zA-Z][a-zA-Z0-9]*)[\t\n\f\r ]*=[\t\n\f\r ]*([^\n]*)$/;
/** BuildKit reads a file line by line with a buffer of this size, newline not counted. */
const LINE_LIMIT_BYTES = 65_535;

interface Reader {
  readonly text: ByteText;
  readonly nodes: DockerfileNode[];
  readonly instructions: Instruction[];
  readonly seen: Set<string>;
  at: number;
  /** Lines read so far. */
  line: number;
  directivesDone: boolean;
  escape: EscapeCharacter;
}

interface Line {
  readonly range: Range;
  /** Without the newline. */
  readonly end: number;
}

/**
 * Reads a Dockerfile the way BuildKit's own front end does, keeping every byte and its place.
 * @param bytes the file, in UTF-8 or any encoding that keeps ASCII; a byte order mark and CRLF are kept
 * @throws Problem (`usage`) for what no builder reads: UTF-16, no stage, unknown instruction, open here-document, bad arguments; and
 * `dockerfile-over-limit`
 * @see BuildKit `frontend/dockerfile/parser`; compared with it in test/conformance/dockerfile. Cost: linear.
 */
export function parseDockerfile(bytes: Uint8Array): DockerfileTree {
  checkLength('bytes', bytes.length);
  const text = bytesToText(bytes);
  if (UTF16.test(text)) {
    throw new Problem('usage', 'dockerfile-utf16', {}, { hint: message('dockerfile-save-as-utf8', {}) });
  }
  const reader: Reader = {
    text,
    nodes: [],
    instructions: [],
    seen: new Set(),
    at: 0,
    line: 0,
    directivesDone: false,
    escape: '\\',
  };
  if (text.startsWith(BOM)) {
    reader.nodes.push({ kind: 'bom', range: { start: 0, end: BOM.length }, startLine: 1 });
    reader.at = BOM.length;
  }
  while (reader.at < text.length) readNode(reader);
  checkStages(reader.instructions);
  const firstNewline = text.indexOf('\n');
  return {
    text,
    nodes: reader.nodes,
    instructions: reader.instructions,
    directives: reader.nodes.filter((n) => n.kind === 'directive'),
    escape: reader.escape,
    newline: firstNewline > 0 && text[firstNewline - 1] === '\r' ? '\r\n' : '\n',
  };
}

function checkStages(instructions: readonly Instruction[]): void {
  const first = instructions.find((i) => i.keyword !== 'ARG');
  if (instructions.length === 0) throw new Problem('usage', 'dockerfile-empty', {});
  const line = (first ?? instructions[0])?.startLine ?? 1;
  if (first?.keyword !== 'FROM') throw new Problem('usage', 'dockerfile-no-stage', { line });
}

function nextLine(r: Reader): Line {
  const start = r.at;
  const newline = r.text.indexOf('\n', start);
  const next = newline < 0 ? r.text.length : newline + 1;
  r.at = next;
  r.line += 1;
  if ((newline < 0 ? next : newline) - start > LINE_LIMIT_BYTES) {
    throw new Problem('usage', 'dockerfile-line-too-long', { line: r.line, limitBytes: LINE_LIMIT_BYTES });
  }
  let end = next;
  while (end > start && (r.text[end - 1] === '\n' || r.text[end - 1] === '\r')) end -= 1;
  return { range: { start, end: next }, end };
}

function readNode(r: Reader): void {
  const line = nextLine(r);
  const start = skipSpaces(r.text, line.range.start, line.end);
  const directive = readDirective(r, start, line);
  if (directive !== undefined) r.nodes.push(directive);
  else if (start >= line.end) r.nodes.push({ kind: 'blank', range: line.range, startLine: r.line });
  else if (r.text[start] === '#') r.nodes.push({ kind: 'comment', range: line.range, startLine: r.line });
  else {
    checkLength('instructions', r.instructions.length + 1);
    const instruction = readInstruction(r, line, start);
    r.nodes.push(instruction);
    r.instructions.push(instruction);
  }
}

function readDirective(r: Reader, start: number, line: Line): DirectiveNode | undefined {
  if (r.directivesDone) return undefined;
  const match = r.text[start] === '#' ? DIRECTIVE.exec(r.text.slice(start, line.end)) : null;
  const name = match?.[1]?.toLowerCase();
  const value = readDirectiveValue(match?.[2] ?? '', r.text[line.end - 1] ?? '');
  if ((name !== 'syntax' && name !== 'escape' && name !== 'check') || value === '') {
    r.directivesDone = true;
    return undefined;
  }
  if (r.seen.has(name)) {
    throw new Problem('usage', 'dockerfile-bad-directive', { line: r.line, directive: name, reason: 'repeated' });
  }
  r.seen.add(name);
  if (name === 'escape') {
    if (value !== '\\' && value !== '`') {
      throw new Problem('usage', 'dockerfile-bad-directive', { line: r.line, directive: name, reason: 'value' });
    }
    r.escape = value;
  }
  const valueStart = line.end - (match?.[2] ?? '').length;
  const valueRange = { start: valueStart, end: valueStart + value.length };
  return { kind: 'directive', range: line.range, startLine: r.line, name, value, valueRange };
}

/** A value of blanks alone counts as one blank: it is there, and it is wrong. */
function readDirectiveValue(text: ByteText, last: string): ByteText {
  let end = text.length;
  while (end > 0 && '\t\f\r '.includes(text[end - 1] ?? 'x')) end -= 1;
  const value = text.slice(0, end);
  return value === '' && '\t\f\r '.includes(last) ? last : value;
}

/** The logical line as it grows, and what lay between its lines. */
interface Gathered {
  readonly texts: string[];
  readonly pieces: Piece[];
  readonly innerComments: Range[];
  readonly emptyContinuationLines: number[];
  length: number;
}

function readInstruction(r: Reader, first: Line, start: number): Instruction {
  const startLine = r.line;
  const gathered: Gathered = { texts: [], pieces: [], innerComments: [], emptyContinuationLines: [], length: 0 };
  let last = first;
  let open = gatherLine(r, gathered, start, first.end);
  while (open && r.at < r.text.length) {
    last = nextLine(r);
    open = gatherContinuation(r, gathered, last);
  }
  const pieces = gathered.pieces.length === 0 ? [{ at: 0, start }] : gathered.pieces;
  const logical: MappedText = { text: gathered.texts.join(''), pieces };
  const read = readInstructionLine(logical, r.escape, startLine);
  const trigger = read.keyword === 'ONBUILD' ? readTrigger(read.args, r.escape, startLine) : undefined;
  const heredocs = readHeredocs(r, trigger ?? read, logical, startLine);
  checkArguments({ ...read, trigger }, startLine);
  const end = heredocs.length === 0 ? last.end : trimNewline(r.text, r.at);
  return {
    kind: 'instruction',
    index: r.instructions.length,
    range: { start: first.range.start, end: r.at },
    coreRange: { start: read.keywordRange.start, end },
    startLine,
    endLine: r.line,
    ...read,
    heredocs,
    innerComments: gathered.innerComments,
    emptyContinuationLines: gathered.emptyContinuationLines,
    trigger,
  };
}

/** BuildKit does not look at a trigger's keyword and the number of its arguments before an image is built on this one. */
function readTrigger(args: MappedText, escapeCharacter: EscapeCharacter, line: number): Trigger | undefined {
  if (args.text === '') return undefined;
  try {
    return readInstructionLine(args, escapeCharacter, line);
  } catch (error) {
    if (error instanceof Problem && error.code === 'dockerfile-unknown-instruction') return undefined;
    throw error;
  }
}

/** @returns whether the instruction goes on: also after a comment or a blank line */
function gatherContinuation(r: Reader, gathered: Gathered, line: Line): boolean {
  const start = skipSpaces(r.text, line.range.start, line.end);
  if (start < line.end && r.text[start] !== '#') return gatherLine(r, gathered, line.range.start, line.end);
  if (start < line.end) gathered.innerComments.push(line.range);
  else gathered.emptyContinuationLines.push(r.line);
  return true;
}

/** @returns whether the line ends in a continuation: an escape character with nothing but blanks after it, and no second one before it */
function gatherLine(r: Reader, gathered: Gathered, start: number, end: number): boolean {
  let last = end;
  while (last > start && (r.text[last - 1] === ' ' || r.text[last - 1] === '\t')) last -= 1;
  const continues =
    last > start && r.text[last - 1] === r.escape && (last - 1 === start || r.text[last - 2] !== r.escape);
  const to = continues ? last - 1 : end;
  if (to > start) {
    gathered.pieces.push({ at: gathered.length, start });
    gathered.texts.push(r.text.slice(start, to));
    gathered.length += to - start;
  }
  return continues;
}

function readHeredocs(
  r: Reader,
  read: Parameters<typeof mayOpenHeredocs>[0],
  logical: MappedText,
  line: number,
): readonly Heredoc[] {
  if (!mayOpenHeredocs({ ...read, logical })) return [];
  const openings = findHeredocs(logical);
  if (openings === 'invalid') throw new Problem('usage', 'dockerfile-bad-heredoc', { line });
  return openings.map((opening) => {
    const start = r.at;
    while (r.at < r.text.length) {
      const body = nextLine(r);
      let from = body.range.start;
      while (opening.chomp && from < body.end && r.text[from] === '\t') from += 1;
      if (r.text.slice(from, body.end) === opening.name) {
        const bodyRange = { start, end: body.range.start };
        return { ...opening, body: mapStretch(r.text, bodyRange), bodyRange, endRange: body.range };
      }
    }
    throw new Problem('usage', 'dockerfile-unterminated-heredoc', { line, name: opening.name });
  });
}

function trimNewline(text: ByteText, at: number): number {
  const end = text[at - 1] === '\n' ? at - 1 : at;
  return text[end - 1] === '\r' ? end - 1 : end;
}
