import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { wordsToText } from '../../../src/model/bytes.ts';
import { Problem } from '../../../src/model/problem.ts';
import { listContext } from '../../../src/project/context.ts';
import { compileIgnore, readIgnorePatterns } from '../../../src/project/ignore-patterns.ts';
import { RUN_SEED } from '../../kit/run-seed.ts';
import { rawSample, type Sample, usualSample, wildSample } from './generate.ts';
import { askOracle, hasOracle, ORACLE, type OracleAnswer } from './oracle.ts';
import { treeReader } from './tree-reader.ts';

/** Our answer in the oracle's words. */
async function answer({ text, files }: Sample): Promise<Pick<OracleAnswer, 'failed' | 'sent' | 'matches'>> {
  const nothing = { sent: [], matches: [] };
  try {
    const ignore = compileIgnore(readIgnorePatterns(text));
    try {
      const sent = (await listContext('/', treeReader(files), ignore)).map((e) => e.path);
      return {
        failed: '',
        sent,
        matches: files.map((f) => (ignore.excludes(f) || ignore.arrivesEmpty(f) ? 'yes' : 'no')),
      };
    } catch (error) {
      if (error instanceof Problem) return { failed: 'walk', ...nothing };
      throw error;
    }
  } catch (error) {
    if (error instanceof Problem) return { failed: 'new', ...nothing };
    throw error;
  }
}

/** Counts compared pairs of (ignore file, path). */
async function compare(arbitrary: fc.Arbitrary<Sample>, count: number): Promise<number> {
  // A file cannot lie under another file.
  const samples = fc
    .sample(arbitrary, { numRuns: count, seed: RUN_SEED })
    .map((s) => ({ ...s, files: onlyLeaves(s.files) }));
  const told = askOracle(samples);
  let pairs = 0;
  for (const [i, sample] of samples.entries()) {
    const theirs = told[i];
    const ours = await answer(sample);
    const context = JSON.stringify({ seed: RUN_SEED, ...sample, patterns: theirs?.patterns });
    expect(ours.failed, context).toBe(theirs?.failed);
    if (ours.failed === '') {
      expect(ours.sent, context).toEqual(theirs?.sent);
      expectOpened(sample, ours, theirs, context);
    }
    pairs += sample.files.length;
  }
  return pairs;
}

/** What is sent and yet refused when it is opened must be what we say arrives empty. */
function expectOpened(
  sample: Sample,
  ours: { matches: readonly string[] },
  theirs: OracleAnswer | undefined,
  context: string,
): void {
  const sent = new Set(theirs?.sent);
  for (const [i, file] of sample.files.entries()) {
    if (sent.has(file)) expect(ours.matches[i], `${file} ${context}`).toBe(theirs?.matches[i]);
  }
}

function onlyLeaves(files: readonly string[]): string[] {
  const unique = [...new Set(files)];
  return unique.filter((f) => !unique.some((other) => other.startsWith(`${f}/`)));
}

describe.skipIf(!hasOracle)(
  `000-21 generated ignore files against Docker's packages (${ORACLE}; seed ${RUN_SEED})`,
  () => {
    it('agrees on what people write', async () => {
      const pairs = await compare(usualSample, 1500);
      console.log(`seed ${RUN_SEED}: ${pairs} pairs`);
      expect(pairs).toBeGreaterThan(5000);
    });

    it('agrees on what they could write', async () => {
      const pairs = await compare(wildSample, 4000);
      console.log(`seed ${RUN_SEED}: ${pairs} pairs`);
      expect(pairs).toBeGreaterThan(10_000);
    });

    it('agrees on bytes that are no UTF-8', async () => {
      const pairs = await compare(rawSample, 1000);
      console.log(`seed ${RUN_SEED}: ${pairs} pairs`);
      expect(pairs).toBeGreaterThan(3000);
    });
  },
);

describe('000-21 what the generated samples rest on', () => {
  it('a pattern that already found the parent excluded is not remembered for its children, and the file arrives empty', async () => {
    const ignore = compileIgnore(readIgnorePatterns('a\n!a/b\na*\n'));
    expect(ignore.excludes('a/b')).toBe(false);
    expect(ignore.arrivesEmpty('a/b')).toBe(true);
    expect((await listContext('/', treeReader(['a/b', 'a/c']), ignore)).map((e) => e.path)).toEqual(['a', 'a/b']);
  });

  it('spares a plain exception', () => {
    const ignore = compileIgnore(readIgnorePatterns(wordsToText('a\n!a/b\n')));
    expect(ignore.arrivesEmpty('a/b')).toBe(false);
    expect(ignore.excludes('a/c')).toBe(true);
  });
});
