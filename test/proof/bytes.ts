import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseDockerfile } from '../../src/dockerfile/parse-dockerfile.ts';
import type { RungFiles } from '../../src/facts/source-facts.ts';
import { Problem } from '../../src/model/problem.ts';
import { applyTechnique } from '../../src/techniques/apply-technique.ts';
import { TECHNIQUES } from '../../src/techniques/registry.ts';
import { check, count, isZero, type Part, type PartContext, type PartResult } from './contract.ts';
import { factsFor, synthesiseProject } from './corpus/synthesise-project.ts';

const EXAMPLES = ['fastapi-ml', 'fastapi-ml-badly-ordered', 'go-users', 'go-users-badly-ordered'];
const ROOMS = ['dockerfile', 'facts', 'techniques', 'ecosystems', 'bases', 'model', 'project'];
const COMMENTS = ['# 의존성을 먼저 설치합니다', '# 실행 단계 – 가볍게', '# 끝'];
const UTF8_MARK = Buffer.of(0xef, 0xbb, 0xbf);
const REPLACEMENT = Buffer.of(0xef, 0xbf, 0xbd);

/** Files as editors of other places and times save them. */
export const bytes: Part = {
  id: 'bytes',
  proves: 'bytes outside an edit come out as they went in: UTF-8, byte order mark, CRLF, CP949; UTF-16 is refused',
  needsEngine: false,
  needsProgram: false,
  inputs: [
    { name: 'rooms', paths: ROOMS.map((r) => `src/${r}`) },
    { name: 'examples', paths: EXAMPLES.map((e) => `examples/${e}/Dockerfile`) },
    { name: 'part', paths: ['test/proof/bytes.ts'] },
  ],
  run: runBytes,
};

const SHAPES: Readonly<Record<string, (text: string) => Buffer>> = {
  'UTF-8': (text) => Buffer.from(text),
  'UTF-8 with a byte order mark': (text) => Buffer.concat([UTF8_MARK, Buffer.from(text)]),
  'UTF-8 with CRLF': (text) => Buffer.from(text.replaceAll('\n', '\r\n')),
  'UTF-8 with a byte order mark and CRLF': (text) =>
    Buffer.concat([UTF8_MARK, Buffer.from(text.replaceAll('\n', '\r\n'))]),
  CP949: encodeKorean,
  'CP949 with CRLF': (text) => encodeKorean(text.replaceAll('\n', '\r\n')),
};

async function runBytes({ root, say }: PartContext): Promise<PartResult> {
  const faults: string[] = [];
  const unedited: string[] = [];
  let files = 0;
  let edits = 0;
  for (const example of EXAMPLES) {
    const text = withComments(readFileSync(join(root, 'examples', example, 'Dockerfile'), 'utf8'));
    for (const [shape, save] of Object.entries(SHAPES)) {
      files += 1;
      const seen = editAll(
        save(text),
        COMMENTS.map((c) => save(c)),
      );
      edits += seen.edits;
      if (seen.edits === 0) unedited.push(`${example}, ${shape}`);
      faults.push(...seen.faults.map((f) => `${example}, ${shape}: ${f}`));
    }
  }
  for (const fault of faults) say(fault);
  const refusals = ['utf16le', 'utf16be'].map((kind) => refusalOf(saveWide(kind)));
  return {
    figures: [count('files', files, files), count('edits', edits, files)],
    checks: [
      isZero('bytes outside an edit that changed', faults.length),
      check('files that got no edit', 'none', unedited.join('; ') || 'none', unedited.length === 0),
      check(
        'UTF-16 is refused with its cure',
        'twice',
        refusals.join(', '),
        refusals.every((r) => r === REFUSED),
      ),
    ],
    details: { shapes: Object.keys(SHAPES), faults },
  };
}

