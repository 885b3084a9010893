import type { Rung, RunRecord } from '../../src/record/run.ts';
import {
  atLeast,
  atMost,
  type Check,
  check,
  type Figure,
  type Part,
  type PartContext,
  type PartResult,
} from './contract.ts';
import { copyProject, optimize, rowsOf, startPlimsoll } from './kit/run-plimsoll.ts';

/**
 * Most that an edit's rebuild may take of the baseline's on the recommended rung, and how often each is read. An edit of Go
 * always compiles and links its own package, so that no order of steps brings it to a twentieth.
 */
const EXAMPLES: Readonly<Record<string, { readonly editRatio: number; readonly runs: number }>> = {
  'go-users': { editRatio: 0.25, runs: 3 },
  'fastapi-ml': { editRatio: 1.1, runs: 3 },
  'fastapi-ml-badly-ordered': { editRatio: 0.05, runs: 3 },
  'go-users-badly-ordered': { editRatio: 0.25, runs: 1 },
};

export const ladders: Part = {
  id: 'ladders',
  proves: 'the examples’ ladders: sizes, rebuild times, verdicts',
  needsEngine: true,
  needsProgram: true,
  inputs: [
    { name: 'rooms', paths: ['src'] },
    { name: 'examples', paths: Object.keys(EXAMPLES).map((e) => `examples/${e}`) },
    { name: 'part', paths: ['test/proof/ladders.ts', 'test/proof/kit'] },
  ],
  run: runLadders,
};

async function runLadders(context: PartContext): Promise<PartResult> {
  const names = context.small ? ['go-users'] : Object.keys(EXAMPLES);
  const figures: Figure[] = [];
  const checks: Check[] = [];
  const details: Record<string, unknown> = {};
  for (const name of names) {
    const dir = copyProject(context, `examples/${name}`);
    const runs = context.small ? 1 : (EXAMPLES[name]?.runs ?? 1);
    const { record } = await optimize(context, dir, ['--runs', String(runs), '--choose', 'balanced']);
    figures.push(...record.rungs.flatMap((r) => figuresOf(name, r)));
    checks.push(...checksOf(name, record, runs));
    details[name] = {
      engine: record.engine,
      substitutions: record.substitutions,
      choice: record.choice,
      rows: rowsOf(record),
    };
  }
  if (!context.small) checks.push(await strictStops(context));
  return { figures, checks, details };
}

function figuresOf(example: string, rung: Rung): readonly Figure[] {
  const wanted = ['unpackedBytes', 'transferBytes', 'coldBuildMs', 'editRebuildMs', 'firstAnswerMs'] as const;
  return wanted.flatMap((name) => {
    const m = rung.measures[name];
    if (m === undefined || m.basis === 'estimated') return [];
    const { value, unit, basis, n = 1, min, max } = m;
    return [
      { name: `${example} rung ${rung.n} (${rung.technique ?? 'as found'}) ${name}`, value, unit, basis, n, min, max },
    ];
  });
}

function checksOf(example: string, record: RunRecord, runs: number): readonly Check[] {
  const chosen = record.rungs.find((r) => r.n === record.choice?.rung);
  const edit =
    (chosen?.measures.editRebuildMs?.value ?? Number.NaN) / (record.rungs[0]?.measures.editRebuildMs?.value ?? 1);
  const read = [chosen, record.rungs[0]].map((r) => r?.measures.editRebuildMs?.n ?? 1);
  const works = ['works', 'works-as-before'].includes(chosen?.verdict?.running ?? '');
  return [
    check(`${example}: the recommended rung`, 'works', chosen?.verdict?.running ?? 'none', works),
    atMost(`${example}: edit rebuild against the baseline's`, edit, EXAMPLES[example]?.editRatio ?? 0),
    atLeast(`${example}: readings of either edit rebuild`, Math.min(...read), runs),
    ...(example === 'go-users' ? goChecks(chosen) : []),
    ...(example === 'fastapi-ml' ? pythonChecks(record, chosen) : []),
  ];
}

function goChecks(chosen: Rung | undefined): readonly Check[] {
  return [
    atMost('go-users: MB unpacked', (chosen?.measures.unpackedBytes?.value ?? Number.NaN) / 1e6, 11, ' MB'),
    check('go-users: user', 'not root', chosen?.surface?.user ?? '', chosen?.surface?.root === false),
  ];
}

/** Its own fault, told and set aside: the answer holds a number that no JSON writer knows. */
function pythonChecks(record: RunRecord, chosen: Rung | undefined): readonly Check[] {
  const aside = record.setAside.find((s) => s.id === 'health');
  const place = aside?.cause.place;
  const outcomes = new Map((chosen?.verdict?.probes ?? []).map((p) => [p.id, p.outcome]));
  const answered = ['root', 'openapi', 'predict'].map((id) => `${id}: ${outcomes.get(id) ?? 'not asked'}`);
  const rows = record.rungs.filter((r) => r.verdict?.running === 'works' || r.verdict?.running === 'works-as-before');
  const asBefore = rows.filter((r) => r.verdict?.probes.some((p) => p.id === 'health' && p.outcome === 'as-before'));
  return [
    atLeast('fastapi-ml: rungs', record.rungs.length, 5),
    check(
      'fastapi-ml: answers of the recommended rung',
      'pass',
      answered.join(', '),
      answered.every((a) => a.endsWith('pass')),
    ),
    check(
      'fastapi-ml: /health is set aside with its place',
      'main.py and a line',
      `${place?.file}:${place?.line}`,
      place?.file === 'main.py' && place.line !== undefined,
    ),
    check(
      'fastapi-ml: rows that say /health is as before',
      'all that work',
      `${asBefore.length} of ${rows.length}`,
      asBefore.length === rows.length,
    ),
  ];
}

/** Any failure of the project's ends with 1: only the code in its last line says that it was this one. */
async function strictStops(context: PartContext): Promise<Check> {
  const dir = copyProject(context, 'examples/fastapi-ml', 'strict');
  const done = await startPlimsoll(context, ['optimize', '--strict', dir]).ended;
  const last = done.stderr.trimEnd().split('\n').at(-1) ?? '';
  const isTold = done.code === 1 && last.startsWith('plimsoll: baseline-partly-red: ');
  return check('fastapi-ml: --strict', 'stops with 1 for baseline-partly-red', `${done.code}: ${last}`, isTold);
}
