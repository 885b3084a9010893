import type { Digest } from '../model/sha256.ts';
import { sha256 } from '../model/sha256.ts';
import type { BodySample } from './answer.ts';
import { compareShape, type Difference } from './compare-shape.ts';
import { learnShape, type Shape, type ShapeRules } from './json-shape.ts';

/** What is expected of a body. Plain JSON itself. */
export type BodyRule =
  | { readonly is: 'empty' }
  | { readonly is: 'json'; readonly shape: Shape; readonly bytes: number }
  | { readonly is: 'exact'; readonly digest: Digest; readonly bytes: number }
  /** The lines with every word that holds a digit blanked out: metrics, pages with a nonce. */
  | {
      readonly is: 'skeleton';
      readonly lines: readonly string[];
      readonly bytes: number;
      /** The shortest and the longest it was learned from; in a rule without them its length is not held. */
      readonly minBytes?: number | undefined;
      readonly maxBytes?: number | undefined;
    }
  /** What varies wholly: its length, and how it begins and ends, blanked as the lines are. */
  | {
      readonly is: 'length';
      readonly minBytes: number;
      readonly maxBytes: number;
      readonly head: string;
      readonly tail: string;
      /** Every answer it was learned from came to its end. */
      readonly complete?: boolean | undefined;
    };

export type BodyDifference =
  | { readonly is: 'empty'; readonly wasBytes: number }
  | { readonly is: 'json'; readonly at: Difference }
  | { readonly is: 'text'; readonly evidence: string };

const SKELETON_LINES = 2_000;
const SKELETON_LINE = 160;
const END = 2_000;

/** @param samples bodies of equal status and media type, at least one */
export function learnBody(samples: readonly BodySample[], rules: ShapeRules): BodyRule {
  const [first] = samples;
  if (first === undefined || samples.every((s) => s.bytes === 0)) return { is: 'empty' };
  const parsed = samples.map(parseJson);
  if (parsed.every((p) => p !== undefined)) {
    return {
      is: 'json',
      shape: learnShape(
        parsed.map((p) => p.value),
        rules,
      ),
      bytes: first.bytes,
    };
  }
  const stable = samples.every((s) => s.digest === first.digest);
  const holdsDay = rules.days.some((day) => first.text?.includes(day));
  if (stable && !holdsDay) return { is: 'exact', digest: first.digest, bytes: first.bytes };
  return learnSkeleton(samples) ?? learnLength(samples);
}

function learnSkeleton(samples: readonly BodySample[]): BodyRule | undefined {
  const [first] = samples;
  if (first === undefined || samples.some((s) => s.text === undefined || !s.complete)) return undefined;
  const sets = samples.map((s) => skeletonOf(s.text ?? ''));
  const every = [...(sets[0] ?? [])].filter((line) => sets.every((set) => set.has(line)));
  const most = Math.max(...sets.map((s) => s.size));
  if (most === 0 || most > SKELETON_LINES || every.length < most * 0.8) return undefined;
  const bytes = samples.map((s) => s.bytes);
  const [minBytes, maxBytes] = [Math.min(...bytes), Math.max(...bytes)];
  return { is: 'skeleton', lines: every.toSorted(), bytes: first.bytes, minBytes, maxBytes };
}

