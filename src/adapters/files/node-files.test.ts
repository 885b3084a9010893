import {
  linkSync,
  lstatSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { sha256 } from '../../model/sha256.ts';
import { joinPath } from '../../project/host-path.ts';
import { nodeFiles } from './node-files.ts';

let dir: string;
const files = nodeFiles();
beforeEach(() => {
  dir = mkdtempSync(join(tmpdir(), 'plimsoll-files-'));
});
afterEach(() => rmSync(dir, { recursive: true, force: true }));

describe('files of this machine', () => {
  it('a name that is no UTF-8 can be written, listed, read, hashed, linked and removed', async () => {
    const path = joinPath(dir, 'a\xff');
    await files.write(path, Buffer.from('x'));
    expect((await files.readDirectory(dir)).map((n) => n.name)).toEqual(['a\xff']);
    expect(await files.readText(path)).toBe('x');
    expect(await files.hash(path)).toBe(sha256('x'));
    await files.link(path, joinPath(dir, 'b\xfe'));
    await files.makeSymlink(joinPath(dir, 'c'), 'a\xff');
    expect(await files.readSymlink(joinPath(dir, 'c'))).toBe('a\xff');
    expect((await files.stat(joinPath(dir, 'c'), true))?.type).toBe('file');
    await files.remove(path);
    expect((await files.readDirectory(dir)).map((n) => n.name)).toEqual(['b\xfe', 'c']);
    await files.remove(dir);
    expect(await files.stat(dir)).toBeUndefined();
  });

  it('writing is one step: another name of the old file keeps its bytes, and nothing is left over', async () => {
    writeFileSync(join(dir, 'a'), 'old', { mode: 0o600 });
    linkSync(join(dir, 'a'), join(dir, 'b'));
    await files.write(join(dir, 'a'), Buffer.from('new'), 0o640);
    expect(readFileSync(join(dir, 'b'), 'utf8')).toBe('old');
    expect(readFileSync(join(dir, 'a'), 'utf8')).toBe('new');
    expect(statSync(join(dir, 'a')).mode & 0o777).toBe(0o640);
    mkdirSync(join(dir, 'full'));
    writeFileSync(join(dir, 'full/x'), '');
    await expect(files.write(join(dir, 'full'), Buffer.from('x'))).rejects.toMatchObject({ code: 'EISDIR' });
    expect(readdirSync(dir).toSorted()).toEqual(['a', 'b', 'full']);
  });

  it('writing over a symlink replaces the symlink, not what it leads to', async () => {
    writeFileSync(join(dir, 'target'), 'mine');
    symlinkSync('target', join(dir, 'link'));
    await files.write(join(dir, 'link'), Buffer.from('new'));
    expect(readFileSync(join(dir, 'target'), 'utf8')).toBe('mine');
    expect(lstatSync(join(dir, 'link')).isFile()).toBe(true);
  });

  it('reads no more than it is asked to', async () => {
    writeFileSync(join(dir, 'a'), 'abcdef');
    expect(Buffer.from(await files.read(join(dir, 'a'), 3)).toString()).toBe('abc');
    expect(Buffer.from(await files.read(join(dir, 'a'), 30)).toString()).toBe('abcdef');
  });

  it('what is not there: undefined facts and text, ENOENT for bytes, and nothing to remove', async () => {
    const path = join(dir, 'none');
    expect(await files.stat(path)).toBeUndefined();
    expect(await files.stat(join(path, 'below'))).toBeUndefined();
    expect(await files.readText(path)).toBeUndefined();
    await expect(files.read(path)).rejects.toMatchObject({ code: 'ENOENT' });
    await files.remove(path);
  });

  it('removes folders that nobody may write in, and follows no symlink', async () => {
    mkdirSync(join(dir, 'keep'));
    writeFileSync(join(dir, 'keep/x'), '');
    mkdirSync(join(dir, 'shut'));
    writeFileSync(join(dir, 'shut/y'), '');
    symlinkSync(join(dir, 'keep'), join(dir, 'shut/link'));
    await files.setMode(join(dir, 'shut'), 0o555);
    await files.remove(join(dir, 'shut'));
    expect(readdirSync(dir)).toEqual(['keep']);
    expect(readdirSync(join(dir, 'keep'))).toEqual(['x']);
  });
});
