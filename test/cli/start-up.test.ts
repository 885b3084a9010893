import { spawnSync } from 'node:child_process';
import { describe, expect, it } from 'vitest';
import { builtProgram } from './kit.ts';

const BUDGET_MS = 15;
const READINGS = 10;
/** Told by the process itself at its end: user and system time of all its threads. */
const TELL = 'process.on("exit",()=>{const c=process.cpuUsage();process._rawDebug("cpu",c.user+c.system)})';

/** Least of several readings: what disturbs a process only ever adds. */
function cpuMs(words: readonly string[]): number {
  const argv = ['--import', `data:text/javascript,${encodeURIComponent(TELL)}`, ...words];
  const readings = Array.from({ length: READINGS }, () => {
    const told = spawnSync(process.execPath, argv, { encoding: 'utf8' }).stderr;
    return Number(/cpu (\d+)/.exec(told)?.[1]) / 1000;
  });
  return Math.min(...readings);
}

describe('start-up', () => {
  it(`--version costs at most ${BUDGET_MS} ms of CPU more than an empty node`, () => {
    const program = builtProgram();
    const empty = cpuMs(['--input-type=module', '--eval', '']);
    expect(cpuMs([program, '--version']) - empty).toBeLessThanOrEqual(BUDGET_MS);
  });
});
