import { parseDockerfile } from '../../dockerfile/parse-dockerfile.ts';
import type { Instruction } from '../../dockerfile/tree.ts';
import { Problem } from '../../model/problem.ts';
import { fitsStep } from './fit-step.ts';
import type { Step } from './read-steps.ts';

/** No image has that many. */
const MOST_TRIGGERS = 100;

/**
 * How many of the last steps are what the base had its ONBUILDs for: they ran in this build, on its context, though no line of the Dockerfile says
 * them. @param steps those before the first of the Dockerfile's own. Cost: at most `MOST_TRIGGERS` squared comparisons.
 */
export function countTriggers(steps: readonly Step[]): number {
  const waiting = steps.flatMap(({ keyword, command }, at) => (keyword === 'ONBUILD' ? [{ at, command }] : []));
  const triggers = waiting.slice(-MOST_TRIGGERS).map(({ at, command }) => ({ at, instruction: readTrigger(command) }));
  for (let count = triggers.length; count > 0; count--) {
    const first = steps.length - count;
    const last = triggers.slice(-count);
    const isRun = ({ at, instruction }: (typeof last)[number], i: number) =>
      at < first && instruction !== undefined && fitsStep(instruction, steps[first + i]);
    if (last.every(isRun)) return count;
  }
  return 0;
}

function readTrigger(command: string): Instruction | undefined {
  if (command.includes('\n')) return undefined;
  try {
    return parseDockerfile(Buffer.from(`FROM scratch\n${command}\n`)).instructions[1];
  } catch (error) {
    if (error instanceof Problem) return undefined;
    throw error;
  }
}
