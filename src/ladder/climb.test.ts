import { describe, expect, it } from 'vitest';
import { factsOf } from '../../test/kit/facts.ts';
import type { RungFiles, SourceFacts } from '../facts/source-facts.ts';
import { bytesToText, textToBytes } from '../model/bytes.ts';
import { message } from '../model/message.ts';
import { Problem } from '../model/problem.ts';
import type { Rung } from '../record/run.ts';
import type { Technique } from '../techniques/contract.ts';
import type { Attempt } from '../trial/attempt-rung.ts';
import { type ClimbPorts, climbLadder } from './climb.ts';

const FOUND: RungFiles = { dockerfile: textToBytes('FROM scratch\n'), ignore: undefined };

/** Appends a label with its own name: what a rung holds can be read off its text. */
function step(
  id: string,
  group: Technique['group'] = 'trunk',
  applies: Technique['applies'] = () => ({ is: 'yes' }),
): Technique {
  const edit = (facts: SourceFacts) => ({
    dockerfile: [{ range: { start: facts.tree.text.length, end: facts.tree.text.length }, text: `LABEL ${id}=1\n` }],
  });
  return { id: id as Technique['id'], group, after: [], serves: [], applies, edit };
}

type Outcome = {
  bytes?: number;
  building?: Rung['building'];
  running?: 'works' | 'works-as-before' | 'broken' | 'unverified';
};

function rungOf(attempt: Attempt, { bytes = 1000, building = 'built', running = 'works' }: Outcome): Rung {
  return {
    n: attempt.n,
    parent: attempt.parent?.n ?? null,
    technique: attempt.technique,
    group: attempt.group,
    building,
    kept: 'not-kept',
    files: [],
    edits: attempt.edits,
    measures:
      building === 'built'
        ? { unpackedBytes: { value: bytes, unit: 'byte', basis: 'measured', method: 'layers' } }
        : {},
    layers: [],
    steps: [],
    coverage: { probed: 1, known: 1 },
    ...(building === 'built'
      ? {
          verdict: {
            running,
            closure: [],
            probes: [{ id: 'a', outcome: running === 'works' ? 'pass' : 'as-before' }],
            causes: [],
          },
        }
      : { cause: { message: { code: 'build-failed', args: {} } } }),
  };
}

function ports(techniques: readonly Technique[], outcomes: Record<string, Outcome>, more: Partial<ClimbPorts> = {}) {
  const tried: string[] = [];
  const all: ClimbPorts = {
    techniques,
    target: 'balanced',
    strict: false,
    readFacts: (files) => factsOf(bytesToText(files.dockerfile)),
    applyEdit: (facts, edit) => ({
      dockerfile: textToBytes(facts.tree.text + edit.dockerfile.map((e) => e.text).join('')),
      ignore: undefined,
    }),
    attempt: async (attempt) => {
      tried.push(
        `${attempt.technique ?? 'found'} on ${attempt.parent?.n ?? '-'}: ${bytesToText(attempt.files.dockerfile).split('\n').length - 1} lines`,
      );
      return rungOf(attempt, outcomes[attempt.technique ?? 'found'] ?? {});
    },
    onRung: async () => {},
    readAgain: async (rung, parent) => ({ rung, parent }),
    reasonToStop: () => undefined,
    ...more,
  };
  return { all, tried };
}

