import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { findDaemon, isOurs } from './daemon.mjs';

const HOME = '/root/.cache/plimsoll/engine';
const made: string[] = [];

afterEach(() => {
  for (const folder of made.splice(0)) rmSync(folder, { recursive: true, force: true });
});

function processes(commands: Readonly<Record<string, readonly string[]>>): string {
  const proc = mkdtempSync(join(tmpdir(), 'plimsoll-proc-'));
  made.push(proc);
  for (const [pid, args] of Object.entries(commands)) {
    mkdirSync(join(proc, pid));
    writeFileSync(join(proc, pid, 'cmdline'), args.map((a) => `${a}\0`).join(''));
  }
  return proc;
}

describe('isOurs', () => {
  it('knows the daemon that was started under this home', () => {
    const proc = processes({ 7: [`${HOME}/root/usr/sbin/dockerd`, '--data-root', `${HOME}/data`, '-H', 'x'] });
    expect(isOurs(7, HOME, proc)).toBe(true);
  });

  it.each([
    ['another program that got the id', ['vim', `${HOME}/data/dockerd`]],
    ['a program that only names ours', ['tail', 'dockerd', '--data-root', `${HOME}/data`]],
    ['another engine', ['/usr/bin/dockerd', '-H', 'fd://']],
    ['an engine under a longer home', ['dockerd', '--data-root', `${HOME}/data2`]],
    ['an engine under another home', ['dockerd', '--data-root', `${HOME}2/data`]],
    ['a process that has ended and was not collected', []],
  ])('spares %s', (_, args) => {
    expect(isOurs(7, HOME, processes({ 7: args }))).toBe(false);
  });

  it('spares an id that nothing has, and one that is no number', () => {
    expect(isOurs(8, HOME, processes({}))).toBe(false);
    expect(isOurs(Number.NaN, HOME, processes({}))).toBe(false);
  });
});

describe('findDaemon', () => {
  it('finds ours without a pid file, among others', () => {
    const proc = processes({
      1: ['init'],
      40: ['dockerd', '--data-root', '/var/lib/docker'],
      41: ['dockerd', '--data-root', `${HOME}/data`],
      self: ['dockerd', '--data-root', `${HOME}/data`],
    });
    expect(findDaemon(HOME, proc)).toBe(41);
  });

  it('finds none where none lives', () => {
    expect(findDaemon(HOME, processes({ 1: ['init'] }))).toBeUndefined();
  });
});
