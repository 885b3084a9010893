import { spawn } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { basename, join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type Blobs, makeDockerArchive, makeTar, putIndex, putManifest } from '../../src/image/random-image.ts';
import { writeFiles } from '../kit/write-files.ts';
import { type FakeDocker, startFakeDocker } from './fake-docker.ts';
import { builtProgram, ended, expectProblem, plimsoll, startPlimsoll } from './kit.ts';

const dir = mkdtempSync(join(tmpdir(), 'plimsoll-names-'));
const ENV = { XDG_CACHE_HOME: join(dir, 'cache') };
let docker: FakeDocker;
const archive = makeDockerArchive([makeTar([{ name: 'a', content: 'x'.repeat(2000) }])], ['app:1', 'app:2']);

beforeAll(async () => {
  docker = await startFakeDocker(dir);
  docker.archives.set('app:1', archive);
  docker.archives.set('app:3', archive);
  docker.archives.set('other:1', archive);
  writeFileSync(join(dir, 'fat.tar'), archive);
  writeFileSync(join(dir, 'Fat.tar'), archive);
  writeFileSync(join(dir, 'fat.tar.gz'), gzipSync(archive));
  writeFileSync(join(dir, 'head.tar'), gzipSync(archive).subarray(0, 100));
  writeFileSync(join(dir, 'empty.tar'), '');
  writeFileSync(join(dir, 'trunc.tar'), archive.subarray(0, 3000));
  mkdirSync(join(dir, 'plain'));
  const blobs: Blobs = new Map();
  putIndex(blobs, [putManifest(blobs, { layers: [makeTar([{ name: 'b' }])] })]);
  writeFiles(join(dir, 'layout'), blobs);
  const layout = Buffer.from(makeTar([...blobs].map(([name, content]) => ({ name, content }))));
  writeFileSync(join(dir, 'layout.tar'), layout);
  layout.write('AMD64', layout.indexOf('amd64'));
  writeFileSync(join(dir, 'damaged.tar'), layout);
});
afterAll(async () => {
  await docker.close();
  rmSync(dir, { recursive: true, force: true });
});

const run = (...words: string[]) => plimsoll(words, dir, { ...ENV, DOCKER_HOST: docker.host });

describe('what is wrong is told by the name that was typed', () => {
  it.each([
    ['docker-archive:trunc.tar', 'tar-damaged', /: trunc\.tar is not/],
    ['docker-archive:empty.tar', 'given-empty', /: empty\.tar is empty/],
    ['docker-archive:nofile.tar', 'given-file-missing', / nofile\.tar\./],
    ['docker-archive:plain', 'given-is-folder', /: plain is a folder, not a file\.$/m],
    ['docker-archive:layout', 'given-is-folder', /did you mean oci:layout\?/],
    ['oci:nodir', 'folder-not-found', / nodir\./],
    ['oci:plain', 'not-an-image', /: plain is/],
    ['oci:fat.tar', 'given-is-file', /: fat\.tar is a file.*docker-archive:fat\.tar/],
    ['oci-archive:fat.tar', 'not-an-image', /: fat\.tar is.*did you mean docker-archive:fat\.tar\?/],
    ['docker-archive:/dev/null', 'given-no-file', /: \/dev\/null is/],
    ['docker-archive:/dev/stdin', 'given-no-file', /: \/dev\/stdin is/],
    ['docker-archive:fat.tar.gz', 'archive-compressed', /gzip -dc fat\.tar\.gz > fat\.tar\.$/m],
    ['docker-archive:head.tar', 'archive-compressed', /gzip -dc head\.tar > head\.tar\.tar\.$/m],
    ['./nofile.tar', 'given-file-missing', / \.\/nofile\.tar\./],
    ['docker-archive:fat.tar:nope', 'archive-image-not-found', /: fat\.tar has no image nope; it has app:1, app:2\./],
  ])('%s: %s', async (name, code, says) => {
    const ran = await run('inspect', name);
    expectProblem(ran, 2, code);
    expect(ran.err).toMatch(says);
    expect(ran.err).not.toContain(dir);
  });

  it('also by validate', async () => {
    const { code, out, err } = await run('validate', 'oci-archive:damaged.tar');
    expect(code).toBeGreaterThan(0);
    expect(out + err).toMatch(/ damaged\.tar: content is sha256:/);
    expect(out + err).not.toContain(dir);
  });

  it('a folder behind --file or --metadata-file, before the image is read', async () => {
    for (const flag of ['-f', '--metadata-file']) {
      const ran = await run('inspect', flag, 'plain', 'docker-archive:nofile.tar');
      expectProblem(ran, 2, 'given-is-folder');
      expect(ran.err).toContain(' plain ');
    }
  });
});

describe('a path says by itself what lies there', () => {
  it.each([
    './fat.tar',
    `${dir}/fat.tar`,
    './fat.tar:app:2',
    './layout',
    './layout.tar',
    `../${basename(dir)}/fat.tar`,
  ])('%s', async (name) => {
    expect(await run('inspect', name)).toMatchObject({ code: 0, err: '' });
  });

  it('with another platform than it has', async () => {
    const ran = await run('inspect', '--platform', 'linux/arm64', './fat.tar');
    expectProblem(ran, 2, 'archive-image-not-found');
    expect(ran.err).toMatch(/\.\/fat\.tar has no image linux\/arm64; it has linux\/amd64\./);
  });
});

