import { describe, expect, it } from 'vitest';
import { expandWord } from './expand-word.ts';
import { parseDockerfile } from './parse-dockerfile.ts';
import { stageEnvironment } from './stage-environment.ts';
import { type BuildInputs, finalStage, readStages } from './stages.ts';

function read(text: string, inputs: BuildInputs = {}) {
  const graph = readStages(parseDockerfile(Buffer.from(text)), inputs);
  return { graph, stage: finalStage(graph) };
}

describe('stageEnvironment', () => {
  it('follows FROM another stage', () => {
    const { graph, stage } = read(
      'ARG P=8000\nFROM python AS a\nARG P\nENV A=1 B="x y" PORT=$P\nWORKDIR /srv\nUSER app\nCMD ["a"]\nFROM a\nWORKDIR sub/../app\nENV C=${A}2 A=3 D=$A\nEXPOSE $PORT\nENTRYPOINT ["e", "f"]\nHEALTHCHECK --interval=1s CMD curl x\nVOLUME /d\nSHELL ["/bin/bash", "-c"]\n',
    );
    const known = stageEnvironment(graph, stage);
    expect(Object.fromEntries([...known.env].map(([k, v]) => [k, v.value]))).toEqual({
      A: '3',
      B: 'x y',
      PORT: '8000',
      C: '12',
      D: '1',
    });
    expect(known.variables.get('P')?.value).toBe('8000');
    expect(known.env.has('P')).toBe(false);
    expect(known.workdir).toEqual({ value: '/srv/app', complete: true });
    expect(known.user?.value).toBe('app');
    expect(known.ports.map((p) => p.value)).toEqual(['8000']);
    expect(known.entrypoint?.words.map((w) => w.text)).toEqual(['e', 'f']);
    expect(known.cmd).toBeUndefined();
    expect(known.healthcheck).toMatchObject({ exec: false });
    expect(known.volumes.map((v) => v.value)).toEqual(['/d']);
    expect(known.shell).toEqual(['/bin/bash', '-c']);
  });

  it('keeps a CMD that its own stage sets before ENTRYPOINT', () => {
    const { graph, stage } = read('FROM a\nCMD ["c"]\nENTRYPOINT ["e"]\n');
    expect(stageEnvironment(graph, stage).cmd?.words.map((w) => w.text)).toEqual(['c']);
  });

  it('says what it cannot know without the base image, and knows it with', () => {
    const { graph, stage } = read('FROM python\nENV PATH=/x:$PATH\nWORKDIR app\n');
    const alone = stageEnvironment(graph, stage);
    expect(alone.env.get('PATH')).toEqual({ value: '/x:', complete: false });
    expect(alone.workdir).toEqual({ value: '/app', complete: false });
    const base = { env: { PATH: '/bin' }, workdir: '/srv' };
    const full = stageEnvironment(graph, stage, { base });
    expect(full.env.get('PATH')).toEqual({ value: '/x:/bin', complete: true });
    expect(full.workdir).toEqual({ value: '/srv/app', complete: true });
  });

  it('knows all of a stage on scratch', () => {
    const { graph, stage } = read('FROM scratch\nENV A=$B\nWORKDIR app\n');
    expect(stageEnvironment(graph, stage).env.get('A')).toEqual({ value: '', complete: true });
    expect(stageEnvironment(graph, stage).workdir).toEqual({ value: '/app', complete: true });
  });

  it('stops before an instruction', () => {
    const { graph, stage } = read('FROM a\nUSER one\nRUN x\nUSER two\n');
    const run = stage.instructions.find((i) => i.keyword === 'RUN');
    expect(stageEnvironment(graph, stage, run === undefined ? {} : { before: run }).user?.value).toBe('one');
    expect(stageEnvironment(graph, stage).user?.value).toBe('two');
  });

  it('takes build arguments over defaults, and only where ARG names them', () => {
    const { graph, stage } = read('FROM a\nARG V=1\nENV X=$V Y=$W\n', { args: { V: '2', W: '3' } });
    const known = stageEnvironment(graph, stage);
    expect(known.env.get('X')).toEqual({ value: '2', complete: true });
    expect(known.env.get('Y')).toEqual({ value: '', complete: false });
  });
});

describe('expandWord', () => {
  const scope = {
    values: new Map([
      ['V', { value: '1.22.3-alpine', complete: true }],
      ['E', { value: '', complete: true }],
    ]),
    closed: true,
    escape: '\\',
  } as const;
  it.each([
    ['$V', '1.22.3-alpine'],
    ['${V%%-*}', '1.22.3'],
    ['${V%.*}', '1.22'],
    ['${V#*.}', '22.3-alpine'],
    ['${V##*.}', '3-alpine'],
    ['${V/./_}', '1_22.3-alpine'],
    ['${V//./_}', '1_22_3-alpine'],
    ['${E:-x}${E-y}${N-z}', 'xz'],
    ['${E:+x}${E+y}${N+z}', 'y'],
    ['"a $E"\'$V\'\\$V', 'a $V$V'],
  ])('%s', (word, value) => {
    expect(expandWord(word, scope)).toMatchObject({ value });
  });
  it.each(['${N:?no}', '${V', '${}', '${V:#x}', '"', '${V^^}'])('refuses %s', (word) => {
    expect(expandWord(word, scope)).toHaveProperty('failure');
  });
});
