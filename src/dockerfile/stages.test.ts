import { describe, expect, it } from 'vitest';
import { Problem } from '../model/problem.ts';
import { parseDockerfile } from './parse-dockerfile.ts';
import {
  type BuildInputs,
  finalStage,
  reachableStages,
  readStages,
  requireBases,
  type StageGraph,
  stageOf,
} from './stages.ts';

const read = (text: string, inputs: BuildInputs = {}): StageGraph =>
  readStages(parseDockerfile(Buffer.from(text)), inputs);

function codeOf(run: () => unknown): string {
  try {
    run();
  } catch (error) {
    if (error instanceof Problem) return `${error.code} ${JSON.stringify(error.args)}`;
    throw error;
  }
  return 'fine';
}

const MANY = `ARG V=3.20
ARG BASE=alpine:\${V:-edge}
FROM --platform=$BUILDPLATFORM $BASE AS Build
RUN x
FROM scratch AS unused
FROM build AS test
COPY --from=2 /a /b
FROM \${LAST:-nginx}
COPY --from=BUILD /a /b
COPY --from=busybox:1 /bin /bin
RUN --mount=type=bind,from=test,target=/t --mount=type=cache,target=/c ls
`;

describe('readStages', () => {
  it('resolves bases in the global scope', () => {
    const graph = read(MANY);
    expect(graph.stages.map((s) => [s.name, s.baseReference, s.base, s.platform])).toEqual([
      ['build', 'alpine:3.20', { is: 'image', reference: 'alpine:3.20' }, 'linux/amd64'],
      ['unused', 'scratch', { is: 'scratch' }, undefined],
      ['test', 'build', { is: 'stage', index: 0 }, undefined],
      [undefined, 'nginx', { is: 'image', reference: 'nginx' }, undefined],
    ]);
  });

  it('takes build arguments and platforms given', () => {
    const graph = read(`${MANY}FROM x-$TARGETOS-$TARGETARCH-$TARGETVARIANT\n`, {
      args: { V: '9', BASE: 'debian', LAST: 'ignored: not declared' },
      targetPlatform: 'linux/arm/v7',
      buildPlatform: 'linux/arm64',
    });
    expect(graph.stages.map((s) => s.baseReference)).toEqual(['debian', 'scratch', 'build', 'nginx', 'x-linux-arm-v7']);
    expect(graph.stages[0]?.platform).toBe('linux/arm64');
  });

  it('has an edge for FROM, COPY --from and RUN --mount from', () => {
    const edges = read(MANY).stages.map((s) =>
      s.edges.map((e) => [e.kind, 'index' in e.source ? e.source.index : e.source.is]),
    );
    expect(edges).toEqual([
      [['from', 'image']],
      [['from', 'scratch']],
      [
        ['from', 0],
        ['copy', 2],
      ],
      [
        ['from', 'image'],
        ['copy', 0],
        ['copy', 'image'],
        ['mount', 2],
      ],
    ]);
  });

  it('reaches what the target needs, and nothing else', () => {
    const graph = read(MANY);
    expect(reachableStages(graph).map((s) => s.index)).toEqual([0, 2, 3]);
    expect(reachableStages(graph, finalStage(graph, 'BUILD')).map((s) => s.index)).toEqual([0]);
    expect(finalStage(graph).index).toBe(3);
    expect(codeOf(() => finalStage(graph, 'nope'))).toBe(
      'dockerfile-unknown-target {"target":"nope","known":["build","unused","test"]}',
    );
  });

  it('tells which stage an instruction belongs to', () => {
    const graph = read(MANY);
    expect(graph.tree.instructions.map((i) => stageOf(graph, i)?.index)).toEqual([
      undefined,
      undefined,
      0,
      0,
      1,
      2,
      2,
      3,
      3,
      3,
      3,
    ]);
  });

  it('reads a file whose base needs an argument not given, and says so when a build needs it', () => {
    const graph = read('ARG A\nFROM $A AS a\nFROM x:${A:?missing} AS b\nFROM alpine AS c\n');
    expect(codeOf(() => requireBases(graph, finalStage(graph, 'a')))).toContain('"reason":"blank"');
    expect(codeOf(() => requireBases(graph, finalStage(graph, 'b')))).toContain('"reason":"A: missing"');
    expect(codeOf(() => requireBases(graph, finalStage(graph, 'c')))).toBe('fine');
  });

  it('refuses a stage number that is not there, and a variable in --from', () => {
    expect(codeOf(() => read('FROM a\nCOPY --from=1 a b\n'))).toBe(
      'dockerfile-unknown-stage-index {"line":2,"index":1}',
    );
    expect(codeOf(() => read('FROM a\nCOPY --from=$X a b\n'))).toContain('dockerfile-bad-expansion');
  });

  it('ends on stages that need each other', () => {
    const graph = read('FROM a AS x\nCOPY --from=y a b\nFROM a AS y\nCOPY --from=x a b\n');
    expect(reachableStages(graph).map((s) => s.index)).toEqual([0, 1]);
  });
});
