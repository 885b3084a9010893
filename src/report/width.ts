/**
 * Code points a terminal draws two cells wide: East Asian Width W and F of the Unicode database, emoji with a colour form
 * among them. Pairs of first and last, ascending.
 */
const WIDE: readonly number[] = [
  0x1100, 0x115f, 0x231a, 0x231b, 0x2329, 0x232a, 0x23e9, 0x23ec, 0x23f0, 0x23f0, 0x23f3, 0x23f3, 0x25fd, 0x25fe,
  0x2614, 0x2615, 0x2648, 0x2653, 0x267f, 0x267f, 0x2693, 0x2693, 0x26a1, 0x26a1, 0x26aa, 0x26ab, 0x26bd, 0x26be,
  0x26c4, 0x26c5, 0x26ce, 0x26ce, 0x26d4, 0x26d4, 0x26ea, 0x26ea, 0x26f2, 0x26f3, 0x26f5, 0x26f5, 0x26fa, 0x26fa,
  0x26fd, 0x26fd, 0x2705, 0x2705, 0x270a, 0x270b, 0x2728, 0x2728, 0x274c, 0x274c, 0x274e, 0x274e, 0x2753, 0x2755,
  0x2757, 0x2757, 0x2795, 0x2797, 0x27b0, 0x27b0, 0x27bf, 0x27bf, 0x2b1b, 0x2b1c, 0x2b50, 0x2b50, 0x2b55, 0x2b55,
  0x2e80, 0x303e, 0x3041, 0x3247, 0x3250, 0x4dbf, 0x4e00, 0xa4cf, 0xa960, 0xa97c, 0xac00, 0xd7a3, 0xf900, 0xfaff,
  0xfe10, 0xfe19, 0xfe30, 0xfe6f, 0xff01, 0xff60, 0xffe0, 0xffe6, 0x16fe0, 0x16fe4, 0x16ff0, 0x16ff1, 0x17000, 0x18cd5,
  0x18d00, 0x18d08, 0x1aff0, 0x1affe, 0x1b000, 0x1b2fb, 0x1f004, 0x1f004, 0x1f0cf, 0x1f0cf, 0x1f18e, 0x1f18e, 0x1f191,
  0x1f19a, 0x1f200, 0x1f265, 0x1f300, 0x1f320, 0x1f32d, 0x1f335, 0x1f337, 0x1f37c, 0x1f37e, 0x1f393, 0x1f3a0, 0x1f3ca,
  0x1f3cf, 0x1f3d3, 0x1f3e0, 0x1f3f0, 0x1f3f4, 0x1f3f4, 0x1f3f8, 0x1f43e, 0x1f440, 0x1f440, 0x1f442, 0x1f4fc, 0x1f4ff,
  0x1f53d, 0x1f54b, 0x1f54e, 0x1f550, 0x1f567, 0x1f57a, 0x1f57a, 0x1f595, 0x1f596, 0x1f5a4, 0x1f5a4, 0x1f5fb, 0x1f64f,
  0x1f680, 0x1f6c5, 0x1f6cc, 0x1f6cc, 0x1f6d0, 0x1f6d2, 0x1f6d5, 0x1f6d7, 0x1f6dc, 0x1f6df, 0x1f6eb, 0x1f6ec, 0x1f6f4,
  0x1f6fc, 0x1f7e0, 0x1f7eb, 0x1f7f0, 0x1f7f0, 0x1f90c, 0x1f93a, 0x1f93c, 0x1f945, 0x1f947, 0x1f9ff, 0x1fa70, 0x1faff,
  0x20000, 0x2fffd, 0x30000, 0x3fffd,
];

/** Marks drawn on the character before them, joiners, and the medial vowels and finals of Hangul written as single letters. */
const NO_WIDTH = /^[\p{Mn}\p{Me}\p{Cf}\p{Cc}\u1160-\u11ff\ud7b0-\ud7fb]$/u;

/** Colours and links: `ESC [ … letter`, `ESC ] … BEL`. */
const ESCAPE = /\u001b\[[0-9;:?]*[ -/]*[@-~]|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)/g;
const ONLY_ASCII = /^[\u0020-\u007e]*$/;
const EMOJI_FORM = '\ufe0f';
const FLAG = /^\p{Regional_Indicator}{2}/u;

