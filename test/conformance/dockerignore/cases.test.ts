import { describe, expect, it } from 'vitest';
import { wordsToText } from '../../../src/model/bytes.ts';
import { compileIgnore, readIgnorePatterns } from '../../../src/project/ignore-patterns.ts';
import { MATCH_CASES, READ_CASES } from './cases.ts';

function answerOf(patterns: readonly string[], path: string): string {
  try {
    return compileIgnore(patterns.map(wordsToText)).excludes(wordsToText(path)) ? 'out' : 'in';
  } catch (error) {
    return error instanceof Error && error.message.startsWith('ignore-pattern-bad') ? 'refused' : String(error);
  }
}

describe("000-21 T20 Docker's own table of patterns", () => {
  it.each(MATCH_CASES)('%j on %j: %s', (patterns, path, answer) => {
    expect(answerOf(typeof patterns === 'string' ? [patterns] : patterns, path)).toBe(answer);
  });

  it.each(READ_CASES)('reads %j', (text, patterns) => {
    expect(readIgnorePatterns(text).map((p) => p.pattern)).toEqual(patterns);
  });
});