describe('climbLadder', () => {
  it('builds each technique on the last good rung and leaves out what failed or gained nothing', async () => {
    const { all, tried } = ports([step('a'), step('b'), step('c'), step('d')], {
      a: { bytes: 500 },
      b: { running: 'broken', bytes: 10 },
      c: { bytes: 500 },
      d: { bytes: 200 },
    });
    const climb = await climbLadder(FOUND, all);
    expect(tried).toEqual([
      'found on -: 1 lines',
      'a on 0: 2 lines',
      'b on 1: 3 lines',
      'c on 1: 3 lines',
      'd on 1: 3 lines',
    ]);
    expect(climb.rungs.map((r) => r.kept)).toEqual(['baseline', 'kept', 'not-kept', 'no-gain', 'kept']);
    expect(climb.choice?.rung).toBe(4);
  });

  it('keeps a failed build as a row with its cause, and an impossible step without building it', async () => {
    const impossible = step('x', 'trunk', () => ({
      is: 'impossible',
      because: message('base-has-no-light-variant', { base: 'b' }),
    }));
    const { all, tried } = ports([impossible, step('a')], { a: { building: 'build-failed' } });
    const climb = await climbLadder(FOUND, all);
    expect(climb.rungs.map((r) => [r.building, r.cause?.message.code])).toEqual([
      ['built', undefined],
      ['impossible', 'base-has-no-light-variant'],
      ['build-failed', 'build-failed'],
    ]);
    expect(tried).toHaveLength(2);
  });

  it('reads a time again before it costs a step its place, and believes three readings', async () => {
    const timed = (ms: number, n = 1): Rung['measures'] => ({
      editRebuildMs: { value: ms, unit: 'ms', basis: 'measured', method: 'edit', n, min: ms - 10, max: ms + 10 },
    });
    const climbWith = (again: number) => {
      const { all } = ports([step('a')], { a: { bytes: 10 } });
      return climbLadder(FOUND, {
        ...all,
        attempt: async (attempt) => {
          const rung = await all.attempt(attempt);
          return { ...rung, measures: { ...rung.measures, ...timed(attempt.n === 0 ? 1600 : 4900) } };
        },
        readAgain: async (rung, parent) => ({
          rung: { ...rung, measures: { ...rung.measures, ...timed(again, 3) } },
          parent: { ...parent, measures: { ...parent.measures, ...timed(1600, 3) } },
        }),
      });
    };
    expect((await climbWith(1500)).rungs.map((r) => [r.kept, r.measures.editRebuildMs?.n])).toEqual([
      ['baseline', 3],
      ['kept', 3],
    ]);
    expect((await climbWith(4900)).rungs[1]?.kept).toBe('worse');
  });

  it('makes a row of an edit that the guard refuses, and goes on', async () => {
    const { all } = ports([step('a'), step('b')], { b: { bytes: 500 } });
    const climb = await climbLadder(FOUND, {
      ...all,
      applyEdit: (facts, edit) => {
        if (edit.dockerfile[0]?.text.includes(' a='))
          throw new Problem('unknown', 'edits-overlap', { start: 0, end: 1 });
        return all.applyEdit(facts, edit);
      },
    });
    expect(climb.rungs.map((r) => [r.technique, r.building, r.cause?.message.code])).toEqual([
      [null, 'built', undefined],
      ['a', 'impossible', 'edits-overlap'],
      ['b', 'built', undefined],
    ]);
  });

  it('hardens on top of the chosen rung, and recommends the hardened one', async () => {
    const { all, tried } = ports([step('a'), step('b'), step('h', 'hardening')], {
      a: { bytes: 500 },
      b: { bytes: 499 },
      h: { bytes: 500 },
    });
    const climb = await climbLadder(FOUND, all);
    expect(tried.at(-1)).toBe('h on 1: 3 lines');
    expect(climb.choice?.rung).toBe(3);
    expect(climb.choice?.because.code).toBe('choice-all-steps-pay');
  });

  it('recommends the rung below a hardening that breaks it', async () => {
    const { all } = ports([step('a'), step('h', 'hardening')], { a: { bytes: 500 }, h: { running: 'broken' } });
    expect((await climbLadder(FOUND, all)).choice?.rung).toBe(1);
  });

  it('makes no row of a step that does not apply', async () => {
    const no = step('n', 'trunk', () => ({ is: 'no', because: message('dependencies-are-first', {}) }));
    expect((await climbLadder(FOUND, ports([no], {}).all)).rungs).toHaveLength(1);
  });

  it.each([
    ['baseline-not-built', { found: { building: 'build-failed' as const } }, false],
    ['baseline-red', { found: { running: 'unverified' as const } }, false],
    ['baseline-partly-red', { found: { running: 'works-as-before' as const } }, true],
  ])('refuses to climb: %s', async (code, outcomes, strict) => {
    const climb = climbLadder(FOUND, ports([step('a')], outcomes, { strict }).all);
    await expect(climb).rejects.toMatchObject({ code, kind: 'project' });
    await expect(climb).rejects.toBeInstanceOf(Problem);
  });

  it('goes on with probes set aside when not strict (T18)', async () => {
    const climb = await climbLadder(
      FOUND,
      ports([step('a')], { found: { running: 'works-as-before' }, a: { running: 'works-as-before', bytes: 1 } }).all,
    );
    expect(climb.rungs[1]?.kept).toBe('kept');
  });

  it('ends with the best rung so far when it is interrupted in a rung', async () => {
    let stop = false;
    const { all } = ports([step('a'), step('b')], { a: { bytes: 500 } });
    const climb = await climbLadder(FOUND, {
      ...all,
      attempt: async (attempt) => {
        if (attempt.technique === 'b') {
          stop = true;
          throw new Problem('world', 'stopped-interrupted', {});
        }
        return all.attempt(attempt);
      },
      reasonToStop: () => (stop ? message('stopped-interrupted', {}) : undefined),
    });
    expect(climb.choice?.rung).toBe(1);
    expect(climb.stopped?.code).toBe('stopped-interrupted');
  });
});