describe('a bare name', () => {
  it('is the engine’s, and named as it was typed', async () => {
    expect(await run('inspect', 'app:1')).toMatchObject({ code: 0, err: '' });
    const ran = await run('inspect', '--platform', 'linux/arm64', 'app:1');
    expectProblem(ran, 2, 'archive-image-not-found');
    expect(ran.err).toMatch(/: app:1 has no image linux\/arm64; it has linux\/amd64\./);
  });

  it('that the engine lacks is told with the tags it has, and whether a registry was asked', async () => {
    const known = await run('inspect', 'docker:app:2');
    expectProblem(known, 3, 'image-not-found');
    expect(known.err).toMatch(/no image app:2; it has app:1, app:3\./);
    const nowhere = await run('inspect', '127.0.0.1:1/app:1');
    expectProblem(nowhere, 3, 'image-nowhere');
    expect(nowhere.err).toMatch(
      /the engine has no image 127\.0\.0\.1:1\/app:1, and 127\.0\.0\.1:1 cannot be reached: /,
    );
    const silent = await plimsoll(['inspect', '--lang', 'ko', '127.0.0.1:1/app:1'], dir, ENV);
    expectProblem(silent, 3, 'image-nowhere');
    expect(silent.err).toMatch(/엔진이 응답하지 않고, 127\.0\.0\.1:1에 연결할 수 없습니다/);
  });

  it('whose engine takes its time is given up on Ctrl-C, and nothing stays behind', async () => {
    const scratch = mkdtempSync(join(dir, 'tmp-'));
    const asked = new Promise<void>((resolve) => docker.archives.set('slow:1', resolve));
    const env = { ...ENV, DOCKER_HOST: docker.host, TMPDIR: scratch };
    const child = startPlimsoll(['inspect', 'slow:1'], dir, env);
    const ran = ended(child);
    await asked;
    child.kill('SIGINT');
    expectProblem(await ran, 130, 'interrupted');
    expect(readdirSync(scratch)).toEqual([]);
  });

  it.each([
    ['fat.tar', 3, 'image-not-found', /did you mean docker-archive:fat\.tar\?/],
    ['layout.tar', 3, 'image-not-found', /did you mean oci-archive:layout\.tar\?/],
    ['Fat.tar', 2, 'bad-name', /did you mean docker-archive:Fat\.tar\?/],
    ['layout', 3, 'image-not-found', /did you mean oci:layout\?/],
    ['docker-archve:fat.tar', 2, 'unknown-source', /docker-archve: .*did you mean docker-archive:fat\.tar\?/],
    ['docker-archve:./no.tar', 2, 'unknown-source', /did you mean docker-archive:\.\/no\.tar\?/],
    ['docker-daemon:app:9', 2, 'unknown-source', /did you mean docker:app:9\?/],
    ['ftp:foo', 2, 'unknown-source', /ftp: .*docker:, podman:, registry:/],
    ['ftp://foo/x', 2, 'unknown-source', /ftp:/],
  ])('%s that is none: %s %s', async (name, exit, code, says) => {
    const ran = await run('inspect', name);
    expectProblem(ran, exit, code);
    expect(ran.err).toMatch(says);
  });
});

describe('stderr', () => {
  it('tells what was known from before only where progress is wanted', async () => {
    const own = { ...ENV, XDG_CACHE_HOME: join(dir, 'own-cache') };
    const words = ['inspect', './fat.tar'];
    expect((await plimsoll(words, dir, own)).err).toBe('');
    expect((await plimsoll(words, dir, own)).err).toBe('');
    const told = await plimsoll(words, dir, { ...own, PLIMSOLL_PROGRESS: '1' });
    expect(told.err).toMatch(/^1 of 1 layer known from an earlier reading.*plimsoll validate.*\n$/);
  });

  it.each([
    ['inspect', './fat.tar'],
    ['validate', './fat.tar'],
    ['diff', './fat.tar', './layout'],
    ['doctor'],
    ['--help'],
    ['--version'],
  ])('%s whose result cannot be written is no finding', async (...words) => {
    const quoted = words.map((word) => `'${word}'`).join(' ');
    const { code, err } = await toFull(quoted);
    expect({ code, lines: err.split('\n').length }).toEqual({ code: 3, lines: 2 });
    expect(err).toMatch(/^plimsoll: output-lost: .*ENOSPC/);
  });
});

/** The program with a full disk behind its stdout. */
function toFull(quoted: string): Promise<{ readonly code: number | null; readonly err: string }> {
  const script = `'${process.execPath}' '${builtProgram()}' ${quoted} >/dev/full`;
  const env = { PATH: process.env['PATH'], HOME: '/nonexistent', ...ENV, DOCKER_HOST: docker.host };
  return ended(spawn('/bin/sh', ['-c', script], { cwd: dir, env }));
}
