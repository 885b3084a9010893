import { describe, expect, it } from 'vitest';
import { cpuMs } from '../../../test/kit/cpu-time.ts';
import { explainFailure, type FailedBuild } from './build-failure.ts';

const BASE: FailedBuild = { url: 'unix:///x.sock', dockerfile: '/p/Dockerfile', words: [] };

function explain(words: readonly string[], step?: FailedBuild['step']) {
  return explainFailure({ ...BASE, words, step });
}

const DIAL =
  'failed to do request: Head "https://registry.invalid/v2/nosuch/manifests/1": dial tcp: lookup registry.invalid: no such host';

describe('explainFailure (as recorded from buildx 0.29, Docker 28.5 and the classic builder)', () => {
  it('a command that failed: line, command, exit code, last 20 lines', () => {
    const log = Array.from({ length: 30 }, (_, i) => `line ${i}`);
    const problem = explain(
      [
        'D2:5',
        '--------------------',
        '   4 |     ARG TOKEN',
        '   5 | >>> RUN echo one && \\',
        '   6 | >>>     echo $TOKEN && false',
        '   7 |',
        '--------------------',
        'ERROR: failed to build: failed to solve: process "/bin/sh -c echo one &&     echo $TOKEN && false" did not complete successfully: exit code: 1',
      ],
      {
        name: '[3/3] RUN echo one &&     echo $TOKEN && false',
        error: 'process "x" did not complete successfully: exit code: 1',
        log,
      },
    );
    expect(problem).toMatchObject({
      kind: 'project',
      code: 'build-failed',
      args: { line: 5, command: 'RUN echo one &&     echo $TOKEN && false', exitCode: 1, log: log.slice(-20) },
    });
    expect(problem.args).toMatchObject({ reason: expect.stringMatching(/^failed to solve: process/) });
  });

  it('a Dockerfile that does not parse', () => {
    const problem = explain([
      'D4:1',
      '--------------------',
      '   1 | >>> FRM nosuch:1',
      '--------------------',
      'ERROR: failed to build: failed to solve: dockerfile parse error on line 1: unknown instruction: FRM (did you mean FROM?)',
    ]);
    expect(problem).toMatchObject({ code: 'build-failed', args: { line: 1, command: 'FRM nosuch:1' } });
  });

  it('a base that no registry could be asked for', () => {
    const said = `ERROR: failed to build: failed to solve: nosuch:1: failed to resolve source metadata for registry.invalid/library/nosuch:1: ${DIAL}`;
    const problem = explain(['D3:1', '   1 | >>> FROM nosuch:1', said]);
    expect(problem).toMatchObject({
      kind: 'world',
      code: 'base-not-found',
      args: { reference: 'nosuch:1', why: 'unreachable', line: 1 },
      hint: { code: 'hint-substitute', args: { reference: 'nosuch:1' } },
    });
  });

  it.each([
    [
      'not-found',
      'ERROR: failed to solve: a/b:1: failed to resolve source metadata for registry.invalid/a/b:1: registry.invalid/a/b:1: not found',
      'a/b:1',
    ],
    ['not-found', 'ERROR: failed to solve: nosuch: not found', 'nosuch'],
    [
      'not-found',
      "pull access denied for nosuch, repository does not exist or may require 'docker login': denied",
      'nosuch',
    ],
    ['not-found', 'manifest for nosuch:1 not found: manifest unknown: manifest unknown', 'nosuch:1'],
    [
      'denied',
      'ERROR: failed to solve: h.invalid/a:1: failed to resolve source metadata for h.invalid/a:1: unexpected status 401: unauthorized',
      'h.invalid/a:1',
    ],
    [
      'unreachable',
      `failed to resolve reference "registry.invalid/library/nosuch:1": ${DIAL}`,
      'registry.invalid/library/nosuch:1',
    ],
    [
      'unreachable',
      `ERROR: failed to build: failed to solve: failed to resolve source metadata for plimsoll.invalid/nope:1: ${DIAL}`,
      'plimsoll.invalid/nope:1',
    ],
  ])('a base: %s', (why, said, reference) => {
    expect(explain([said])).toMatchObject({ code: 'base-not-found', args: { why, reference } });
  });

  it('a base that only the classic step names', () => {
    const reason = 'Get "https://h.invalid/v2/": dial tcp: lookup h.invalid: no such host';
    const step = { name: 'FROM --platform=linux/arm64 h.invalid/none:1 AS x', error: reason, line: 3, log: [] };
    expect(explain([reason], step)).toMatchObject({
      code: 'base-not-found',
      args: { reference: 'h.invalid/none:1', line: 3, why: 'unreachable' },
    });
  });

  it('a frontend that cannot be had is not a base', () => {
    const said = `ERROR: failed to build: failed to solve: failed to resolve source metadata for registry.invalid/docker/dockerfile:1: ${DIAL}`;
    expect(explain(['D6:1', said])).toMatchObject({
      code: 'frontend-not-found',
      args: { reference: 'registry.invalid/docker/dockerfile:1', why: 'unreachable' },
    });
  });

  it.each([
    'ERROR: Cannot connect to the Docker daemon at unix:///nonexist. Is the docker daemon running?',
    'error during connect: Get "http://x": EOF',
    'permission denied while trying to connect to the Docker daemon socket at unix:///var/run/docker.sock',
  ])('an engine that is down: %s', (said) => {
    expect(explain([said])).toMatchObject({ kind: 'world', code: 'engine-down', args: { endpoint: 'unix:///x.sock' } });
    expect(explain([said]).hint).toMatchObject({ code: 'hint-doctor' });
  });

  it('spares a build step that talks of a daemon itself', () => {
    const problem = explain(['ERROR: failed to solve: process "x" did not complete successfully: exit code: 1'], {
      name: '[2/2] RUN docker ps',
      error: 'exit code: 1',
      log: ['Cannot connect to the Docker daemon at unix:///var/run/docker.sock'],
    });
    expect(problem.code).toBe('build-failed');
  });

  it('a builder, a context that there is not', () => {
    expect(explain(['ERROR: no builder "nosuch" found'])).toMatchObject({
      kind: 'usage',
      code: 'unknown-builder',
      args: { name: 'nosuch' },
    });
    const said =
      'Failed to initialize: unable to resolve docker endpoint: context "nosuch": context not found: open /x/meta.json: no such file or directory';
    expect(explain([said])).toMatchObject({ code: 'unknown-engine', args: { name: 'nosuch' } });
  });

  it("a disk that is full: the engine's, in a log, and ours", () => {
    const step = { name: '[2/2] RUN dd', error: 'exit code: 1', log: ['dd: error writing x: No space left on device'] };
    expect(
      explain(['ERROR: failed to solve: process "x" did not complete successfully: exit code: 1'], step),
    ).toMatchObject({
      code: 'disk-full',
      args: { where: 'engine' },
    });
    expect(explain(['ERROR: failed to solve: write /var/lib/x: no space left on device'])).toMatchObject({
      args: { where: 'engine' },
    });
    const ingest = 'rpc error: code = Unknown desc = write /p/layout/ingest/046c/data: no space left on device';
    const words = [`ERROR: failed to build: failed to solve: failed to copy: failed to send write: ${ingest}`];
    expect(explainFailure({ ...BASE, words, outputs: ['/p/layout'] })).toMatchObject({
      code: 'disk-full',
      args: { where: 'here' },
      hint: { code: 'hint-free-disk' },
    });
    expect(explainFailure({ ...BASE, words, outputs: ['/other'] })).toMatchObject({ args: { where: 'engine' } });
  });

  it('a Dockerfile or context that cannot be read', () => {
    expect(
      explain([
        'ERROR: failed to build: failed to solve: failed to read dockerfile: open D5: no such file or directory',
      ]),
    ).toMatchObject({
      kind: 'usage',
      code: 'dockerfile-not-read',
    });
    expect(explain(['ERROR: failed to build: unable to prepare context: path "/nonexist" not found'])).toMatchObject({
      code: 'dockerfile-not-read',
    });
  });

  it("a target that there is not is the project's fault", () => {
    expect(
      explain(['ERROR: failed to build: failed to solve: target stage "nosuch" could not be found']),
    ).toMatchObject({
      code: 'build-failed',
      args: { reason: 'failed to solve: target stage "nosuch" could not be found' },
    });
  });

  it("the classic builder's words", () => {
    const problem = explain(
      [
        'DEPRECATED: The legacy builder is deprecated and will be removed in a future release.',
        '            BuildKit is currently disabled; enable it by removing the DOCKER_BUILDKIT=0',
        '            environment-variable.',
        '',
        "The command '/bin/sh -c echo one && false' returned a non-zero code: 1",
      ],
      { name: 'RUN echo one && false', error: '', line: 4, log: ['one'] },
    );
    expect(problem).toMatchObject({
      code: 'build-failed',
      args: { line: 4, exitCode: 1, command: 'RUN echo one && false', log: ['one'] },
    });
  });

  it('says something even where nothing was said', () => {
    expect(explain([])).toMatchObject({ code: 'build-failed', args: { reason: '', command: '', log: [] } });
  });

  it('is quick on hostile words', () => {
    const started = cpuMs();
    for (const word of ['a:', 'solve: a', 'context "', '/', '   1 | >>> '])
      explain([word.repeat(200_000 / word.length)]);
    expect(cpuMs() - started).toBeLessThan(3_000);
  });
});
