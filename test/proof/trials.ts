import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { RunRecord } from '../../src/record/run.ts';
import { type Check, check, count, type Part, type PartContext, type PartResult } from './contract.ts';
import { copyProject, optimize, rowsOf, startPlimsoll } from './kit/run-plimsoll.ts';

const APPLICATIONS = ['flask-notes', 'fastapi-orders', 'go-shortener'];
const SIZE_TOLERANCE = 0.01;

export const trials: Part = {
  id: 'trials',
  proves:
    'applications nobody tuned for climb at the first try; names decide nothing; an applied rung leaves nothing to do',
  needsEngine: true,
  needsProgram: true,
  inputs: [
    { name: 'rooms', paths: ['src'] },
    { name: 'applications', paths: ['test/trials', 'examples/go-users'] },
    { name: 'part', paths: ['test/proof/trials.ts', 'test/proof/kit'] },
  ],
  run: runTrials,
};

async function runTrials(context: PartContext): Promise<PartResult> {
  const checks: Check[] = [];
  const details: Record<string, unknown> = {};
  for (const name of context.small ? APPLICATIONS.slice(-1) : APPLICATIONS) {
    const climbed = await climbOnce(context, name);
    checks.push(climbed.check);
    details[name] = climbed.told;
  }
  const renamed = await compareRenamed(context);
  return {
    figures: [count('applications', Object.keys(details).length, 1)],
    checks: [...checks, ...renamed.checks],
    details: { ...details, renamed: renamed.told },
  };
}

/** A run that fails is a result: it is told, not thrown. */
async function climbOnce(context: PartContext, name: string): Promise<{ check: Check; told: unknown }> {
  const dir = copyProject(context, `test/trials/${name}`);
  try {
    const { record } = await optimize(context, dir);
    const kept = record.rungs.filter((r) => r.kept === 'kept').length;
    const failed = record.rungs.filter((r) => r.building !== 'built' || r.verdict?.running === 'broken');
    const got = `${record.rungs.length} rungs, ${kept} kept, ${failed.length} broken or not built, rung ${record.choice?.rung} recommended`;
    const told = { choice: record.choice, setAside: record.setAside, stopped: record.stopped, rows: rowsOf(record) };
    return { check: check(`${name} climbs at the first try`, 'a kept rung', got, kept > 0), told };
  } catch (error) {
    const told = error instanceof Error ? error.message : String(error);
    return { check: check(`${name} climbs at the first try`, 'a kept rung', told, false), told };
  }
}

async function compareRenamed(context: PartContext): Promise<{ checks: readonly Check[]; told: unknown }> {
  const plain = copyProject(context, 'examples/go-users', 'plain');
  const other = copyProject(context, 'examples/go-users', 'people-directory');
  renameProgram(other);
  const [a, b] = [(await optimize(context, plain)).record, (await optimize(context, other)).record];
  const applied = await applyAndClimb(context, plain, a.choice?.rung ?? 0);
  const ladder = (r: RunRecord) => r.rungs.map((x) => `${x.technique ?? 'as found'} ${x.kept}`).join(', ');
  const sizes = a.rungs.map((r, i) => {
    const [x, y] = [r.measures.unpackedBytes?.value ?? 0, b.rungs[i]?.measures.unpackedBytes?.value ?? 0];
    return Math.abs(x - y) / Math.max(x, 1);
  });
  // What had no gain is not in the text that was applied: it is tried again, and must be dropped again.
  const known = applied.tried.every((t) => a.rungs.some((r) => r.technique === t && r.kept === 'no-gain'));
  const same = a.rungs.filter((r, i) => r.imageDigest !== undefined && r.imageDigest === b.rungs[i]?.imageDigest);
  rmSync(join(plain, '.plimsoll'), { recursive: true, force: true });
  return {
    checks: [
      check('renamed copy: ladder', ladder(a), ladder(b), ladder(a) === ladder(b)),
      check(
        'renamed copy: sizes',
        'within 1 %',
        `${Math.max(...sizes)}`,
        sizes.every((s) => s <= SIZE_TOLERANCE),
      ),
      check('renamed copy: images with the same digest', '0', same.length, same.length === 0),
      check('applied copy: rungs kept', '0', applied.kept.length, applied.kept.length === 0),
      check('applied copy: tried again', 'only what had no gain before', applied.tried.join(', ') || 'nothing', known),
    ],
    told: { plain: rowsOf(a), renamed: rowsOf(b), afterApply: applied },
  };
}

/** Module, program and folder get other names, in every file that speaks of them. */
function renameProgram(dir: string): void {
  const change = (file: string, ...pairs: readonly (readonly [RegExp, string])[]) => {
    const path = join(dir, file);
    const before = readFileSync(path, 'utf8');
    const after = pairs.reduce((text, [from, to]) => text.replace(from, to), before);
    if (after === before) throw new Error(`nothing to rename in ${file}`);
    writeFileSync(path, after);
  };
  change('go.mod', [/^module .*$/m, 'module directory.example/people']);
  change('Dockerfile', [/\/app\b/g, '/srv/people'], [/-o main\b/, '-o people'], [/"\.\/main"/, '"./people"']);
}

/** What a second climb tries and keeps where the first one's recommendation was applied. */
async function applyAndClimb(
  context: PartContext,
  dir: string,
  rung: number,
): Promise<{ readonly tried: readonly string[]; readonly kept: readonly string[] }> {
  const done = await startPlimsoll(context, ['apply', '--force', String(rung), dir]).ended;
  if (done.code !== 0) throw new Error(`apply ended with ${done.code}: ${done.stderr.slice(-1000)}`);
  rmSync(join(dir, '.plimsoll'), { recursive: true, force: true });
  const { record } = await optimize(context, dir);
  const techniques = (rungs: RunRecord['rungs']) => rungs.flatMap((r) => r.technique ?? []);
  return { tried: techniques(record.rungs), kept: techniques(record.rungs.filter((r) => r.kept === 'kept')) };
}
