import { mkdirSync } from 'node:fs';
import type { VerificationRecord } from '../../src/record/verification.ts';
import type { HeldPair } from '../held/verdicts/contract.ts';
import { recipeOfSide } from '../held/verdicts/kit/build-image.ts';
import { HELD_GROUPS } from '../held/verdicts/pairs.ts';
import { type Check, check, count, type Part, type PartContext, type PartResult } from './contract.ts';
import { speaksOf, verify, withImages, writeProbes } from './kit/verify-image.ts';

/** A part for each group, so that one that was interrupted costs no other. */
export const verdictPairs: readonly Part[] = Object.entries(HELD_GROUPS).map(([group, pairs]) => ({
  id: `verdicts-${group}`,
  proves: `${pairs.length} pairs of images, one broken, its twin working: each told, from files alone and by running it, with the right cause`,
  needsEngine: true,
  needsProgram: true,
  inputs: [
    { name: 'rooms', paths: ['src/image', 'src/facts/closure', 'src/verify', 'src/model'] },
    { name: 'part', paths: ['test/proof/verdict-pairs.ts', 'test/proof/kit/verify-image.ts'] },
    { name: 'pairs', paths: [`test/held/verdicts/${group}.ts`, 'test/held/verdicts/kit'] },
  ],
  run: (context) => judgePairs(context, context.small ? pairs.slice(0, 1) : pairs),
}));

interface Judged {
  readonly pair: string;
  readonly fault: HeldPair['fault'];
  /** From files alone. */
  readonly static: { readonly broken: string; readonly working: string; readonly isNamed: boolean };
  readonly running: { readonly broken: string; readonly working: string };
  readonly causes: VerificationRecord['causes'];
  readonly accused: VerificationRecord['causes'];
}

async function judgePairs(context: PartContext, pairs: readonly HeldPair[]): Promise<PartResult> {
  mkdirSync(context.scratch, { recursive: true });
  const judged: Judged[] = [];
  for (const pair of pairs) {
    const recipes = [recipeOfSide(pair, 'broken'), recipeOfSide(pair, 'working')];
    judged.push(
      await withImages(context, recipes, ([broken = '', working = '']) => judgePair(context, pair, broken, working)),
    );
  }
  const bytes = judged.filter(({ fault }) => fault === 'bytes');
  const told = bytes.filter((one) => one.static.broken === 'broken');
  const accused = judged.filter((one) => one.static.working === 'broken');
  const right = judged.filter(({ running }) => running.broken === 'broken' && running.working.startsWith('works'));
  return {
    figures: [
      count('pairs', judged.length, 1),
      count('faults of bytes', bytes.length, 1),
      count('faults of bytes told from files alone', told.length, 1),
      count('with the right cause', told.filter((one) => one.static.isNamed).length, 1),
      count('working twins accused from files alone', accused.length, 1),
      count('images told rightly by running', 2 * right.length + halfRight(judged), 1),
    ],
    checks: [
      allOf('faults of bytes, told from files alone', bytes, told),
      allOf(
        'of those, the cause names what is wrong',
        told,
        told.filter((one) => one.static.isNamed),
      ),
      allOf(
        'working twins, accused of nothing',
        judged,
        judged.filter((one) => !accused.includes(one)),
      ),
      allOf('pairs told rightly by running them', judged, right),
    ],
    details: judged,
  };
}

async function judgePair(context: PartContext, pair: HeldPair, broken: string, working: string): Promise<Judged> {
  const files = {
    broken: await verify(context, ['--static', broken]),
    working: await verify(context, ['--static', working]),
  };
  const probes = writeProbes(context, pair.run);
  const ran = {
    broken: await verify(context, ['--probes', probes, '--against', working, broken]),
    working: await verify(context, ['--probes', probes, working]),
  };
  return {
    pair: pair.id,
    fault: pair.fault,
    static: {
      broken: files.broken.verdict,
      working: files.working.verdict,
      isNamed: speaksOf(files.broken, pair.evidence),
    },
    running: { broken: ran.broken.verdict, working: ran.working.verdict },
    causes: files.broken.causes.length > 0 ? files.broken.causes : ran.broken.causes,
    accused: [...files.working.causes, ...ran.working.causes],
  };
}

/** One image of the pair told rightly, and not the other. */
function halfRight(judged: readonly Judged[]): number {
  return judged.filter(({ running }) => (running.broken === 'broken') !== running.working.startsWith('works')).length;
}

function allOf(name: string, wanted: readonly Judged[], got: readonly Judged[]): Check {
  const missing = wanted.filter((one) => !got.includes(one)).map(({ pair }) => pair);
  const found = missing.length === 0 ? `${got.length}` : `${got.length}, not ${missing.join(', ')}`;
  return check(name, `${wanted.length} of ${wanted.length}`, found, missing.length === 0);
}
