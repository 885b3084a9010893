import { afterAll, beforeAll } from 'vitest';
import type { BuildEvent, BuildRequest, Container, Engine, RunOptions } from '../../src/engine/contract.ts';
import { createDockerEngine } from '../../src/engine/docker/docker-engine.ts';
import { Problem } from '../../src/model/problem.ts';
import { BUSYBOX_BASE, LABELS, openWorkshop, portsFor, REPOSITORY, type Workshop } from './docker-kit.ts';

/** Makes a command new to the build cache of an engine that has seen earlier runs of these tests. */
export const NEW = `: ${process.pid}-${Date.now()};`;
export const never = new AbortController().signal;
export const SERVER = `${BUSYBOX_BASE}RUN echo hello > /index.html\nCMD ["sh","-c","echo up >&2; exec httpd -f -p 8080 -h /"]\n`;

export let engine: Engine;
export let shop: Workshop;

/** One engine and one workshop for the tests of a file; what they made is swept afterwards. */
export function useEngine(): void {
  beforeAll(async () => {
    engine = await createDockerEngine(portsFor());
    shop = openWorkshop();
  });
  afterAll(async () => {
    await engine.runner.sweep(LABELS, REPOSITORY);
    shop.close();
  });
}

export async function build(
  request: BuildRequest,
): Promise<{ built: Awaited<ReturnType<Engine['builder']['build']>>; events: BuildEvent[] }> {
  const events: BuildEvent[] = [];
  const built = await engine.builder.build(request, (e) => events.push(e), never);
  return { built, events };
}

export async function problemOf(work: Promise<unknown>): Promise<Problem> {
  const error = await work.then(
    () => undefined,
    (e: unknown) => e,
  );
  if (error instanceof Problem) return error;
  throw new Error(`no Problem but ${String(error)}`);
}

export async function start(image: string, more: Partial<RunOptions> = {}): Promise<Container> {
  return engine.runner.start({ image, env: {}, mounts: [], ports: [], labels: LABELS, ...more }, never);
}

/** Asks again until there is an answer; a loaded machine gets its time. */
export async function until<T>(ask: () => Promise<T | undefined>, withinMs = 20_000): Promise<T> {
  const end = performance.now() + withinMs;
  for (;;) {
    const answer = await ask().catch(() => undefined);
    if (answer !== undefined) return answer;
    if (performance.now() > end) throw new Error('it did not happen in time');
    await new Promise((r) => setTimeout(r, 50));
  }
}
