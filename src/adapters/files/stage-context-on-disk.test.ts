import {
  chmodSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readlinkSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { bytesToText } from '../../model/bytes.ts';
import { listContext } from '../../project/context.ts';
import { compileIgnore, readIgnorePatterns } from '../../project/ignore-patterns.ts';
import { stageContext } from '../../project/stage-context.ts';
import { nodeFiles } from './node-files.ts';

let root: string;
let user: string;
const files = nodeFiles();
const NONE = compileIgnore([]);
beforeEach(() => {
  root = mkdtempSync(join(tmpdir(), 'plimsoll-stage-'));
  user = join(root, 'user');
  mkdirSync(user);
});
afterEach(() => rmSync(root, { recursive: true, force: true }));

const stage = (text = '', port = files) =>
  stageContext({ from: user, to: join(root, 'copy'), ignore: compileIgnore(readIgnorePatterns(text)) }, port);

/** Everything of a tree that staging must not change. */
async function photograph(dir: string): Promise<unknown[]> {
  return Promise.all(
    (await listContext(dir, files, NONE)).map(async (e) => [
      e.path,
      e.type,
      e.mode,
      e.mtimeMs,
      e.type === 'file' ? bytesToText(await files.read(`${dir}/${e.path}`)) : '',
    ]),
  );
}

const NAMES = ['a', 'b', 'c.py', 'd'];
const tree = fc.dictionary(
  fc.array(fc.constantFrom(...NAMES), { minLength: 1, maxLength: 3 }).map((n) => n.join('/')),
  fc.string({ maxLength: 5 }),
  { maxKeys: 8 },
);

describe('a staged context', () => {
  it('holds what the builder would be sent, with modes and symlinks', async () => {
    mkdirSync(join(user, 'bin'), { mode: 0o750 });
    writeFileSync(join(user, 'bin/run'), '#!/bin/sh\n', { mode: 0o755 });
    writeFileSync(join(user, 'x.log'), '');
    symlinkSync('../outside', join(user, 'link'));
    const staged = await stage('*.log');
    expect((await listContext(staged.dir, files, NONE)).map((e) => [e.path, e.type, e.mode & 0o777])).toEqual([
      ['bin', 'dir', 0o750],
      ['bin/run', 'file', 0o755],
      ['link', 'symlink', 0o777],
    ]);
    expect(readlinkSync(join(staged.dir, 'link'))).toBe('../outside');
    expect(lstatSync(join(staged.dir, 'bin/run')).ino).toBe(lstatSync(join(user, 'bin/run')).ino);
  });

  it('leaves our own folder out, even when it is staged inside it', async () => {
    writeFileSync(join(user, 'a'), '');
    mkdirSync(join(user, '.plimsoll/runs'), { recursive: true });
    writeFileSync(join(user, '.plimsoll/runs/x'), '');
    const staged = await stageContext(
      { from: user, to: join(user, '.plimsoll/stage'), ignore: compileIgnore(['!.plimsoll']) },
      files,
    );
    expect((await listContext(staged.dir, files, NONE)).map((e) => e.path)).toEqual(['a']);
    await staged.remove();
    expect(lstatSync(join(user, '.plimsoll/runs/x')).isFile()).toBe(true);
  });

  it("never touches the user's tree: content, modes and times are as before after staging, replacing and removing", async () => {
    await fc.assert(
      fc.asyncProperty(tree, fc.infiniteStream(fc.boolean()), async (contents, coin) => {
        const dir = mkdtempSync(join(root, 'p-'));
        const from = join(dir, 'user');
        mkdirSync(from);
        for (const [path, text] of Object.entries(contents)) {
          try {
            mkdirSync(join(from, path, '..'), { recursive: true });
            writeFileSync(join(from, path), text);
          } catch {
            // A file stands where a folder is wanted: the tree is smaller, that is all.
          }
        }
        const before = await photograph(from);
        const staged = await stageContext({ from, to: join(dir, 'copy'), ignore: NONE }, files);
        for (const entry of staged.entries) {
          if (entry.type !== 'file' || coin.next().value !== true) continue;
          await staged.replaceFile(entry.path, Buffer.from('replaced'));
          expect(readFileSync(join(staged.dir, entry.path), 'utf8')).toBe('replaced');
        }
        await staged.remove();
        expect(await photograph(from)).toEqual(before);
      }),
      { numRuns: 40 },
    );
  });

  it('keeps the mode of what it replaces, and makes what is new', async () => {
    writeFileSync(join(user, 'run'), 'a');
    chmodSync(join(user, 'run'), 0o755);
    const staged = await stage();
    await staged.replaceFile('run', Buffer.from('b'));
    await staged.replaceFile('new/file', Buffer.from('c'));
    expect(lstatSync(join(staged.dir, 'run')).mode & 0o777).toBe(0o755);
    expect(readFileSync(join(staged.dir, 'new/file'), 'utf8')).toBe('c');
    expect(readFileSync(join(user, 'run'), 'utf8')).toBe('a');
  });

  it.each(['../user/a', '/etc/x', 'a/../../x', 'link/a', ''])('replaces nothing outside itself: %j', async (path) => {
    writeFileSync(join(user, 'a'), 'mine');
    symlinkSync(user, join(user, 'link'));
    const staged = await stage();
    await expect(staged.replaceFile(path, Buffer.from('x'))).rejects.toMatchObject({ code: 'staged-path-outside' });
    expect(readFileSync(join(user, 'a'), 'utf8')).toBe('mine');
  });

  it('copies where the file system will not link', async () => {
    writeFileSync(join(user, 'a'), 'x');
    const staged = await stage('', {
      ...files,
      link: async (from, to) => {
        await files.write(to, await files.read(from));
        return 'copied';
      },
    });
    expect(lstatSync(join(staged.dir, 'a')).ino).not.toBe(lstatSync(join(user, 'a')).ino);
  });

  it('a folder in the way is refused; a failure on the way leaves nothing behind', async () => {
    mkdirSync(join(root, 'copy'));
    await expect(stage()).rejects.toMatchObject({ code: 'stage-dir-exists' });
    rmSync(join(root, 'copy'), { recursive: true });
    writeFileSync(join(user, 'a'), 'x');
    await expect(stage('', { ...files, link: () => Promise.reject(new Error('full')) })).rejects.toThrow('full');
    expect(await files.stat(join(root, 'copy'))).toBeUndefined();
  });
});
