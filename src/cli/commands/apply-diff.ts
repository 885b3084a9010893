import { type ByteText, bytesToText } from '../../model/bytes.ts';

const CONTEXT_LINES = 3;
/** Beyond this many pairs of lines the middle is shown as replaced whole. */
const MOST_PAIRS = 4_000_000;
const NO_NEWLINE = '\\ No newline at end of file\n';

interface Line {
  readonly sign: ' ' | '-' | '+';
  readonly text: ByteText;
}

/** What changes in one file, in the form `git apply` and `patch` read; bytes as they are. Empty where nothing changes. */
export function diffFile(path: string, before: Uint8Array | undefined, after: Uint8Array | undefined): ByteText {
  const [from, to] = [before, after].map((bytes) => (bytes === undefined ? '' : bytesToText(bytes)));
  const lines = diffLines(splitLines(from ?? ''), splitLines(to ?? ''));
  if (before !== undefined && after !== undefined && from === to) return '';
  const name = (side: string, bytes: Uint8Array | undefined) =>
    bytes === undefined ? '/dev/null' : quote(`${side}/${Buffer.from(path).toString('latin1')}`);
  return `--- ${name('a', before)}\n+++ ${name('b', after)}\n${formatHunks(lines)}`;
}

function splitLines(text: ByteText): readonly ByteText[] {
  return text.match(/[^\n]*\n|[^\n]+$/g) ?? [];
}

function diffLines(from: readonly ByteText[], to: readonly ByteText[]): readonly Line[] {
  let head = 0;
  while (head < from.length && head < to.length && from[head] === to[head]) head++;
  let tail = 0;
  while (tail < from.length - head && tail < to.length - head && from.at(-1 - tail) === to.at(-1 - tail)) tail++;
  const same = (texts: readonly ByteText[]) => texts.map((text): Line => ({ sign: ' ', text }));
  const middle = diffMiddle(from.slice(head, from.length - tail), to.slice(head, to.length - tail));
  return [...same(from.slice(0, head)), ...middle, ...same(from.slice(from.length - tail))];
}

/** Longest common subsequence, by table. */
function diffMiddle(from: readonly ByteText[], to: readonly ByteText[]): readonly Line[] {
  const removed = from.map((text): Line => ({ sign: '-', text }));
  const added = to.map((text): Line => ({ sign: '+', text }));
  if (from.length * to.length > MOST_PAIRS) return [...removed, ...added];
  const width = to.length + 1;
  const common = new Uint32Array((from.length + 1) * width);
  const at = (i: number, j: number) => common[i * width + j] ?? 0;
  for (let i = from.length - 1; i >= 0; i--)
    for (let j = to.length - 1; j >= 0; j--)
      common[i * width + j] = from[i] === to[j] ? at(i + 1, j + 1) + 1 : Math.max(at(i + 1, j), at(i, j + 1));
  const lines: Line[] = [];
  let [i, j] = [0, 0];
  while (i < from.length && j < to.length) {
    const text = from[i] ?? '';
    if (text === to[j]) lines.push({ sign: ' ', text });
    else if (at(i + 1, j) >= at(i, j + 1)) lines.push({ sign: '-', text });
    else lines.push({ sign: '+', text: to[j] ?? '' });
    const sign = lines.at(-1)?.sign;
    if (sign !== '+') i++;
    if (sign !== '-') j++;
  }
  return [...lines, ...removed.slice(i), ...added.slice(j)];
}

function formatHunks(lines: readonly Line[]): ByteText {
  const near = lines.map((_, k) => lines.slice(Math.max(0, k - CONTEXT_LINES), k + CONTEXT_LINES + 1).some(isChange));
  let [text, from, to] = ['', 1, 1];
  for (let k = 0; k < lines.length; ) {
    let end = k;
    while (near[end] === true) end++;
    const hunk = lines.slice(k, end);
    if (hunk.length > 0) text += formatHunk(hunk, from, to);
    const passed = hunk.length > 0 ? hunk : lines.slice(k, k + 1);
    from += passed.filter((l) => l.sign !== '+').length;
    to += passed.filter((l) => l.sign !== '-').length;
    k += passed.length;
  }
  return text;
}

function formatHunk(hunk: readonly Line[], from: number, to: number): ByteText {
  const side = (start: number, sign: '-' | '+') => {
    const count = hunk.filter((l) => l.sign === ' ' || l.sign === sign).length;
    return `${sign}${count === 0 ? start - 1 : start},${count}`;
  };
  const body = hunk.map((l) => l.sign + (l.text.endsWith('\n') ? l.text : `${l.text}\n${NO_NEWLINE}`)).join('');
  return `@@ ${side(from, '-')} ${side(to, '+')} @@\n${body}`;
}

function isChange(line: Line): boolean {
  return line.sign !== ' ';
}

/** As git quotes a name that would break its line. */
function quote(path: ByteText): ByteText {
  if (!/[\u0000-\u001f"\\\u007f]/.test(path)) return path;
  const spell = (char: string) =>
    char === '"' || char === '\\' ? `\\${char}` : `\\${char.charCodeAt(0).toString(8).padStart(3, '0')}`;
  return `"${path.replace(/[\u0000-\u001f"\\\u007f]/g, spell)}"`;
}
