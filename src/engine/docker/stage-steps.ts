import { parseDockerfile } from '../../dockerfile/parse-dockerfile.ts';
import type { Instruction } from '../../dockerfile/tree.ts';
import { textToBytes, wordsToText } from '../../model/bytes.ts';
import { Problem } from '../../model/problem.ts';

export interface StageStep {
  readonly keyword: string;
  readonly line: number;
}

/** Lines of one stage's instructions that become steps of a build, in order. */
export interface StageSteps {
  /** Lower case, as the builder writes it; `stage-2` where it has none. */
  readonly name: string;
  readonly fromLine: number;
  /** RUN, COPY, ADD and WORKDIR with their 1-based lines. */
  readonly steps: readonly StageStep[];
}

const STEPS = new Set(['RUN', 'COPY', 'ADD', 'WORKDIR']);

/** @param text a Dockerfile; what cannot be read gives no stage, never an error */
export function listStageSteps(text: string): readonly StageSteps[] {
  const stages: { name: string; fromLine: number; steps: StageStep[] }[] = [];
  for (const { keyword, startLine, words } of readInstructions(text)) {
    if (keyword === 'FROM') {
      const name = words[2]?.text.toLowerCase() ?? `stage-${stages.length}`;
      stages.push({ name, fromLine: startLine, steps: [] });
    } else if (STEPS.has(keyword)) {
      stages.at(-1)?.steps.push({ keyword, line: startLine });
    }
  }
  return stages;
}

/** 1-based line of every instruction, in order: the classic builder counts them all. */
export function listInstructionLines(text: string): readonly number[] {
  return readInstructions(text).map((i) => i.startLine);
}

function readInstructions(text: string): readonly Instruction[] {
  try {
    return parseDockerfile(textToBytes(wordsToText(text))).instructions;
  } catch (error) {
    if (error instanceof Problem) return [];
    throw error;
  }
}

const STEP_NAME = /^\[(?:[a-z0-9]+\/[a-z0-9/.]+ )?(?:(\S+) )?\s{0,6}(\d{1,5})\/(\d{1,5})\] ([A-Za-z]{1,20})\b/;

interface StepName {
  /** Undefined where the file has one stage only. */
  readonly stage: string | undefined;
  readonly index: number;
  readonly total: number;
  readonly keyword: string;
}

function parseStepName(name: string): StepName | undefined {
  const m = STEP_NAME.exec(name);
  return m === null
    ? undefined
    : { stage: m[1], index: Number(m[2]), total: Number(m[3]), keyword: (m[4] ?? '').toUpperCase() };
}

/**
 * A way from a step as the builder calls it (`[stage 3/5] RUN …`) to its line. The builder counts FROM in the total where the base comes from
 * outside, gives it a number only where no named context stands for it, and counts the base's ONBUILD triggers too: where the numbers or the
 * keyword do not fit the file, no line is told rather than a wrong one.
 * @param names of all steps of the build
 */
export function mapStepLines(
  stages: readonly StageSteps[],
  names: readonly string[],
): (name: string) => number | undefined {
  const shownBases = new Set(
    names
      .map(parseStepName)
      .filter((n) => n?.keyword === 'FROM')
      .map((n) => n?.stage),
  );
  return (name) => {
    const step = parseStepName(name);
    return step === undefined ? undefined : findLine(step, stages, shownBases.has(step.stage));
  };
}

function findLine(step: StepName, stages: readonly StageSteps[], baseShown: boolean): number | undefined {
  const only = stages.length === 1 ? stages[0] : undefined;
  const stage = step.stage === undefined ? only : stages.find((s) => s.name === step.stage);
  if (stage === undefined) return undefined;
  const extra = step.total - stage.steps.length;
  if (extra !== 0 && extra !== 1) return undefined;
  if (step.keyword === 'FROM') return extra === 1 && step.index === 1 ? stage.fromLine : undefined;
  const found = stage.steps[step.index - (baseShown ? 2 : 1)];
  return found?.keyword === step.keyword ? found.line : undefined;
}
