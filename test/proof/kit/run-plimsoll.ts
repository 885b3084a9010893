import { type ChildProcess, spawn } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import * as v from 'valibot';
import { RunRecord } from '../../../src/record/run.ts';
import type { PartContext } from '../contract.ts';

export interface Ended {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
  readonly wallMs: number;
}

export interface Running {
  readonly child: ChildProcess;
  readonly ended: Promise<Ended>;
}

/** The built program, as users start it. Its progress is told as it goes. */
export function startPlimsoll(context: PartContext, argv: readonly string[], env: NodeJS.ProcessEnv = {}): Running {
  const started = performance.now();
  const child = spawn(process.execPath, [join(context.root, 'dist/bin/plimsoll.js'), ...argv], {
    env: { ...context.env, LC_ALL: 'C.UTF-8', PLIMSOLL_PROGRESS: '1', ...env },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let stdout = '';
  let stderr = '';
  child.stdout.on('data', (d: Buffer) => {
    stdout += d;
  });
  child.stderr.on('data', (d: Buffer) => {
    stderr += d;
    for (const line of String(d).trimEnd().split('\n')) context.say(`  ${line}`);
  });
  const ended = new Promise<Ended>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', (code) => resolve({ code, stdout, stderr, wallMs: performance.now() - started }));
  });
  return { child, ended };
}

/** `optimize --format json` to its end. @throws Error with what it said where it did not end well */
export async function optimize(
  context: PartContext,
  dir: string,
  flags: readonly string[] = [],
  env: NodeJS.ProcessEnv = {},
): Promise<{ readonly record: RunRecord; readonly wallMs: number }> {
  const done = await startPlimsoll(context, ['optimize', '--format', 'json', ...flags, dir], env).ended;
  if (done.code !== 0)
    throw new Error(`optimize ${basename(dir)} ended with ${done.code}: ${done.stderr.slice(-2000)}`);
  return { record: v.parse(RunRecord, JSON.parse(done.stdout)), wallMs: done.wallMs };
}

/** A copy of a project without what earlier runs left in it; one that is there from an interrupted part is taken as it is. */
export function copyProject(context: PartContext, from: string, name: string = basename(from)): string {
  const to = join(context.scratch, name);
  if (existsSync(to)) return to;
  mkdirSync(context.scratch, { recursive: true });
  cpSync(join(context.root, from), to, { recursive: true, filter: (path) => !/\/\.plimsoll(\/|$)/.test(path) });
  return to;
}

/** Folder of the only run of a project. */
export function runFolder(dir: string): { readonly id: string; readonly root: string } | undefined {
  const runs = join(dir, '.plimsoll', 'runs');
  const id = existsSync(runs) ? readdirSync(runs)[0] : undefined;
  return id === undefined ? undefined : { id, root: join(runs, id) };
}

export function readText(path: string): string {
  return existsSync(path) ? readFileSync(path, 'utf8') : '';
}

/** What of a ladder is worth keeping in a result. */
export function rowsOf(record: RunRecord): readonly object[] {
  return record.rungs.map((r) => ({
    n: r.n,
    technique: r.technique,
    group: r.group,
    building: r.building,
    running: r.verdict?.running,
    kept: r.kept,
    recommended: r.n === record.choice?.rung,
    measures: r.measures,
    user: r.surface?.user,
    probes: Object.fromEntries((r.verdict?.probes ?? []).map((p) => [p.id, p.outcome])),
    ...(r.cause ? { cause: r.cause } : {}),
  }));
}