function learnLength(samples: readonly BodySample[]): BodyRule {
  const bytes = samples.map((s) => s.bytes);
  const ends = samples.map(endsOf);
  // Cut back to a boundary: that two nonces begin alike is chance.
  const head = ends
    .map((e) => e.head)
    .reduce(commonStart)
    .replace(/[^<>"'\s;,{}()[\]]*$/, '');
  const tail = turn(ends.map((e) => turn(e.tail)).reduce(commonStart)).replace(/^[^<>"'\s;,{}()[\]]*/, '');
  const complete = samples.every((s) => s.complete);
  return { is: 'length', minBytes: Math.min(...bytes), maxBytes: Math.max(...bytes), head, tail, complete };
}

/** @returns nothing where it is no text; no end where a limit cut it */
function endsOf(sample: BodySample): { readonly head: string; readonly tail: string } {
  const all = blankOut((sample.text ?? '').trim());
  return { head: all.slice(0, END), tail: sample.complete ? all.slice(-END) : '' };
}

function commonStart(a: string, b: string): string {
  let length = 0;
  while (length < a.length && a[length] === b[length]) length++;
  return a.slice(0, length);
}

function turn(words: string): string {
  return [...words].toReversed().join('');
}

/** @returns undefined where the body fits */
export function compareBody(rule: BodyRule, body: BodySample): BodyDifference | undefined {
  if (rule.is === 'empty') return body.bytes === 0 ? undefined : text(`0 → ${body.bytes} bytes`);
  if (body.bytes === 0 && !(rule.is === 'length' && rule.minBytes === 0)) {
    return { is: 'empty', wasBytes: rule.is === 'length' ? rule.minBytes : rule.bytes };
  }
  switch (rule.is) {
    case 'json':
      return compareJson(rule.shape, body);
    case 'exact':
      return body.digest === rule.digest ? undefined : text(`${rule.bytes} → ${body.bytes} bytes: ${headOf(body)}`);
    case 'skeleton':
      return compareSkeleton(rule, body);
    case 'length':
      return compareLength(rule, body);
  }
}

function compareJson(shape: Shape, body: BodySample): BodyDifference | undefined {
  const parsed = parseJson(body);
  if (parsed === undefined) {
    const at: Difference = { is: 'type', path: '$', was: 'JSON', now: 'text' };
    return { is: 'json', at };
  }
  const at = compareShape(shape, parsed.value);
  return at === undefined ? undefined : { is: 'json', at };
}

function compareLength(rule: Extract<BodyRule, { is: 'length' }>, body: BodySample): BodyDifference | undefined {
  if (body.bytes < rule.minBytes / 2 || body.bytes > rule.maxBytes * 2) {
    return text(`${rule.minBytes}–${rule.maxBytes} → ${body.bytes} bytes`);
  }
  if (rule.complete === true && !body.complete) return cutOff(body);
  const { head, tail } = endsOf(body);
  if (!head.startsWith(rule.head)) return text(`begins ${JSON.stringify((body.text ?? '').slice(0, 80))}`);
  return tail.endsWith(rule.tail) ? undefined : text(`ends ${JSON.stringify((body.text ?? '').slice(-80))}`);
}

/** What a program of measures says of itself: `name{label="x"} #`. */
const COUNTER = /^(?:# (?:HELP|TYPE) |[\w:.#]+(?:\{.*\})? #$)/;

function compareSkeleton(rule: Extract<BodyRule, { is: 'skeleton' }>, body: BodySample): BodyDifference | undefined {
  const { lines } = rule;
  // None is learned from an answer that was cut.
  if (!body.complete) return cutOff(body);
  const now = skeletonOf(body.text ?? '');
  const missing = lines.filter((line) => !now.has(line));
  // A counter that starts later than the others is no news; a family of them is, and so is any other line.
  const first = missing.find((line) => !COUNTER.test(line)) ?? missing[Math.floor(lines.length * 0.02)];
  if (first !== undefined) {
    return text(`${missing.length}/${lines.length} lines missing, one of them: ${first.slice(0, 120)}`);
  }
  // Thousands of rows are one line with its numbers blanked out, and so is one row of them.
  if (body.bytes < leastBytes(rule)) return text(`${rule.minBytes}–${rule.maxBytes} → ${body.bytes} bytes`);
  const added = now.size - (lines.length - missing.length);
  return added > lines.length + 10 ? text(`${added} new lines`) : undefined;
}

/** Half of the shortest; where they varied by more than that, as far below the shortest as it was below the longest. */
function leastBytes({ minBytes = 0, maxBytes = minBytes }: Extract<BodyRule, { is: 'skeleton' }>): number {
  return maxBytes === 0 ? 0 : minBytes * Math.min(1 / 2, minBytes / maxBytes);
}

function cutOff(body: BodySample): BodyDifference {
  return text(`cut off after ${body.bytes} bytes`);
}

function text(evidence: string): BodyDifference {
  return { is: 'text', evidence };
}

/** @returns undefined for what is no JSON object or array; a lone number or word is text */
export function parseJson(body: BodySample): { readonly value: unknown } | undefined {
  if (body.text === undefined || !body.complete || !/^[\s]{0,100}[[{]/.test(body.text)) return undefined;
  try {
    return { value: JSON.parse(body.text) as unknown };
  } catch {
    return undefined;
  }
}

function blankOut(words: string): string {
  return words
    .replace(/\w+/g, (word) => (/\d/.test(word) ? '#' : word))
    .replace(/#(?:[.+-]{1,2}#)+/g, '#')
    .replace(/-#/g, '#');
}

/** A line too long to be one thought falls apart at its tags, and what is still too long at its blanks. */
function splitLong(line: string): readonly string[] {
  if (line.length <= SKELETON_LINE) return [line];
  return line.split(/(?=<)/).flatMap((piece) => (piece.length <= SKELETON_LINE ? [piece] : piece.split(/\s+/)));
}

/** The distinct lines of a text, numbers and words that hold a digit blanked out. */
export function skeletonOf(words: string): ReadonlySet<string> {
  const lines = new Set<string>();
  for (const line of words.split('\n').flatMap((l) => splitLong(l.trim()))) {
    const blank = blankOut(line.trim());
    if (blank === '') continue;
    lines.add(
      blank.length <= SKELETON_LINE ? blank : `${blank.slice(0, SKELETON_LINE)}… ${sha256(blank).slice(7, 23)}`,
    );
    if (lines.size > SKELETON_LINES) break;
  }
  return lines;
}

function headOf(body: BodySample): string {
  return JSON.stringify((body.text ?? '').slice(0, 80));
}

const UTF8 = new TextDecoder('utf-8', { fatal: true });

/** @param bytes as read @param complete false where a limit or a lost connection cut them */
export function sampleBody(bytes: Uint8Array, complete: boolean): BodySample {
  return { text: decodeWords(bytes), bytes: bytes.byteLength, digest: sha256(bytes), complete };
}

function decodeWords(bytes: Uint8Array): string | undefined {
  try {
    return UTF8.decode(bytes);
  } catch {
    return undefined;
  }
}
