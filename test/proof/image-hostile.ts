import { mkdirSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { judgeByProgram } from '../cli/judge-hostile.ts';
import { HOSTILE_CASES } from '../held/hostile/cases.ts';
import { isImage } from '../hostile/held/judge-images.ts';
import { check, count, type Part, type PartContext, type PartResult } from './contract.ts';

/** The hostile inputs that are too large for every run. */
export const imageHostile: Part = {
  id: 'image-hostile',
  proves: 'bombs of up to 1 TiB and millions of entries get the stated answer within the stated time and memory',
  needsEngine: false,
  needsProgram: true,
  inputs: [
    { name: 'rooms', paths: ['src/image', 'src/facts', 'src/cli', 'src/adapters', 'src/model', 'src/report'] },
    { name: 'held', paths: ['test/held/hostile', 'test/held/kit'] },
    { name: 'judge', paths: ['test/proof/image-hostile.ts', 'test/cli/judge-hostile.ts', 'test/hostile/held'] },
  ],
  run: judgeLarge,
};

async function judgeLarge({ root, scratch, small, say }: PartContext): Promise<PartResult> {
  const program = join(root, 'dist/bin/plimsoll.js');
  const large = HOSTILE_CASES.filter((item) => isImage(item) && item.big === true);
  const checks: PartResult['checks'][number][] = [];
  const details: Record<string, unknown> = {};
  for (const item of small ? large.slice(0, 1) : large) {
    const dir = join(scratch, item.id);
    mkdirSync(dir);
    say(`${item.number} ${item.id}: ${item.says}`);
    const { wrong, took } = judgeByProgram(item, program, dir);
    rmSync(dir, { recursive: true, force: true });
    const { cpuSeconds, maxRssBytes, code, err } = took;
    details[item.id] = {
      says: item.says,
      code,
      cpuSeconds,
      maxRssBytes,
      line: err.slice(0, 300),
      wanted: item.ceilings,
    };
    checks.push(
      check(
        `${item.number} ${item.id}`,
        'as stated',
        wrong.length === 0 ? 'as stated' : wrong.join('; '),
        wrong.length === 0,
      ),
    );
  }
  return { figures: [count('large inputs', checks.length, 1)], checks, details };
}
