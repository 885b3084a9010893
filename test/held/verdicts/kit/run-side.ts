import { setTimeout as wait } from 'node:timers/promises';
import type { HeldRun } from '../contract.ts';
import { docker } from './docker.ts';

/** What a container did when it was asked. */
export interface Seen {
  readonly is: 'works' | 'fails';
  /** The first thing that was not as wished, and the end of the container's log. */
  readonly log: string;
}

const READY_MS = 60_000;
const HEALTH_MS = 120_000;
const PROGRAM_MS = 120_000;
const POLL_MS = 250;

/** Runs one image as the pair says, and removes the container. */
export async function runSide(image: string, run: HeldRun): Promise<Seen> {
  if (run.asks.is === 'program') return runProgram(image, run, run.asks);
  if (run.asks.is === 'service') return runService(image, run, run.asks);
  return runServer(image, run, run.asks);
}

function optionsOf({ env = {}, user, readOnly, memoryBytes }: HeldRun): string[] {
  return [
    ...Object.entries(env).flatMap(([name, value]) => ['--env', `${name}=${value}`]),
    ...(user === undefined ? [] : ['--user', user]),
    ...(readOnly === true ? ['--read-only'] : []),
    ...(memoryBytes === undefined ? [] : ['--memory', String(memoryBytes), '--memory-swap', String(memoryBytes)]),
  ];
}

type Program = Extract<HeldRun['asks'], { is: 'program' }>;
type Server = Extract<HeldRun['asks'], { is: 'server' }>;
type Service = Extract<HeldRun['asks'], { is: 'service' }>;

function runProgram(image: string, run: HeldRun, { exitCode, prints }: Program): Seen {
  const ran = docker(['run', '--rm', ...optionsOf(run), image, ...(run.command ?? [])], PROGRAM_MS);
  const isRight = ran.code === exitCode && (prints === undefined || ran.text.includes(prints));
  return { is: isRight ? 'works' : 'fails', log: `exit ${ran.code}\n${ran.text.slice(-3000)}` };
}

async function runServer(image: string, run: HeldRun, asks: Server): Promise<Seen> {
  const publish = ['--publish', `127.0.0.1::${asks.port}`];
  return runDetached([...publish, ...optionsOf(run), image, ...(run.command ?? [])], (id) => askServer(id, asks));
}

async function runService(image: string, run: HeldRun, asks: Service): Promise<Seen> {
  return runDetached([...optionsOf(run), image, ...(run.command ?? [])], (id) => askService(id, asks));
}

async function runDetached(args: readonly string[], ask: (id: string) => Promise<string | undefined>): Promise<Seen> {
  const started = docker(['run', '--detach', ...args]);
  const id = started.text.trim().split('\n')[0] ?? '';
  try {
    if (started.code !== 0) return { is: 'fails', log: started.text.slice(-3000) };
    const fault = await ask(id);
    return { is: fault === undefined ? 'works' : 'fails', log: `${fault ?? ''}\n${logOf(id)}`.trim() };
  } finally {
    if (/^[0-9a-f]{12,}$/.test(id)) docker(['rm', '--force', '--volumes', id]);
  }
}

function logOf(id: string): string {
  return docker(['logs', '--tail', '60', id]).text.slice(-3000);
}

/** @returns the first thing that is not as wished */
async function askServer(id: string, asks: Server): Promise<string | undefined> {
  const port = docker(['port', id, String(asks.port)]).text.match(/127\.0\.0\.1:(\d+)/)?.[1] ?? '';
  const silence = await waitReady(id, port);
  if (silence !== undefined) return silence;
  for (const { path, method = 'GET', body, status, contains } of asks.requests) {
    const headers = body === undefined ? undefined : { 'content-type': 'application/json' };
    const init = { method, body: body ?? null, ...(headers && { headers }), signal: AbortSignal.timeout(30_000) };
    const got = await fetch(`http://127.0.0.1:${port}${path}`, init).then(
      async (answer) => ({ status: answer.status, text: await answer.text() }),
      (error: unknown) => ({ status: 0, text: String(error) }),
    );
    if (got.status !== status) return `${method} ${path}: ${got.status}, wanted ${status}: ${got.text.slice(0, 300)}`;
    if (contains !== undefined && !got.text.includes(contains)) return `${method} ${path}: ${got.text.slice(0, 300)}`;
  }
  return (await askHealth(id, asks)) ?? stop(id, asks);
}

/** @returns the first thing that is not as wished */
async function askService(id: string, asks: Service): Promise<string | undefined> {
  const deadline = Date.now() + READY_MS;
  while (!logOf(id).includes(asks.logs ?? '')) {
    if (endOf(id) !== undefined || Date.now() > deadline) return endOf(id) ?? `it never said ${asks.logs}`;
    await wait(POLL_MS);
  }
  return endOf(id) ?? (await askHealth(id, asks)) ?? endOf(id) ?? stop(id, asks);
}

/** @returns how it ended, if it did */
function endOf(id: string): string | undefined {
  const state = docker(['inspect', '--format', '{{.State.Running}} {{.State.ExitCode}}', id]).text;
  const [isRunning, code] = state.split(' ');
  return isRunning === 'true' ? undefined : `it ended with ${code?.trim()}`;
}

/** @returns why it gives no answer */
async function waitReady(id: string, port: string): Promise<string | undefined> {
  const deadline = Date.now() + READY_MS;
  while (Date.now() < deadline) {
    const end = endOf(id);
    if (end !== undefined) return end;
    if (port !== '' && (await answers(`http://127.0.0.1:${port}/`))) return undefined;
    await wait(POLL_MS);
  }
  return `no answer within ${READY_MS} ms`;
}

async function answers(url: string): Promise<boolean> {
  return fetch(url, { signal: AbortSignal.timeout(5000) }).then(
    () => true,
    () => false,
  );
}

async function askHealth(id: string, { health }: Server | Service): Promise<string | undefined> {
  const deadline = Date.now() + HEALTH_MS;
  while (health !== undefined) {
    const state = docker([
      'inspect',
      '--format',
      '{{if .State.Health}}{{.State.Health.Status}}{{end}}',
      id,
    ]).text.trim();
    if (state === health) return undefined;
    if (state === 'unhealthy' || state === '' || Date.now() > deadline) return `its health is ${state || 'not told'}`;
    await wait(POLL_MS);
  }
  return undefined;
}

function stop(id: string, { stopsWithinSeconds }: Server | Service): string | undefined {
  if (stopsWithinSeconds === undefined) return undefined;
  docker(['stop', '--time', String(stopsWithinSeconds), id]);
  const code = docker(['inspect', '--format', '{{.State.ExitCode}}', id]).text.trim();
  return code === '137' ? `it had to be killed after ${stopsWithinSeconds} s` : undefined;
}
