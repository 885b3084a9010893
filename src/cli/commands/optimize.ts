import { relative } from 'node:path';
import { digestInput } from '../../ladder/begin-record.ts';
import { type OptimizeWish, optimizeProject } from '../../ladder/optimize-project.ts';
import { planClimb } from '../../ladder/plan-climb.ts';
import { renderPlan } from '../../report/render-plan.ts';
import { TECHNIQUES } from '../../techniques/registry.ts';
import { chooseEngine } from '../choose-engine.ts';
import { composeFiles, composeTrial } from '../compose.ts';
import { type CliContext, widthOf } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { type Asked, makeWish, readAsked } from '../read-wish.ts';
import { renderRecord } from '../render-record.ts';
import { tellProgress } from '../tell-progress.ts';
import type { OptimizeFlags } from './optimize-flags.ts';

/** Builds, measures and verifies one technique after another, and prints the ladder. */
export async function optimize(context: CliContext, flags: OptimizeFlags, dir?: string): Promise<void> {
  const { process } = context;
  const files = composeFiles();
  const asked = await readAsked(context, files, dir, flags);
  const wish = await makeWish(context, asked, flags);
  if (flags.plan) return printPlan(context, asked, wish, flags);
  const world = await composeTrial({
    env: process.env,
    engine: chooseEngine(flags),
    callLog: process.env['PLIMSOLL_ENGINE_LOG'],
    signal: context.signal,
    on: tellProgress(context),
  });
  const { record, folder } = await optimizeProject(world, wish, asked.project);
  await files.write(`${asked.dir}/.plimsoll/latest`, Buffer.from(folder.id));
  process.stdout.write(
    renderRecord(context, record, flags.format, `${relative(context.cwd, folder.root) || '.'}/run.json`),
  );
  process.exitCode = record.stopped?.code === 'stopped-interrupted' ? interruptCode(context) : EXIT.fine;
}

/** Decided from the source: no engine is asked, nothing written. */
async function printPlan(context: CliContext, asked: Asked, wish: OptimizeWish, flags: OptimizeFlags): Promise<void> {
  const { project, config } = asked;
  const techniques = TECHNIQUES.filter((t) => !config.optimize.skip.includes(t.id));
  const input = digestInput(wish, project, await project.digestContext(Date.now()));
  const plan = planClimb(project.found, (f) => project.factsOf(f, true), techniques, input);
  const { stdout } = context.process;
  if (flags.format === 'json') stdout.write(`${JSON.stringify({ schema: 'plimsoll.dev/plan/1', ...plan }, null, 2)}\n`);
  else {
    const options = { language: context.language, width: widthOf(context), dockerfile: asked.dockerfileName };
    stdout.write(renderPlan(plan, options));
  }
}

function interruptCode(context: CliContext): number {
  return context.interruptedBy() === 'SIGTERM' ? EXIT.terminated : EXIT.interrupted;
}
