import { type ChildProcess, spawn } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import ts from 'typescript';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { createNodeHost } from './node-host.ts';

const before = process.env['TMPDIR'];
const children: ChildProcess[] = [];
let dir: string;
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'plimsoll-host-'));
  mkdirSync(join(dir, 'tmp'));
  process.env['TMPDIR'] = join(dir, 'tmp');
});
afterEach(() => {
  if (before === undefined) delete process.env['TMPDIR'];
  else process.env['TMPDIR'] = before;
  for (const child of children.splice(0)) child.kill('SIGKILL');
  rmSync(dir, { recursive: true, force: true });
});

const OPTIONS = {
  module: ts.ModuleKind.ESNext,
  target: ts.ScriptTarget.ES2022,
  rewriteRelativeImportExtensions: true,
};

/** Another process, in the middle of its work with a folder of its own. */
async function startOther(): Promise<{ folder: string; kill(): Promise<void> }> {
  const program = join(dir, 'engine/node-host.js');
  for (const file of ['engine/node-host', 'process/is-alive']) {
    const source = readFileSync(new URL(`../${file}.ts`, import.meta.url), 'utf8');
    mkdirSync(join(dir, file, '..'), { recursive: true });
    writeFileSync(join(dir, `${file}.js`), ts.transpileModule(source, { compilerOptions: OPTIONS }).outputText);
  }
  writeFileSync(join(dir, 'package.json'), '{ "type": "module" }');
  const work = `import { createNodeHost } from ${JSON.stringify(program)};
    import { writeFileSync } from 'node:fs';
    setInterval(() => {}, 1000);
    await createNodeHost().withTempDir((own) => { writeFileSync(own + '/part', 'x'); console.log(own); return new Promise(() => {}); });`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', work], { stdio: ['ignore', 'pipe', 'inherit'] });
  children.push(child);
  const folder = await new Promise<string>((resolve) => child.stdout.once('data', (d) => resolve(String(d).trim())));
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  return {
    folder,
    kill: () => {
      child.kill('SIGKILL');
      return ended;
    },
  };
}

const nothing = async () => {};

describe('withTempDir', () => {
  it('gives an empty folder that is gone afterwards, also when the work fails', async () => {
    const host = createNodeHost();
    const own = await host.withTempDir(async (d) => {
      expect(readdirSync(d)).toEqual([]);
      return d;
    });
    expect(existsSync(own)).toBe(false);
    await expect(host.withTempDir(() => Promise.reject(new Error('full')))).rejects.toThrow('full');
    expect(readdirSync(join(dir, 'tmp'))).toEqual([]);
  });

  it('removes what a killed process left, and nothing of a living one', async () => {
    const killed = await startOther();
    const living = await startOther();
    await killed.kill();
    expect(existsSync(killed.folder)).toBe(true);
    await createNodeHost().withTempDir(nothing);
    expect(readdirSync(join(dir, 'tmp'))).toEqual([basename(living.folder)]);
    expect(readdirSync(living.folder)).toEqual(['part']);
  });

  it('leaves alone what is no folder of its own making, and follows no link', async () => {
    const killed = await startOther();
    await killed.kill();
    const name = basename(killed.folder);
    rmSync(killed.folder, { recursive: true });
    mkdirSync(join(dir, 'mine'));
    writeFileSync(join(dir, 'mine', 'file'), 'x');
    symlinkSync(join(dir, 'mine'), killed.folder);
    writeFileSync(join(dir, 'tmp', `${name.slice(0, -6)}aafile`), 'a file');
    const others = ['plimsoll-abcdef', 'plimsoll-corpus-1-abcdef', `${name}-more`, `other-${name}`];
    for (const other of others) mkdirSync(join(dir, 'tmp', other), { recursive: true });
    const all = readdirSync(join(dir, 'tmp'));
    await createNodeHost().withTempDir(nothing);
    expect(readdirSync(join(dir, 'tmp'))).toEqual(all);
    expect(readdirSync(join(dir, 'mine'))).toEqual(['file']);
  });

  it('leaves alone what a dead process of another user left', async () => {
    const killed = await startOther();
    await killed.kill();
    const { getuid } = process;
    Object.assign(process, { getuid: () => (getuid?.() ?? 0) + 1 });
    await createNodeHost()
      .withTempDir(nothing)
      .finally(() => Object.assign(process, { getuid }));
    expect(existsSync(killed.folder)).toBe(true);
  });

  it('looks for such folders once, before its first own', async () => {
    const host = createNodeHost();
    await host.withTempDir(nothing);
    const killed = await startOther();
    await killed.kill();
    await host.withTempDir(nothing);
    expect(existsSync(killed.folder)).toBe(true);
  });
});
