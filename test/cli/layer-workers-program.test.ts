import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { closeSync, cpSync, mkdtempSync, openSync, rmSync, writeSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { makeHeader, makeTar } from '../../src/image/random-image.ts';
import { builtProgram, ended, expectProblem } from './kit.ts';

const dir = mkdtempSync(join(tmpdir(), 'plimsoll-threads-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

describe('large layers, by the program', () => {
  /** More beside the largest than what threads pay from; holes cost no disk. */
  const CONTENT_BYTES = 300 << 20;

  function writeLarge(name: string, damage?: number): string {
    const fd = openSync(join(dir, name), 'w');
    const diffIds: string[] = [];
    let at = 0;
    for (const path of ['a', 'b']) {
      const header = makeHeader({ name: path, flag: '0', bytes: CONTENT_BYTES, form: 'ustar' });
      const hash = createHash('sha256').update(header);
      const zeros = Buffer.alloc(1 << 20);
      for (let left = CONTENT_BYTES; left > 0; left -= zeros.length) hash.update(zeros);
      diffIds.push(`sha256:${hash.update(zeros.subarray(0, 1024)).digest('hex')}`);
      const bytes = header.length + CONTENT_BYTES + 1024;
      writeSync(fd, makeHeader({ name: `${path}/layer.tar`, flag: '0', bytes, form: 'ustar' }), 0, 512, at);
      writeSync(fd, header, 0, header.length, at + 512);
      at += 512 + bytes;
    }
    const config = { architecture: 'amd64', os: 'linux', rootfs: { type: 'layers', diff_ids: diffIds } };
    const manifest = [{ Config: 'config.json', RepoTags: ['large:1'], Layers: ['a/layer.tar', 'b/layer.tar'] }];
    const rest = makeTar([
      { name: 'config.json', content: JSON.stringify(config) },
      { name: 'manifest.json', content: JSON.stringify(manifest) },
    ]);
    writeSync(fd, rest, 0, rest.length, at);
    if (damage !== undefined) writeSync(fd, Buffer.from('x'), 0, 1, damage);
    closeSync(fd);
    return name;
  }

  /** The same program as it is where a thread has nothing to load. */
  const withoutThreads = () => {
    const home = join(dir, 'alone');
    cpSync(dirname(builtProgram()), home, { recursive: true });
    rmSync(join(home, 'layer-worker.js'));
    return join(home, 'plimsoll.js');
  };
  const run = (program: string, file: string, ...node: string[]) => {
    const env = { PATH: process.env['PATH'], XDG_CACHE_HOME: mkdtempSync(join(dir, 'cache-')), HOME: dir };
    const words = [...node, program, 'inspect', '--format', 'json', `docker-archive:${file}`];
    return ended(spawn(process.execPath, words, { env, cwd: dir }));
  };
  /** Told by each thread when it is loaded. */
  const TELL = `data:text/javascript,import{isMainThread}from'node:worker_threads';if(!isMainThread)process._rawDebug('thread')`;

  it('says the same with threads and without', async () => {
    const file = writeLarge('large.tar');
    const threaded = await run(builtProgram(), file, '--import', TELL);
    const alone = await run(withoutThreads(), file, '--import', TELL);
    expect([threaded.code, alone.code]).toEqual([0, 0]);
    expect(threaded.out).toBe(alone.out);
    expect([threaded.err.match(/thread/g)?.length, alone.err.includes('thread')]).toEqual([2, false]);
  });

  it('a layer of other bytes is one line and a code', async () => {
    const file = writeLarge('forged.tar', CONTENT_BYTES);
    expectProblem(await run(builtProgram(), file), 2, 'layer-diff-id-mismatch');
  });
});
