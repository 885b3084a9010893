import { describe, expect, test } from 'vitest';
import type { ClosureFinding } from '../facts/closure/compute-closure.ts';
import { makeView } from '../image/random-image.ts';
import { message } from '../model/message.ts';
import type { VerdictRecord } from '../record/run.ts';
import { describeVerification, type LookedAt, type Ran } from './describe-verification.ts';

const finding = (of: ClosureFinding['of'], library: string, sure = true): ClosureFinding => ({
  sure,
  of,
  cause: { message: message('closure-library-missing', { library, neededBy: '/app' }), evidence: `/app: ${library}` },
});
const image = (findings: readonly ClosureFinding[], healthcheck?: readonly string[]): LookedAt => ({
  name: 'app:1',
  view: makeView([[]], healthcheck === undefined ? {} : { healthcheck }),
  findings,
});
const ran = (running: VerdictRecord['running'], more: Partial<Ran> = {}): Ran => ({
  verdict: {
    running,
    closure: [],
    probes: [{ id: 'GET /', outcome: running === 'broken' ? 'fail' : 'pass' }],
    causes: [],
  },
  coverage: { probed: 1, known: 1 },
  ...more,
});
const libraries = (causes: readonly { readonly args: unknown }[]) =>
  causes.map(({ args }) => (args as { readonly library: string }).library);

describe('from files alone', () => {
  test.each(['start', 'healthcheck', 'later'] as const)('what is surely missing for %s breaks it', (of) => {
    const told = describeVerification(image([finding(of, 'libpq.so.5')], ['CMD', '/app']));
    expect(told).toMatchObject({
      how: 'static',
      verdict: 'broken',
      causes: [{ code: 'closure-library-missing', args: { library: 'libpq.so.5' }, of, evidence: '/app: libpq.so.5' }],
      hints: [],
      healthcheck: of === 'healthcheck' ? 'cannot-run' : 'not-asked',
    });
  });

  test('what is unsure, or of nothing in particular, is a hint; nothing is said to work', () => {
    const told = describeVerification(image([finding('start', 'a', false), finding('image', 'b')]));
    expect(told).toMatchObject({ verdict: 'unverified', causes: [], healthcheck: 'none' });
    expect(libraries(told.hints)).toEqual(['a', 'b']);
  });

  test('what the other image lacks too is no cause', () => {
    const both = finding('later', 'both');
    const told = describeVerification(image([both, finding('later', 'own')]), image([both]));
    expect(libraries(told.causes)).toEqual(['own']);
    expect(libraries(told.hints)).toEqual(['both']);
  });
});

describe('with what it answered', () => {
  test('a container that answers contradicts who says that it cannot start', () => {
    const told = describeVerification(image([finding('start', 'a')]), undefined, ran('works'));
    expect(told).toMatchObject({ how: 'running', verdict: 'works', causes: [] });
    expect(libraries(told.hints)).toEqual(['a']);
  });

  test('what it lacks for what nobody asked breaks it all the same', () => {
    expect(describeVerification(image([finding('later', 'a')]), undefined, ran('works')).verdict).toBe('broken');
  });

  test('of one that does not run its files say why, else its answers and its log', () => {
    const died = { message: message('died', { exitCode: 127, afterMs: 10 }) };
    const verdict = { ...ran('broken').verdict, causes: [died, died] } as VerdictRecord;
    const tell = (of: 'start' | 'later') =>
      describeVerification(image([finding(of, 'a')]), undefined, ran('broken', { verdict })).causes;
    expect(tell('start').map(({ code, of }) => [code, of])).toEqual([['closure-library-missing', 'start']]);
    expect(tell('later').map(({ code, of }) => [code, of])).toEqual([
      ['closure-library-missing', 'later'],
      ['died', 'answer'],
    ]);
  });

  test('a HEALTHCHECK that passes contradicts who says that it cannot run', () => {
    const checked = image([finding('healthcheck', 'a')], ['CMD', '/app']);
    expect(describeVerification(checked, undefined, ran('works'))).toMatchObject({
      verdict: 'broken',
      healthcheck: 'cannot-run',
    });
    expect(describeVerification(checked, undefined, ran('works', { healthcheck: 'passes' }))).toMatchObject({
      verdict: 'works',
      healthcheck: 'passes',
    });
  });
});