/** Over the file, between two instructions, and inside a continuation. */
function withComments(text: string): string {
  const [first = '', second = '', third = ''] = COMMENTS;
  const lines = text.trimEnd().split('\n');
  const run = lines.findIndex((l) => l.startsWith('RUN '));
  const continued = `${(lines[run] ?? '').replace(/^RUN (\S+) /, `RUN $1 \\\n${third}\n    `)}`;
  return [first, ...lines.slice(0, run), second, continued, ...lines.slice(run + 1), third, ''].join('\n');
}

function editAll(dockerfile: Buffer, comments: readonly Buffer[]): { edits: number; faults: string[] } {
  const project = synthesiseProject(dockerfile);
  const faults: string[] = [];
  let files: RungFiles = { dockerfile, ignore: undefined };
  let edits = 0;
  for (const technique of TECHNIQUES) {
    const facts = factsFor(files, project);
    if (technique.applies(facts).is !== 'yes') continue;
    const edit = technique.edit(facts);
    const next = applyTechnique(facts, edit);
    const ranges = edit.dockerfile.toSorted((a, b) => a.range.start - b.range.start);
    edits += ranges.length;
    if (!keepsTheRest(files.dockerfile, next.dockerfile, ranges)) faults.push(`${technique.id} changed other bytes`);
    files = next;
  }
  const after = Buffer.from(files.dockerfile);
  for (const comment of comments) {
    const bare = comment.subarray(comment.indexOf(0x23));
    if (!after.includes(bare)) faults.push(`a comment is gone: ${bare.toString('latin1')}`);
  }
  if (after.includes(REPLACEMENT)) faults.push('a replacement character came in');
  if (dockerfile.includes('\r\n') && /[^\r]\n/.test(after.toString('latin1'))) faults.push('a line ends otherwise');
  if (dockerfile.subarray(0, 3).equals(UTF8_MARK) && after.lastIndexOf(UTF8_MARK) !== 0)
    faults.push('the byte order mark is not at the start alone');
  parseDockerfile(after);
  return { edits, faults };
}

/** The stretches between edits stand in the result one after the other, with what the edits say between them. */
function keepsTheRest(
  before: Uint8Array,
  after: Uint8Array,
  edits: readonly { range: { start: number; end: number }; text: string }[],
): boolean {
  const result = Buffer.from(after);
  let from = 0;
  let at = 0;
  for (const { range, text } of [...edits, { range: { start: before.length, end: before.length }, text: '' }]) {
    const stretch = Buffer.from(before).subarray(from, range.start);
    const put = Buffer.from(text, 'latin1');
    if (!result.subarray(at, at + stretch.length).equals(stretch)) return false;
    if (!result.subarray(at + stretch.length, at + stretch.length + put.length).equals(put)) return false;
    at += stretch.length + put.length;
    from = range.end;
  }
  return at === result.length;
}

const REFUSED = 'dockerfile-utf16 with dockerfile-save-as-utf8';

function refusalOf(file: Buffer): string {
  try {
    parseDockerfile(file);
    return 'read';
  } catch (error) {
    if (!(error instanceof Problem)) throw error;
    return `${error.code} with ${error.hint?.code}`;
  }
}

function saveWide(kind: string): Buffer {
  const little = Buffer.from('\ufeffFROM scratch\n', 'utf16le');
  return kind === 'utf16le' ? little : little.swap16();
}

/** The platform reads CP949 but does not write it: its own reader, turned round. */
function encodeKorean(text: string): Buffer {
  const table = koreanTable();
  const codes = [...text].flatMap((c) => (c < '\x80' ? [c.charCodeAt(0)] : (table.get(c) ?? [0x3f])));
  return Buffer.from(codes);
}

let korean: Map<string, readonly number[]> | undefined;

function koreanTable(): ReadonlyMap<string, readonly number[]> {
  if (korean !== undefined) return korean;
  korean = new Map();
  const decoder = new TextDecoder('euc-kr');
  for (let lead = 0x81; lead <= 0xfe; lead += 1)
    for (let trail = 0x41; trail <= 0xfe; trail += 1) {
      const read = decoder.decode(Uint8Array.of(lead, trail));
      if (read.length === 1 && read !== '\ufffd') korean.set(read, [lead, trail]);
    }
  return korean;
}
