import type { Container } from '../engine/contract.ts';
import type { ClockPort } from './ports.ts';

export interface HealthAnswer {
  readonly passes: boolean;
  readonly exitCode: number;
  /** What it said last. */
  readonly output: string;
}

/** As an engine does it where the image says nothing else; the wait between is shorter, since the container is ready already. */
const RETRIES = 3;
const BETWEEN_MS = 1000;
const TIMEOUT_MS = 30_000;

/** Runs a HEALTHCHECK in a container that is ready. @param argv as `healthcheckArgv` gives it @returns undefined of a container that has ended */
export async function askHealthcheck(
  container: Container,
  argv: readonly string[],
  clock: ClockPort,
  signal: AbortSignal,
): Promise<HealthAnswer | undefined> {
  if (!(await container.state()).running) return undefined;
  for (let tries = 1; ; tries++) {
    const { exitCode, stdout, stderr } = await container.exec(argv, TIMEOUT_MS);
    if (exitCode === 0 || tries === RETRIES) return { passes: exitCode === 0, exitCode, output: stdout + stderr };
    await clock.sleep(BETWEEN_MS, signal);
  }
}

/** The words of a HEALTHCHECK as the image's configuration has it. @returns undefined where there is none */
export function healthcheckArgv(test: readonly string[] | undefined): readonly string[] | undefined {
  const [how, ...rest] = test ?? [];
  const [command] = rest;
  if (command === undefined || (how !== 'CMD' && how !== 'CMD-SHELL')) return undefined;
  return how === 'CMD' ? rest : ['/bin/sh', '-c', command];
}
