import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cutText, padText, textWidth, wrapText } from './width.ts';

describe('textWidth', () => {
  test.each([
    ['', 0],
    ['rung', 4],
    ['이미지 크기', 11],
    ['이미지'.normalize('NFD'), 6],
    ['Δprev', 5],
    ['–', 1],
    ['e\u0301', 1],
    ['全角', 4],
    ['ｗｉｄｅ', 8],
    ['ﾊﾝｶｸ', 4],
    ['🚀', 2],
    ['👨‍👩‍👧', 2],
    ['🇰🇷', 2],
    ['✔️', 2],
    ['⑴', 1],
    ['\u001b[32mworks\u001b[39m', 5],
    ['\u001b[1m단계\u001b[22m', 4],
    ['\u001b]8;;http://x\u0007link\u001b]8;;\u0007', 4],
    ['𠀀', 2],
  ])('%j takes %i cells', (text, width) => {
    expect(textWidth(text)).toBe(width);
  });
});

const TEXT = fc.string({ unit: fc.constantFrom('a', 'Z', ' ', '가', '힣', '語', '…', '🚀', 'e\u0301', '-') });

describe('cutText, padText, wrapText', () => {
  test.each([
    ['멀티스테이지', 7, '멀티스…'],
    ['멀티스테이지', 8, '멀티스…'],
    ['멀티스테이지', 12, '멀티스테이지'],
    ['multi-stage', 6, 'multi…'],
    ['abc', 1, '…'],
    ['abc', 0, ''],
  ])('%s in %i cells is %s', (text, columns, expected) => {
    expect(cutText(text, columns)).toBe(expected);
  });

  test('what is cut fits; what fits is not cut; padding fills exactly', () => {
    fc.assert(
      fc.property(TEXT, fc.integer({ min: 0, max: 30 }), (text, columns) => {
        const cut = cutText(text, columns);
        expect(textWidth(cut)).toBeLessThanOrEqual(columns);
        if (textWidth(text) <= columns) expect(cut).toBe(text);
        expect(textWidth(padText(cut, columns, 'right'))).toBe(columns);
      }),
    );
  });

  test('wrapping loses nothing but spaces and fits', () => {
    fc.assert(
      fc.property(TEXT, fc.integer({ min: 8, max: 30 }), (text, columns) => {
        const lines = wrapText(text, columns, '  ');
        for (const line of lines) expect(textWidth(line)).toBeLessThanOrEqual(columns);
        expect(lines.join('').replaceAll(' ', '')).toBe(text.replaceAll(' ', ''));
      }),
    );
  });
});
