import { existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { fillFolder, judgeInstalled } from './packages.mjs';

let home = '';

beforeEach(() => {
  home = mkdtempSync(join(tmpdir(), 'plimsoll-packages-'));
});

afterEach(() => {
  rmSync(home, { recursive: true, force: true });
});

describe('fillFolder', () => {
  it('shows the folder only when it is complete', async () => {
    const root = join(home, 'root');
    await fillFolder(root, async (folder: string) => {
      writeFileSync(join(folder, 'dockerd'), 'whole');
      expect(existsSync(root)).toBe(false);
    });
    expect(readFileSync(join(root, 'dockerd'), 'utf8')).toBe('whole');
    expect(readdirSync(home)).toEqual(['root']);
  });

  it('leaves nothing where the filling fails', async () => {
    const filled = fillFolder(join(home, 'root'), async (folder: string) => {
      writeFileSync(join(folder, 'dockerd'), 'half');
      throw new Error('broken package');
    });
    await expect(filled).rejects.toThrow('broken package');
    expect(readdirSync(home)).toEqual([]);
  });

  it('takes nothing over from a filling that was killed', async () => {
    const root = join(home, 'root');
    mkdirSync(`${root}.new`);
    writeFileSync(join(`${root}.new`, 'half'), '');
    await fillFolder(root, async (folder: string) => writeFileSync(join(folder, 'dockerd'), ''));
    expect(readdirSync(root)).toEqual(['dockerd']);
  });
});

describe('judgeInstalled', () => {
  const none = { running: undefined, packages: [], daemon: '', buildx: false };

  it('installs only where the machine has no engine', () => {
    expect(judgeInstalled(none)).toEqual({ verdict: 'install' });
  });

  it('uses a modern one with buildx that is only not running', () => {
    const found = { ...none, packages: ['docker-ce'], daemon: 'Docker version 28.5.1, build e180ab8', buildx: true };
    expect(judgeInstalled(found)).toEqual({ verdict: 'use' });
  });

  it.each([
    ['a running one that is too old', { ...none, running: 'engine 20.10.24, buildx v0.10' }, 'engine 20.10.24'],
    ['a running one, whatever is on disk', { ...none, running: 'engine 28.1, no buildx', buildx: true }, 'engine 28.1'],
    [
      'an installed one that is too old',
      { ...none, daemon: 'Docker version 20.10.24, build x', buildx: true },
      '20.10',
    ],
    ['an installed one without buildx', { ...none, daemon: 'Docker version 28.5.1, build x' }, '28.5.1'],
    ['packages alone', { ...none, packages: ['containerd.io', 'docker-ce-cli'] }, 'containerd.io, docker-ce-cli'],
  ])('leaves alone %s', (_, found, named) => {
    const judged = judgeInstalled(found);
    expect(judged.verdict).toBe('leave');
    expect(judged.about).toContain(named);
  });
});
