import { chmodSync, linkSync, mkdirSync, mkdtempSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { listContext } from '../../project/context.ts';
import { digestContext, type HashMemo } from '../../project/digest-context.ts';
import { compileIgnore, readIgnorePatterns } from '../../project/ignore-patterns.ts';
import { weighContext } from '../../project/weigh-context.ts';
import { nodeFiles } from './node-files.ts';

let dir: string;
const files = nodeFiles();
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'plimsoll-context-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

function write(path: string, text = '', mode = 0o644): void {
  mkdirSync(join(dir, path, '..'), { recursive: true });
  writeFileSync(join(dir, path), text);
  chmodSync(join(dir, path), mode);
}

const ignoreOf = (text: string) => compileIgnore(readIgnorePatterns(text));
const list = (text = '') => listContext(dir, files, ignoreOf(text));
const paths = async (text = '') => (await list(text)).map((e) => e.path);

describe('000-21 what the builder is sent', () => {
  it('in order of bytes, parents first, with type, size and mode; symlinks not followed', async () => {
    write('b/two', '22', 0o755);
    write('B', '1');
    write('b.txt');
    mkdirSync(join(dir, 'empty'));
    symlinkSync('/etc', join(dir, 'link'));
    expect((await list()).map((e) => [e.path, e.type, e.bytes])).toEqual([
      ['B', 'file', 1],
      ['b', 'dir', 0],
      ['b/two', 'file', 2],
      ['b.txt', 'file', 0],
      ['empty', 'dir', 0],
      ['link', 'symlink', 0],
    ]);
    expect((await list()).find((e) => e.path === 'b/two')?.mode).toBe(0o755);
  });

  it('an excluded folder comes back with what an exception names in it, and only then', async () => {
    write('docs/a.md');
    write('docs/keep/b.md');
    expect(await paths('docs\n!docs/keep/b.md')).toEqual(['docs', 'docs/keep', 'docs/keep/b.md']);
    expect(await paths('docs\n!docs/keep/c.md')).toEqual([]);
  });

  it('names that are no UTF-8 are listed byte for byte', async () => {
    writeFileSync(Buffer.from(`${dir}/\xff\xe9`, 'latin1'), 'x');
    write('é');
    expect(await paths()).toEqual(['\xc3\xa9', '\xff\xe9']);
    expect(await digestContext(dir, await list(), files, new Map(), 0)).toMatch(/^sha256:/);
  });

  it('no folder, or a file in its place', async () => {
    await expect(listContext(join(dir, 'none'), files, ignoreOf(''))).rejects.toMatchObject({
      code: 'context-not-found',
    });
    write('file');
    await expect(listContext(join(dir, 'file'), files, ignoreOf(''))).rejects.toMatchObject({
      code: 'context-not-a-directory',
    });
  });

  it('a folder that cannot be read is told, unless it is excluded', async () => {
    write('open/a');
    const denied = Object.assign(new Error('denied'), { code: 'EACCES' });
    const guarded = {
      ...files,
      readDirectory: (path: string) => (path.endsWith('/open') ? Promise.reject(denied) : files.readDirectory(path)),
    };
    await expect(listContext(dir, guarded, ignoreOf(''))).rejects.toMatchObject({
      code: 'context-unreadable',
      args: { path: join(dir, 'open'), reason: 'EACCES' },
    });
    expect(await listContext(dir, guarded, ignoreOf('open\n!open/b*'))).toEqual([]);
  });
});

describe('C3 what a context weighs', () => {
  it('by side, by top-level name, by line', async () => {
    write('.git/pack', 'x'.repeat(500));
    write('data/a.npy', 'x'.repeat(300));
    write('data/keep.csv', 'x'.repeat(20));
    write('app.py', 'x'.repeat(7));
    const weight = await weighContext(dir, files, ignoreOf('# heavy\n.git\ndata\n!data/keep.csv\nnothing\n'));
    expect(weight.sent).toEqual({ bytes: 27, files: 2 });
    expect(weight.excluded).toEqual({ bytes: 800, files: 2 });
    expect(weight.topLevel.map((t) => [t.path, t.bytes, t.excluded.bytes])).toEqual([
      ['.git', 500, 500],
      ['data', 320, 300],
      ['app.py', 7, 0],
    ]);
    expect(weight.biggestExcluded[0]).toEqual({ path: '.git/pack', bytes: 500 });
    expect(weight.biggestSent.map((f) => f.path)).toEqual(['data/keep.csv', 'app.py']);
    expect(weight.patterns.map((p) => [p.line, p.pattern, p.removes.bytes])).toEqual([
      [2, '.git', 500],
      [3, 'data', 300],
      [4, '!data/keep.csv', 0],
      [5, 'nothing', 0],
    ]);
  });
});

describe('the digest of a context', () => {
  const digest = async (memo: HashMemo = new Map(), port: Parameters<typeof digestContext>[2] = files) =>
    digestContext(dir, await list(), port, memo, Date.now());

  it('changes with a name, a byte, a mode, a target; not with time', async () => {
    write('a', 'one');
    symlinkSync('a', join(dir, 'l'));
    const seen = [await digest()];
    utimesSync(join(dir, 'a'), 1, 1);
    expect(await digest()).toBe(seen[0]);
    write('a', 'two');
    seen.push(await digest());
    chmodSync(join(dir, 'a'), 0o755);
    seen.push(await digest());
    rmSync(join(dir, 'l'));
    symlinkSync('b', join(dir, 'l'));
    seen.push(await digest());
    linkSync(join(dir, 'a'), join(dir, 'c'));
    seen.push(await digest());
    expect(new Set(seen).size).toBe(seen.length);
  });

  it('reads a settled file once, a changed one again, and one just written each time', async () => {
    write('old', '1');
    write('new', '2');
    utimesSync(join(dir, 'old'), 1000, 1000);
    const read: string[] = [];
    const port = {
      ...files,
      hash: (path: string) => {
        read.push(path.slice(dir.length + 1));
        return files.hash(path);
      },
    };
    const memo: HashMemo = new Map();
    const first = await digest(memo, port);
    expect(await digest(memo, port)).toBe(first);
    expect(read).toEqual(['new', 'old', 'new']);
    write('old', '3');
    utimesSync(join(dir, 'old'), 2000, 2000);
    expect(await digest(memo, port)).not.toBe(first);
    expect(read.slice(3)).toEqual(['new', 'old']);
  });
});
