import { describe, expect, it } from 'vitest';
import { listInstructionLines, listStageSteps, mapStepLines } from './stage-steps.ts';

function lines(file: string, names: readonly string[]) {
  return names.map(mapStepLines(listStageSteps(file), names));
}

const ONE = 'ARG V=1\nFROM python:$V\nENV A=b\nWORKDIR /x\nCOPY . .\nRUN a \\\n  b\nONBUILD RUN c\nCMD x\n';

describe('mapStepLines', () => {
  it('counts FROM where the base comes from outside', () => {
    expect(lines(ONE, ['[1/4] FROM python:1', '[2/4] WORKDIR /x', '[3/4] COPY . .', '[4/4] RUN a   b'])).toEqual([
      2, 4, 5, 6,
    ]);
  });

  it('counts it in the total alone where a named context stands for it', () => {
    expect(lines(ONE, ['[context python:1] x', '[1/4] WORKDIR /x', '[2/4] COPY . .', '[3/4] RUN a   b'])).toEqual([
      undefined,
      4,
      5,
      6,
    ]);
  });

  it('knows unnamed and named stages, platforms, and padded numbers', () => {
    const file = `FROM a\nRUN x\nFROM scratch AS Final\n${'RUN y\n'.repeat(10)}`;
    const names = [
      '[stage-0 1/2] FROM a',
      '[linux/arm64 stage-0 2/2] RUN x',
      '[final  1/10] RUN y',
      '[final 10/10] RUN y',
    ];
    expect(lines(file, names)).toEqual([1, 2, 4, 13]);
  });

  it('tells no line where the numbers or words do not fit: triggers of the base, other files', () => {
    expect(lines(ONE, ['[1/6] FROM python:1', '[2/6] RUN trigger', '[3/6] RUN trigger'])).toEqual([
      undefined,
      undefined,
      undefined,
    ]);
    expect(lines(ONE, ['[1/4] FROM python:1', '[2/4] RUN a'])).toEqual([2, undefined]);
    expect(lines(ONE, ['[other 1/4] RUN a', '[internal] load x', '[9/4] RUN a', 'RUN a'])).toEqual([
      undefined,
      undefined,
      undefined,
      undefined,
    ]);
    expect(lines('', ['[1/1] RUN a'])).toEqual([undefined]);
  });

  it('knows heredocs and another escape character', () => {
    const file = '# escape=`\nFROM a\nRUN x `\n  y\nCOPY <<E /f\nRUN not a step\nE\nRUN z\n';
    expect(lines(file, ['[1/4] FROM a', '[2/4] RUN x   y', '[3/4] COPY <<E /f', '[4/4] RUN z'])).toEqual([2, 3, 5, 8]);
  });

  it('counts every instruction for the classic builder', () => {
    expect(listInstructionLines(ONE)).toEqual([1, 2, 3, 4, 5, 6, 8, 9]);
  });
});
