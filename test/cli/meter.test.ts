import { execFileSync } from 'node:child_process';
import { chmodSync, mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { meter } from '../kit/meter.ts';
import { writeFiles } from '../kit/write-files.ts';

let dir: string;

beforeAll(() => {
  dir = mkdtempSync(join(tmpdir(), 'plimsoll-meter-'));
});
afterAll(() => rmSync(dir, { recursive: true, force: true }));

it('counts what a program takes, and not what a version manager took to find python', () => {
  const python = execFileSync('python3', ['-c', 'import sys; print(sys.executable)'], { encoding: 'utf8' }).trim();
  const burn = '(i=0; while [ $i -lt 300000 ]; do i=$((i+1)); done)';
  writeFiles(dir, [['python3', `#!/bin/sh\n${burn}\nexec '${python}' "$@"\n`]]);
  chmodSync(join(dir, 'python3'), 0o755);
  const env = { ...process.env, PATH: `${dir}${delimiter}${process.env['PATH'] ?? ''}` };
  const burnt = meter(['sh', '-c', burn]).cpuSeconds;
  expect(meter(['true'], { env }).cpuSeconds).toBeLessThan(burnt / 2);
});
