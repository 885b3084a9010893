import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { figures, rung, runRecord } from '../../../test/kit/run-record.ts';
import { createLanguage } from '../../language/create-language.ts';
import { escapeMarkdown, renderMarkdown } from './markdown.ts';

describe('renderMarkdown', () => {
  test.each([
    ['a|b', 'a\\|b'],
    ['`x`', '\\`x\\`'],
    ['<img src=x>', '&lt;img src=x&gt;'],
    ['[x](http://y)', '\\[x\\](http<!-- -->://y)'],
    ['thanks @someone', 'thanks @<!-- -->someone'],
    ['python@sha256:1', 'python@sha256:1'],
    ['main.py:39', 'main.py:39'],
    ['**b** _i_ ~~s~~ # h', '\\*\\*b\\*\\* \\_i\\_ \\~\\~s\\~\\~ \\# h'],
    ['one\ntwo', 'one\\\\ntwo'],
  ])('%j is written %j', (text, expected) => {
    expect(escapeMarkdown(text)).toBe(expected);
  });

  test('any name keeps the table whole: nine cells in every row, no markup of its own', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (name) => {
        const record = runRecord(name, [
          rung(0, null, { measures: figures(10, 5) }),
          rung(1, `x${name}`, { measures: figures(9, 5), kept: 'no-gain' }),
        ]);
        const text = renderMarkdown(
          { ...record, project: { ...record.project, ecosystems: [name] } },
          createLanguage('en'),
        );
        const rows = text.split('\n').filter((line) => line.startsWith('|'));
        expect(rows).toHaveLength(4);
        for (const row of rows) expect(row.replace(/\\./g, '').split('|')).toHaveLength(11);
        expect(text.replaceAll('<!-- -->', '')).not.toMatch(/<[a-z/!]/i);
      }),
    );
  }, 30_000);
});
