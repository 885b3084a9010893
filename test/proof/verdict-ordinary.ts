import { mkdirSync } from 'node:fs';
import type { VerificationRecord } from '../../src/record/verification.ts';
import type { HeldOrdinary } from '../held/verdicts/contract.ts';
import { recipeOfOrdinary } from '../held/verdicts/kit/build-image.ts';
import { ORDINARY_GROUPS } from '../held/verdicts/pairs.ts';
import { check, count, type Part, type PartContext, type PartResult } from './contract.ts';
import { verify, withImages, writeProbes } from './kit/verify-image.ts';

/** A part for each group, so that one that was interrupted costs no other. */
export const verdictOrdinary: readonly Part[] = Object.entries(ORDINARY_GROUPS).map(([group, images]) => ({
  id: `verdicts-${group}`,
  proves: `${images.length} ordinary images that work: accused of nothing, from files alone and by running them`,
  needsEngine: true,
  needsProgram: true,
  inputs: [
    { name: 'rooms', paths: ['src/image', 'src/facts/closure', 'src/verify', 'src/model'] },
    { name: 'part', paths: ['test/proof/verdict-ordinary.ts', 'test/proof/kit/verify-image.ts'] },
    { name: 'images', paths: [`test/held/verdicts/${group}.ts`, 'test/held/verdicts/kit'] },
  ],
  run: (context) => judgeImages(context, context.small ? images.slice(0, 1) : images),
}));

interface Judged {
  readonly image: string;
  readonly static: string;
  readonly running: string;
  readonly accused: VerificationRecord['causes'];
  readonly hints: number;
}

async function judgeImages(context: PartContext, images: readonly HeldOrdinary[]): Promise<PartResult> {
  mkdirSync(context.scratch, { recursive: true });
  const judged: Judged[] = [];
  for (const image of images) {
    const one = await withImages(context, [recipeOfOrdinary(image)], async ([name = '']): Promise<Judged> => {
      const files = await verify(context, ['--static', name]);
      const ran = await verify(context, ['--probes', writeProbes(context, image.run), name]);
      const accused = [...files.causes, ...ran.causes];
      return { image: image.id, static: files.verdict, running: ran.verdict, accused, hints: files.hints.length };
    });
    judged.push(one);
  }
  const accused = judged.filter((one) => one.static === 'broken');
  const works = judged.filter(({ running }) => running.startsWith('works'));
  const rest = judged.filter((one) => !works.includes(one)).map(({ image, running }) => `${image} ${running}`);
  return {
    figures: [count('images', judged.length, 1), count('accused from files alone', accused.length, 1)],
    checks: [
      check(
        'accused from files alone',
        '0',
        [accused.length, ...accused.map(({ image }) => image)].join(' '),
        accused.length === 0,
      ),
      check('told to work by running them', `${judged.length}`, [works.length, ...rest].join(', '), rest.length === 0),
    ],
    details: judged,
  };
}
