import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { composeFiles, composeTrial } from '../../src/cli/compose.ts';
import type { CliContext } from '../../src/cli/context.ts';
import { makeWish, readAsked } from '../../src/cli/read-wish.ts';
import { optimizeProject } from '../../src/ladder/optimize-project.ts';
import { createLanguage } from '../../src/language/create-language.ts';
import { bytesToText } from '../../src/model/bytes.ts';
import { renderProgress } from '../../src/report/render-progress.ts';
import type { Technique } from '../../src/techniques/contract.ts';
import { type Check, check, count, type Part, type PartContext, type PartResult } from './contract.ts';
import { copyProject, rowsOf } from './kit/run-plimsoll.ts';

/** Each with the code of what it has to be found by. */
const FAULTS: readonly (readonly [fault: string, cause: string])[] = [
  ['drops-pandas', 'log-python-module-missing'],
  ['empty-answer', 'body-empty'],
  ['dies-late', 'died'],
];

export const planted: Part = {
  id: 'planted',
  proves: 'rungs that are smaller and wrong are found broken, with their cause',
  needsEngine: true,
  needsProgram: true,
  inputs: [
    { name: 'rooms', paths: ['src'] },
    { name: 'faults', paths: ['test/planted'] },
    { name: 'part', paths: ['test/proof/planted.ts', 'test/proof/kit'] },
  ],
  run: runPlanted,
};

async function runPlanted(context: PartContext): Promise<PartResult> {
  const checks: Check[] = [];
  const details: Record<string, unknown> = {};
  for (const [fault, wanted] of context.small ? FAULTS.slice(1, 2) : FAULTS) {
    const record = await climbWithFault(context, fault);
    const [baseline, rung] = record.rungs;
    const cause = rung?.verdict?.causes[0] ?? rung?.cause;
    const told =
      cause === undefined
        ? 'none'
        : `${cause.message.code} ${JSON.stringify(cause.message.args)} ${cause.evidence ?? ''}`;
    // A question that is red as found is set aside and decides nothing.
    const works = ['works', 'works-as-before'].includes(baseline?.verdict?.running ?? '');
    checks.push(
      check(`${fault}: as found`, 'works', baseline?.verdict?.running ?? 'not built', works),
      check(`${fault}: planted`, 'broken', rung?.verdict?.running ?? 'no rung', rung?.verdict?.running === 'broken'),
      check(`${fault}: cause`, wanted, told, cause?.message.code === wanted),
      check(`${fault}: recommended`, '0', record.choice?.rung ?? 'none', record.choice?.rung === 0),
    );
    details[fault] = { setAside: record.setAside, rows: rowsOf(record) };
  }
  return { figures: [count('faults', Object.keys(details).length, 1)], checks, details };
}

async function climbWithFault(context: PartContext, fault: string) {
  const dir = copyProject(context, `test/planted/${fault}/app`, fault);
  const cli = asCli(context);
  const files = composeFiles();
  const flags = { strict: false, plan: false, format: 'json', runs: 1 } as const;
  const asked = await readAsked(cli, files, dir, {});
  const world = await composeTrial({
    env: context.env,
    engine: {},
    callLog: undefined,
    signal: cli.signal,
    on: (event) => context.say(`  ${renderProgress(event, cli.language)}`),
  });
  const text = readFileSync(join(context.root, 'test/planted', fault, 'Dockerfile.planted'));
  const done = await optimizeProject(world, await makeWish(cli, asked, flags), asked.project, [replacing(text)]);
  return done.record;
}

/** One technique whose edit is another Dockerfile altogether. */
function replacing(by: Uint8Array): Technique {
  const text = bytesToText(by);
  return {
    id: 'runtime-stage-split',
    group: 'trunk',
    after: [],
    serves: [],
    applies: () => ({ is: 'yes' }),
    edit: ({ tree }) => ({ dockerfile: [{ range: { start: 0, end: tree.text.length }, text }] }),
  };
}

function asCli({ root, env }: PartContext): CliContext {
  const out = { write: () => {} };
  return {
    process: { stdout: out, stderr: out, env, exitCode: 0 },
    cwd: root,
    language: createLanguage('en'),
    version: '0.0.0-proof',
    signal: new AbortController().signal,
    interruptedBy: () => undefined,
    fail: (error) => {
      throw error;
    },
  };
}
