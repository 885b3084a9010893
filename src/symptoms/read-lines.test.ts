import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cpuMs } from '../../test/kit/cpu-time.ts';
import { findSymptoms } from './explain-log.ts';
import { readLines } from './read-lines.ts';

const LINE = "ModuleNotFoundError: No module named 'pandas'";
const ids = (log: string) => findSymptoms(log).map((c) => c.symptom);

describe('reading the lines of a log', () => {
  it.each([
    ['BuildKit, plain', `#12 3.456 ${LINE}`],
    ['the failing step once more', `3.456 ${LINE}`],
    ['docker compose', `web-1  | ${LINE}`],
    ['docker compose, with times', `web-1  | 2026-01-02T03:04:05.123456789Z ${LINE}`],
    ['docker logs -t', `2026-01-02T03:04:05.123456789Z ${LINE}`],
    ['a container runtime of Kubernetes', `2026-01-02T03:04:05.123456789+09:00 stderr F ${LINE}`],
    ['kubectl logs --prefix', `[pod/web-5d/web] ${LINE}`],
    ['a workflow', `2026-01-02T03:04:05.1234567Z ##[error]${LINE}`],
    ['colours', `\u001b[31m${LINE}\u001b[0m`],
    ['Windows line ends', `${LINE}\r`],
    ['a progress bar before it', `10%\r20%\r${LINE}`],
    ['the margin of pip', `      \u2502 ${LINE}`],
    ['an exception group', `    | ${LINE}`],
    ['npm', `npm error ${LINE}`],
    ['typographic quotes', LINE.replace(/'(\w+)'/, '\u2018$1\u2019')],
    ['a logger', `2026-01-02 03:04:05,678 [ERROR] ${LINE}`],
  ])('%s', (_, line) => {
    expect(findSymptoms(line)).toMatchObject([
      { symptom: 'python-module-missing', message: { args: { module: 'pandas' } } },
    ]);
  });

  it('tells the cause before what follows from it, and the last of several first', () => {
    expect(ids('sh: 1: vite: not found\nnpm ERR! code ELIFECYCLE\nnpm ERR! errno 127')).toEqual([
      'dev-tool-not-installed',
    ]);
    expect(
      ids(
        'Error: pg_config executable not found.\nerror: subprocess-exited-with-error\nERROR: No matching distribution found for x',
      ),
    ).toEqual(['pg-config-missing', 'no-matching-distribution']);
    expect(
      ids(
        '<--- Last few GCs --->\nFATAL ERROR: Reached heap limit Allocation failed - JavaScript heap out of memory\nweb-1 exited with code 137',
      ),
    ).toEqual(['out-of-memory', 'killed']);
    expect(ids(`${LINE}\nlisten tcp :80: bind: permission denied`)).toEqual([
      'port-not-allowed',
      'python-module-missing',
    ]);
  });

  it('leaves out what was survived', () => {
    expect(ids(`${LINE}\nINFO:     Application startup complete.`)).toEqual([]);
    expect(ids(`web-1  | ${LINE}\ndb-1  | LOG:  database system is ready\ndb-1  | listening on :5432`)).toEqual([
      'python-module-missing',
    ]);
    expect(ids(`Step 3/4 : RUN x\n${LINE}\n ---> 0123456789ab\nSuccessfully built 0123456789ab`)).toEqual([]);
    expect(
      ids(`#7 1.0 ${LINE}\n#7 ERROR: process "/bin/sh -c x" did not complete successfully: exit code: 1\n#8 DONE 0.1s`),
    ).toEqual(['python-module-missing']);
    expect(ids("INFO: Application startup complete.\nPermissionError: [Errno 13] Permission denied: '/app/x'")).toEqual(
      ['permission-denied'],
    );
  });

  it('quotes the line as it was, without colours', () => {
    expect(findSymptoms(`x\n#12 3.4 \u001b[31m${LINE}`)).toMatchObject([{ line: 2, evidence: `#12 3.4 ${LINE}` }]);
  });

  it('takes any text', () => {
    const part = fc.oneof(
      fc.string({ unit: 'binary' }),
      fc.constantFrom('\r', '\n', '\u001b[', '#1 ', ' | ', "'", ': ', 'Error', '/', LINE),
    );
    fc.assert(
      fc.property(fc.array(part, { maxLength: 60 }), (parts) => {
        const log = parts.join('');
        expect(findSymptoms(log).length).toBeLessThanOrEqual(5);
        for (const line of readLines(log)) expect(line.text.length).toBeLessThanOrEqual(2_000);
      }),
    );
  });

  const BAITS = ['/', 'a', '| ', '[', "'", '1', '\u001b[', '\r', 'x: ', '/a.b-', 'Cannot find module ', 'a-', ' '];
  it.each(BAITS)('reads a mebibyte of %j in linear time', (bait) => {
    const time = (bytes: number) => {
      const lines = Array.from({ length: bytes / 1024 }, () => bait.repeat(1_023).slice(0, 1_023));
      const begun = cpuMs();
      findSymptoms(lines.join('\n'));
      return cpuMs() - begun;
    };
    time(1 << 17);
    expect(time(1 << 20)).toBeLessThan(2_500);
  });
});
