import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import * as v from 'valibot';
import { afterAll, describe, expect, it } from 'vitest';
import {
  type Blobs,
  type MemberSpec,
  makeDockerArchive,
  makeTar,
  putBlob,
  putIndex,
  putManifest,
} from '../../src/image/random-image.ts';

import { sha256 } from '../../src/model/sha256.ts';
import { ValidationRecord } from '../../src/record/validation.ts';
import { VerificationRecord } from '../../src/record/verification.ts';
import { writeFiles } from '../kit/write-files.ts';
import { expectProblem, plimsoll } from './kit.ts';

const dir = mkdtempSync(join(tmpdir(), 'plimsoll-inspect-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const file = (name: string, content: string): MemberSpec => ({ name, content });
const ENV = { XDG_CACHE_HOME: join(dir, 'cache') };
const run = (...words: string[]) => plimsoll(words, dir, ENV);

function writeArchive(name: string, ...layers: MemberSpec[][]): string {
  return writeConfigured(name, {}, ...layers);
}

function writeConfigured(name: string, config: object, ...layers: MemberSpec[][]): string {
  writeFileSync(
    join(dir, name),
    makeDockerArchive(
      layers.map((members) => makeTar(members)),
      [],
      config,
    ),
  );
  return `docker-archive:${name}`;
}

/** One gzip layer that is nothing but zeros: honest, and smaller by a factor that bombs have. */
function writeZeros(name: string): string {
  const tar = makeTar([{ name: 'disk.img', content: Buffer.alloc(70 << 20) }]);
  const blob = gzipSync(tar, { level: 9 });
  const blobs: Blobs = new Map();
  const config = {
    architecture: 'amd64',
    os: 'linux',
    rootfs: { type: 'layers', diff_ids: [sha256(tar)] },
    history: [{ created_by: 'RUN truncate' }],
  };
  const manifest = {
    schemaVersion: 2,
    mediaType: 'application/vnd.oci.image.manifest.v1+json',
    config: putBlob(blobs, 'application/vnd.oci.image.config.v1+json', config),
    layers: [putBlob(blobs, 'application/vnd.oci.image.layer.v1.tar+gzip', blob)],
  };
  writeFiles(join(dir, name), putIndex(blobs, [putBlob(blobs, manifest.mediaType, manifest)]));
  return `oci:${name}`;
}

/** An image with what its builder wrote down beside it. */
function writeRecorded(name: string): string {
  const blobs: Blobs = new Map();
  const tar = makeTar([file('a', '1')]);
  const image = putManifest(blobs, { layers: [tar] }) as ReturnType<typeof putBlob>;
  const metadata = { layers: { 'step0:0': [[{ digest: sha256(tar) }]] } };
  const predicate = { metadata: { 'https://mobyproject.org/buildkit@v1#metadata': metadata } };
  const statement = {
    ...putBlob(blobs, 'application/vnd.in-toto+json', { predicate }),
    annotations: { 'in-toto.io/predicate-type': 'https://slsa.dev/provenance/v0.2' },
  };
  const config = putBlob(blobs, 'application/vnd.oci.image.config.v1+json', {});
  const type = 'application/vnd.oci.image.manifest.v1+json';
  const beside = {
    ...putBlob(blobs, type, { schemaVersion: 2, config, layers: [statement] }),
    platform: { os: 'unknown', architecture: 'unknown' },
    annotations: { 'vnd.docker.reference.type': 'attestation-manifest', 'vnd.docker.reference.digest': image.digest },
  };
  writeFiles(join(dir, name), putIndex(blobs, [image, beside]));
  return `oci:${name}`;
}

describe('inspect', () => {
  it('tells an archive in both forms, the second time out of the cache', async () => {
    const name = writeArchive('two.tar', [file('a', 'x'.repeat(3000)), file('b', 'y')], [file('.wh.a', '')]);
    const text = await run('inspect', name);
    expect(text).toMatchObject({ code: 0, err: '' });
    for (const again of [1, 2]) {
      const { code, out } = await run('inspect', '--format', 'json', name);
      const record = JSON.parse(out) as { readonly deadBytes: number; readonly schema: string };
      expect({ again, code, dead: record.deadBytes, schema: record.schema }).toEqual({
        again,
        code: 0,
        dead: 3000,
        schema: 'plimsoll.dev/inspect/1',
      });
    }
  });

  it('tells secrets of the environment and of any file first, never their values, and what can be done next', async () => {
    // Put together here so that no scanner takes this file for a leak.
    const token = ['ghp', 'aB3dE6gH9jK2mN5pQ8sT1vW4yZ7bC0fL3nR6'].join('_');
    const layers = [[file('srv/notes', `use ${token}\n`)], [file('srv/.wh.notes', '')]];
    const name = writeConfigured('secrets.tar', { Env: ['PATH=/bin', 'DB_PASSWORD=hunter2'] }, ...layers);
    const { code, out } = await run('inspect', name);
    expect(code).toBe(0);
    expect(out).toMatch(
      /\n secrets\n DB_PASSWORD: [^\n]+ in the configuration\n srv\/notes: an access token, [\s\S]+for nothing/,
    );
    expect(out.trimEnd().split('\n').at(-1)).toMatch(/^ Next: plimsoll inspect --file Dockerfile docker-archive:/);
    const json = await run('inspect', '--format', 'json', name);
    expect(JSON.parse(json.out)).toMatchObject({
      secrets: [
        { kind: 'environment-variable', name: 'DB_PASSWORD' },
        { kind: 'access-token', path: 'srv/notes', layer: 0, isHidden: true },
      ],
    });
    expect(out + json.out).not.toMatch(new RegExp(`hunter2|${token}`));
  });

  it('is one line where there is nothing to read, and names what is wrong', async () => {
    expectProblem(await run('inspect', 'docker-archive:none.tar'), 2, 'given-file-missing');
    expectProblem(await run('inspect', '--', '--help'), 2, 'bad-name');
    writeFileSync(join(dir, 'text.tar'), 'this is no archive');
    expectProblem(await run('inspect', 'docker-archive:text.tar'), 2, 'tar-damaged');
  });

  it('a published limit stops it, says how it is set, and can be set', async () => {
    const name = writeZeros('zeros');
    const met = await run('inspect', name);
    expect(met).toMatchObject({ code: 2, out: '' });
    expect(met.err).toMatch(/^plimsoll: inflate-over-limit: [^\n]+ --limit inflate-ratio=NUMBER\.\n$/);
    const set = await run('inspect', '--format', 'json', '--limit', 'inflate-ratio=2000', name);
    expect(set).toMatchObject({ code: 0, err: '' });
    expect(JSON.parse(set.out)).toMatchObject({ unpackedBytes: 70 << 20 });
  });

  it('a useless --metadata-file stops it only where the image has no record of its own', async () => {
    writeFileSync(join(dir, 'meta.json'), '{"containerimage.digest": "sha256:0"}');
    const stopped = await run('inspect', '--metadata-file', 'meta.json', writeArchive('bare.tar', [file('a', '1')]));
    expectProblem(stopped, 2, 'metadata-file-useless');
    expect(stopped.err).toContain('BUILDX_METADATA_PROVENANCE=max');
    const told = await run('inspect', '--metadata-file', 'meta.json', '--format', 'json', writeRecorded('recorded'));
    expect(told.code).toBe(0);
    expect(told.err).toMatch(/^plimsoll: metadata-file-useless: meta\.json [^\n]+ own record instead\.\n$/);
    expect(JSON.parse(told.out)).toMatchObject({ schema: 'plimsoll.dev/inspect/1' });
  });

  it.each(['ratio=5', 'inflate-ratio', 'inflate-ratio=', 'inflate-ratio=many', 'entries=0'])(
    '--limit %s is no limit',
    async (limit) => {
      expectProblem(await run('inspect', '--limit', limit, writeArchive('one.tar', [file('a', '1')])), 2, 'bad-limit');
    },
  );
});

describe('podman', () => {
  /** Stands where podman would, and saves what it is given. */
  function fakePodman(script: string): string {
    const bin = mkdtempSync(join(dir, 'bin-'));
    writeFileSync(join(bin, 'podman'), `#!/bin/sh\n${script}\n`, { mode: 0o755 });
    return `${bin}:${process.env['PATH']}`;
  }

  it('is asked for an OCI archive, which is gone afterwards', async () => {
    writeZeros('saved');
    const PATH = fakePodman(`tar -C ${join(dir, 'saved')} -cf "$6" . && echo "$@" >${join(dir, 'asked')}`);
    const scratch = mkdtempSync(join(dir, 'tmp-'));
    const words = ['inspect', '--quick', '--format', 'json', '--limit', 'inflate-ratio=2000', 'podman:app:1'];
    const ran = await plimsoll(words, dir, { ...ENV, PATH, TMPDIR: scratch });
    expect(ran).toMatchObject({ code: 0, err: '' });
    expect(readFileSync(join(dir, 'asked'), 'utf8')).toMatch(
      /^save --quiet --format oci-archive --output \S+ app:1\n$/,
    );
    expect(readdirSync(scratch)).toEqual([]);
  });

  it('whose archive the disk cannot take: the folder is named', async () => {
    const PATH = fakePodman('echo "Error: write: no space left on device" >&2; exit 125');
    const ran = await plimsoll(['inspect', 'podman:app:1'], dir, { ...ENV, PATH });
    expectProblem(ran, 3, 'disk-full');
    expect(ran.err).toContain(`(${join(tmpdir(), 'plimsoll-image-')}`);
  });

  it('that has no such image, fails or is not there: one line', async () => {
    const ask = (script: string) => plimsoll(['inspect', 'podman:app:1'], dir, { ...ENV, PATH: fakePodman(script) });
    expectProblem(await ask('echo "Error: app:1: image not known" >&2; exit 125'), 3, 'image-not-found');
    expectProblem(await ask('echo "Error: disk is full" >&2; exit 125'), 3, 'engine-refused');
    expectProblem(
      await plimsoll(['inspect', 'podman:app:1'], dir, { ...ENV, PATH: '/nonexistent' }),
      3,
      'engine-not-found',
    );
  });
});

describe('diff', () => {
  it('ends with 0 where a container finds the same, with 1 where it does not', async () => {
    const one = writeArchive('one.tar', [file('a', '1'), file('b', '2')]);
    const same = writeArchive('same.tar', [file('a', '0'), file('b', '2')], [file('a', '1')]);
    const other = writeArchive('other.tar', [file('a', '1')]);
    expect((await run('diff', one, same)).code).toBe(0);
    const told = await run('diff', one, other);
    expect(told).toMatchObject({ code: 1, err: '' });
    expect(told.out).toMatch(/\bb\b/);
  });
});

describe('diff of what was built anew', () => {
  it('ends with 0 and counts the times', async () => {
    const [old, now] = [1, 2].map((mtime) => writeArchive(`built${mtime}.tar`, [{ ...file('a', '1'), mtime }]));
    const told = await run('diff', old ?? '', now ?? '');
    expect(told).toMatchObject({ code: 0, err: '' });
    expect(told.out).toContain('1 path differs in time only');
  });
});

describe('validate', () => {
  it('ends with 0 for a whole image, with 1 and every fault for a damaged one', async () => {
    const name = writeArchive('whole.tar', [file('a', 'x'.repeat(2000))]);
    expect(await run('validate', name)).toMatchObject({ code: 0, err: '' });
    const bytes = readFileSync(join(dir, 'whole.tar'));
    bytes[bytes.indexOf('xxxx')] = 0x79;
    writeFileSync(join(dir, 'damaged.tar'), bytes);
    const told = await run('validate', '--format', 'json', 'docker-archive:damaged.tar');
    expect(told.code).toBe(1);
    expect(JSON.parse(told.out)).toMatchObject({ isValid: false, faults: [{ code: 'layer-diff-id-mismatch' }] });
  });

  const layout = (name: string) => {
    writeZeros(name);
    const manifest = JSON.parse(readFileSync(join(dir, name, 'index.json'), 'utf8')).manifests[0].digest as string;
    const blob = (digest: string) => join(dir, name, 'blobs', digest.replace(':', '/'));
    const config = JSON.parse(readFileSync(blob(manifest), 'utf8')).config.digest as string;
    return { index: join(dir, name, 'index.json'), manifest: blob(manifest), config: blob(config) };
  };

  it.each<[string, (at: ReturnType<typeof layout>) => void, string]>([
    ['an index that is cut off', ({ index }) => writeFileSync(index, '{"manifests":['), 'image-document-invalid'],
    ['no index', ({ index }) => rmSync(index), 'blob-missing'],
    ['no manifest', ({ manifest }) => rmSync(manifest), 'blob-missing'],
    ['no configuration', ({ config }) => rmSync(config), 'blob-missing'],
    ['another configuration', ({ config }) => writeFileSync(config, '{}'), 'blob-digest-mismatch'],
  ])('a fault of a document is a record like any other: %s', async (name, damage, code) => {
    damage(layout(name));
    const told = await run('validate', '--format', 'json', `oci:${name}`);
    expect(told).toMatchObject({ code: 1, err: '' });
    const record: unknown = JSON.parse(told.out);
    expect(v.parse(ValidationRecord, record)).toEqual(record);
    expect(record).toMatchObject({ image: { name: `oci:${name}` }, isValid: false, faults: [{ code }] });
    const text = await run('validate', `oci:${name}`);
    expect(text).toMatchObject({ code: 1, err: '' });
    expect(text.out).toMatch(/^[^\n]+ cannot be opened\n(?: [^\n]+\n)+$/);
  });

  it('what is not there, or no image, is still a problem of whoever asks', async () => {
    expectProblem(await run('validate', 'docker-archive:none.tar'), 2, 'given-file-missing');
    expectProblem(await run('validate', 'oci:none'), 2, 'folder-not-found');
    layout('tagged');
    expectProblem(await run('validate', 'oci:tagged:other'), 2, 'archive-image-not-found');
  });
});

describe('verify --static', () => {
  const text = (name: string, content: string, mode = 0o755): MemberSpec => ({ name, content, mode });

  it('ends with 1 and the cause where its files say that it cannot start, without running anything', async () => {
    const name = writeConfigured('unstartable.tar', { Entrypoint: ['/run'] }, [
      text('run', '#!/usr/bin/python3\n'),
      { name: 'tmp/', type: 'dir' },
    ]);
    const told = await run('verify', '--static', '--format', 'json', name);
    expect(told).toMatchObject({ code: 1, err: '' });
    const record: unknown = JSON.parse(told.out);
    expect(v.parse(VerificationRecord, record)).toEqual(record);
    expect(record).toMatchObject({
      image: { name },
      how: 'static',
      verdict: 'broken',
      causes: [{ code: 'closure-shebang-missing', of: 'start', evidence: '/run' }],
      hints: [],
      healthcheck: 'none',
    });
    const shown = await run('verify', '--static', name);
    expect(shown).toMatchObject({ code: 1, err: '' });
    expect(shown.out).toContain('/usr/bin/python3, which runs /run, is not in the image');
  });

  it('ends with 0 where nothing speaks against it, and does not say that it works', async () => {
    const name = writeConfigured('startable.tar', { Entrypoint: ['/run'] }, [
      text('run', '#!/sh\n'),
      text('sh', '#!/run\n'),
      { name: 'tmp/', type: 'dir' },
    ]);
    const told = await run('verify', '--static', '--format', 'json', name);
    expect(told).toMatchObject({ code: 0, err: '' });
    expect(JSON.parse(told.out)).toMatchObject({ verdict: 'unverified', causes: [], hints: [] });
  });
});
