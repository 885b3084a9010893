import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createRedactor } from '../../record/redact.ts';
import type { BuildEvent } from '../contract.ts';
import { createProgressReader } from './progress-reader.ts';
import { listStageSteps } from './stage-steps.ts';

const FILE = `# a comment
FROM scratch AS base
COPY busybox /bin/busybox
RUN ["/bin/busybox","--install","-s","/bin"]

FROM base AS Two
ARG TOKEN
COPY a.txt /a.txt
RUN --mount=type=cache,target=/c echo hello && sleep 1 \\
 && echo more >&2
CMD ["true"]
`;

const at = (s: string) => `2026-01-02T03:04:${s}Z`;
const vertex = (digest: string, name: string, more: Record<string, unknown> = {}) =>
  JSON.stringify({ vertexes: [{ digest, name, ...more }] });
const log = (digest: string, text: string) =>
  JSON.stringify({ logs: [{ vertex: digest, stream: 1, data: Buffer.from(text).toString('base64') }] });

function read(lines: readonly string[], secrets: readonly string[] = [], file = FILE) {
  const events: BuildEvent[] = [];
  const reader = createProgressReader(listStageSteps(file), createRedactor(secrets), (e) => events.push(e));
  for (const line of lines) reader.feed(line);
  return { reader, events };
}

describe('createProgressReader', () => {
  it('gives each step its time, also told in pieces, and its line', () => {
    const { reader, events } = read([
      vertex('a', '[two 2/2] RUN --mount=type=cache,target=/c echo hello'),
      vertex('b', '[base 1/2] COPY busybox /bin/busybox', {
        started: at('01.000'),
        completed: at('01.000'),
        cached: true,
      }),
      vertex('a', '[two 2/2] RUN --mount=type=cache,target=/c echo hello', { started: at('02.123887767') }),
      log('a', 'hel'),
      log('a', 'lo\nmore'),
      vertex('a', '[two 2/2] RUN --mount=type=cache,target=/c echo hello', {
        started: at('02.123887767'),
        completed: at('03.264129302'),
      }),
      vertex('c', '[internal] load .dockerignore', { started: at('00.5'), completed: at('00.6') }),
      vertex('c', '[internal] load .dockerignore', { started: at('00.7') }),
      vertex('c', '[internal] load .dockerignore', { started: at('00.7'), completed: at('00.9') }),
    ]);
    expect(reader.steps()).toEqual([
      { name: '[internal] load .dockerignore', cached: false, ms: 400 },
      { name: '[base 1/2] COPY busybox /bin/busybox', cached: true, ms: 0, line: 3 },
      { name: '[two 2/2] RUN --mount=type=cache,target=/c echo hello', cached: false, ms: 1140.242, line: 9 },
    ]);
    expect(events.filter((e) => e.is === 'log')).toEqual([{ is: 'log', line: 'hello' }]);
    expect(events.filter((e) => e.is === 'step').map((e) => e.state)).toEqual([
      'cached',
      'started',
      'done',
      'done',
      'started',
      'done',
    ]);
    expect(reader.failed()).toBeUndefined();
  });

  it('finds the step that failed, not those cut off with it, and its unfinished last line', () => {
    const { reader } = read([
      vertex('x', '[base 2/2] RUN sleep 9', {
        started: at('01'),
        completed: at('02'),
        error: 'context canceled: canceled',
      }),
      vertex('a', '[two 2/2] RUN echo hello', {
        started: at('01'),
        completed: at('02'),
        error: 'process "/bin/sh -c x" did not complete successfully: exit code: 1',
      }),
      log('a', 'one\ntwo'),
      'Dockerfile:9',
      'ERROR: failed to build',
    ]);
    expect(reader.failed()).toMatchObject({ name: '[two 2/2] RUN echo hello', line: 9, log: ['one', 'two'] });
    expect(reader.words()).toEqual(['Dockerfile:9', 'ERROR: failed to build']);
  });

  it('lets no secret through: names, logs, errors, words', () => {
    const { reader, events } = read(
      [
        vertex('a', '[two 2/2] RUN echo hunter22', {
          started: at('01'),
          completed: at('02'),
          error: 'hunter22 failed',
        }),
        log('a', 'it is hun'),
        log('a', 'ter22\n'),
        log('a', 'rest hunter22'),
        'ERROR: hunter22',
      ],
      ['hunter22'],
    );
    expect(JSON.stringify([events, reader.failed(), reader.steps(), reader.words()])).not.toContain('hunter22');
  });

  it('shows what a terminal would: no colours, no overwritten progress, nothing that moves a cursor', () => {
    const { events } = read([log('a', '10%\r20%\r\u001b[32mdone\u001b[0m\r\n\u001b]0;title\u0007x\u202ey\u009b2J\n')]);
    expect(events).toEqual([
      { is: 'log', line: 'done' },
      { is: 'log', line: 'xy2J' },
    ]);
  });

  it('survives any line', () => {
    fc.assert(
      fc.property(
        fc.array(
          fc.oneof(
            fc.string(),
            fc.json(),
            fc.json().map((j) => `{"vertexes":[${j}],"logs":[${j}]}`),
          ),
        ),
        (lines) => {
          const { reader } = read(lines);
          reader.steps();
          reader.failed();
        },
      ),
    );
  });

  it('keeps the tail of an endless log', () => {
    const { reader } = read([
      ...Array.from({ length: 500 }, (_, i) => log('a', `line ${i}\n`)),
      vertex('a', '[two 2/2] RUN x', { started: at('01'), completed: at('02'), error: 'exit code: 1' }),
    ]);
    expect(reader.failed()?.log).toHaveLength(200);
    expect(reader.failed()?.log.at(-1)).toBe('line 499');
  });
});