/** Terminal cells the text takes. Escapes take none; characters of ambiguous width count as one cell. */
export function textWidth(text: string): number {
  if (ONLY_ASCII.test(text)) return text.length;
  const plain = text.replace(ESCAPE, '');
  return ONLY_ASCII.test(plain) ? plain.length : splitCharacters(plain).reduce((sum, c) => sum + characterWidth(c), 0);
}

/** Joiners, colour forms, flags and skin tones: what makes several wide code points one drawn character. */
const JOINED = /[\u200d\ufe0f]|[\u{1f1e6}-\u{1f1ff}]|[\u{1f3fb}-\u{1f3ff}]/u;

let segmenter: Intl.Segmenter | undefined;

/** What is drawn as one character; a family of joined emoji is one. Text without any needs no (slow) segmenter. */
function splitCharacters(text: string): readonly string[] {
  if (!JOINED.test(text)) return Array.from(text);
  segmenter ??= new Intl.Segmenter('en', { granularity: 'grapheme' });
  return Array.from(segmenter.segment(text), (s) => s.segment);
}

function characterWidth(character: string): number {
  const widths = Array.from(character, pointWidth);
  if (!JOINED.test(character)) return widths.reduce((sum, width) => sum + width, 0);
  return character.includes(EMOJI_FORM) || FLAG.test(character) ? 2 : Math.max(...widths);
}

function pointWidth(point: string): number {
  if (NO_WIDTH.test(point)) return 0;
  return isWide(point.codePointAt(0) ?? 0) ? 2 : 1;
}

/** Among ascending first/last pairs: how many bounds lie at or below the code point tells whether it is inside a pair. */
function isWide(code: number): boolean {
  let low = 0;
  let high = WIDE.length / 2 - 1;
  while (low <= high) {
    const middle = (low + high) >> 1;
    if (code < (WIDE[middle * 2] ?? 0)) high = middle - 1;
    else if (code > (WIDE[middle * 2 + 1] ?? 0)) low = middle + 1;
    else return true;
  }
  return false;
}

export type Align = 'left' | 'right';

/** Spaces up to `columns`; text that is already wider stays as it is. */
export function padText(text: string, columns: number, align: Align): string {
  const spaces = ' '.repeat(Math.max(0, columns - textWidth(text)));
  return align === 'left' ? text + spaces : spaces + text;
}

const ELLIPSIS = '…';

/** At most `columns` cells, the loss marked by `…`. Plain text only: escapes belong around it, not in it. */
export function cutText(text: string, columns: number): string {
  if (textWidth(text) <= columns) return text;
  if (columns < 1) return '';
  let kept = '';
  let width = 0;
  for (const character of splitCharacters(text.slice(0, columns * 16))) {
    width += characterWidth(character);
    if (width > columns - 1) break;
    kept += character;
  }
  return kept.trimEnd() + ELLIPSIS;
}

/** Lines of at most `columns` cells, broken at spaces where there are any; lines after the first start with `indent`. */
export function wrapText(text: string, columns: number, indent = ''): readonly string[] {
  const lines: string[] = [];
  let line = '';
  for (const word of text.split(' ').flatMap((w) => breakWord(w, columns - textWidth(indent)))) {
    const longer = line === '' ? word : `${line} ${word}`;
    if (line.trim() !== '' && textWidth(longer) > columns) {
      lines.push(line.trimEnd());
      line = indent + word;
    } else line = longer;
  }
  return [...lines, line.trimEnd()];
}

/** A word wider than a line (a path, a digest) is broken where the line ends. */
function breakWord(word: string, columns: number): readonly string[] {
  if (textWidth(word) <= columns || columns < 2) return [word];
  const parts: string[] = [];
  let part = '';
  let width = 0;
  for (const character of splitCharacters(word)) {
    const wide = characterWidth(character);
    if (width + wide > columns) {
      parts.push(part);
      part = '';
      width = 0;
    }
    part += character;
    width += wide;
  }
  return [...parts, part];
}
