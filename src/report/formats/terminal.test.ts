import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cause, figures, rung, runRecord } from '../../../test/kit/run-record.ts';
import { pythonRun, SAMPLE_RUNS } from '../../../test/kit/sample-runs.ts';
import { LANGUAGE_IDS } from '../../language/contract.ts';
import { createLanguage } from '../../language/create-language.ts';
import { formatBytes } from '../../language/format-bytes.ts';
import { formatChange, formatPercent } from '../../language/format-ratio.ts';
import type { RunRecord } from '../../record/run.ts';
import { textWidth } from '../width.ts';
import { renderMarkdown } from './markdown.ts';
import { renderTerminal } from './terminal.ts';

const en = createLanguage('en');
const ANSI = /\u001b\[\d+m/g;

function ladderOf(text: string): string[] {
  return (text.split('\n\n')[1] ?? '').split('\n').slice(1);
}

/** Ladders of any sizes; every rung stands on any earlier one. */
const LADDER: fc.Arbitrary<RunRecord> = fc
  .array(fc.tuple(fc.integer({ min: 1, max: 4_000_000_000 }), fc.nat()), { minLength: 1, maxLength: 9 })
  .map((steps) =>
    runRecord(
      'any',
      steps.map(([size, seed], n) =>
        rung(n, n === 0 ? null : 'slim-base', {
          parent: n === 0 ? null : seed % n,
          measures: figures(size, Math.ceil(size / 3)),
        }),
      ),
    ),
  );

describe('renderTerminal', () => {
  test('every percent equals the bytes of the record recomputed (T06, 000-5)', () => {
    fc.assert(
      fc.property(LADDER, (record) => {
        const lines = ladderOf(renderTerminal(record, { language: en, width: 200, color: false }));
        const sizeOf = (n: number) => record.rungs[n]?.measures.unpackedBytes?.value ?? Number.NaN;
        expect(lines).toHaveLength(record.rungs.length);
        for (const [n, line] of lines.entries()) {
          const cells = line.trim().split(/ {2,}/);
          const { parent = null } = record.rungs[n] ?? {};
          const previous = parent === null ? '–' : formatChange(sizeOf(n) / sizeOf(parent) - 1);
          const total = n === 0 ? '–' : formatChange(sizeOf(n) / sizeOf(0) - 1);
          expect([cells[2], cells[4], cells[5]]).toEqual([formatBytes(sizeOf(n)), previous, total]);
        }
      }),
    );
  });

  test('the same holds in the tables of documents, where smaller is a positive reduction (T06)', () => {
    fc.assert(
      fc.property(LADDER, (record) => {
        const table = renderMarkdown(record, createLanguage('ko'))
          .split('\n')
          .filter((l) => l.startsWith('| Python'));
        const sizeOf = (n: number) => record.rungs[n]?.measures.unpackedBytes?.value ?? Number.NaN;
        expect(table).toHaveLength(record.rungs.length);
        for (const [n, row] of table.entries()) {
          const total = row.split(' | ')[4] ?? '';
          const ratio = sizeOf(n) / sizeOf(0) - 1;
          const percent = formatPercent(Math.abs(ratio));
          if (n > 0) expect(total).toBe(ratio > 0 && percent !== '0 %' ? `${percent} 증가` : percent);
        }
      }),
    );
  });

  test.each(Object.entries(SAMPLE_RUNS))('%s fits any width from 60 on, in both languages', (_name, makeRun) => {
    for (const id of LANGUAGE_IDS) {
      for (let width = 60; width <= 140; width += 4) {
        const text = renderTerminal(makeRun(), { language: createLanguage(id), width, color: false });
        for (const line of text.split('\n')) expect(textWidth(line), line).toBeLessThanOrEqual(width);
        expect(ladderOf(text)).toHaveLength(makeRun().rungs.length);
      }
    }
  });

  test('120 columns show every column that was measured', () => {
    const text = renderTerminal(pythonRun(), { language: en, width: 120, color: false });
    for (const title of [
      'rung',
      'technique',
      'unpacked',
      'transfer',
      'Δprev',
      'Δtotal',
      'cold',
      'edit',
      'verify',
      'note',
    ]) {
      expect(text.split('\n\n')[1]?.split('\n')[0]).toContain(title);
    }
    expect(text).not.toContain('not shown');
  });

  test('80 columns say what they leave out', () => {
    expect(renderTerminal(pythonRun(), { language: en, width: 80, color: false })).toContain(
      'not shown in 80 columns: cold, Δprev',
    );
  });

  test('colours only when asked, and they change no cell', () => {
    for (const id of LANGUAGE_IDS) {
      const options = { language: createLanguage(id), width: 100 };
      const plain = renderTerminal(pythonRun(), { ...options, color: false });
      const colored = renderTerminal(pythonRun(), { ...options, color: true });
      expect(plain).not.toMatch(ANSI);
      expect(colored).toMatch(ANSI);
      expect(colored.replace(ANSI, '').replace(/ +$/gm, '')).toBe(plain);
    }
  });

  test('the set-aside probe is told once, with file and line and what to do (T18)', () => {
    const text = renderTerminal(pythonRun(), { language: en, width: 400, color: false });
    expect(text.match(/main\.py:39/g)).toHaveLength(1);
    expect(text).toContain('set aside, red before any change: GET /health answers 500 → turn the numpy.int64');
  });

  test('a mark is explained only where it occurs', () => {
    expect(renderTerminal(pythonRun(), { language: en, width: 120, color: false })).not.toMatch(/computed|estimated/);
    const go = renderTerminal(SAMPLE_RUNS.go(), { language: en, width: 120, color: false });
    expect(go).toMatch(/\* computed/);
    expect(go).toMatch(/~ estimated/);
  });

  test('nothing from outside steers the terminal or breaks a row', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), fc.string({ unit: 'binary' }), (name, words) => {
        const record = runRecord(
          name,
          [
            rung(0, null, { measures: figures(10, 5) }),
            rung(1, words, {
              building: 'impossible',
              cause: cause(words, { [name]: words }, { evidence: words, place: { file: name } }),
            }),
          ],
          {
            setAside: [
              { id: name, cause: cause('answered-error', { probe: words, status: 500 }, { place: { file: words } }) },
            ],
            substitutions: [{ from: name, to: words, standIn: true }],
          },
        );
        const text = renderTerminal(record, { language: en, width: 100, color: false, recordPath: words });
        expect(text.replaceAll('\n', '')).not.toMatch(/[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/);
        expect(ladderOf(text)).toHaveLength(2);
        for (const line of text.split('\n')) expect(textWidth(line)).toBeLessThanOrEqual(100);
      }),
      { numRuns: 50 },
    );
  }, 30_000);
});
