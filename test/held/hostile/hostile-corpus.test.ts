import { execFileSync, spawnSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { gunzipSync } from 'node:zlib';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { digestOf, type Files, layerTar } from '../kit/image.ts';
import { blobPath, raw } from './build.ts';
import { CHUNKED_CASES, HOSTILE_CASES, HOSTILE_SUBJECTS } from './cases.ts';
import type { HostileCase, Latin1, Medium } from './contract.ts';
import { type Member, merge } from './merge-model.ts';
import { IMAGE, LAYER_DIGEST } from './registry-play.ts';

const caseOf = (id: string): HostileCase => {
  const found = HOSTILE_CASES.find((one) => one.id === id);
  if (found === undefined) throw new Error(`no case ${id}`);
  return found;
};

/** Bytes of what a medium generates; of a stream its first pieces. */
function* pieces(medium: Medium): Iterable<Buffer> {
  if (medium.is === 'layers') yield* medium.image().layers.map(layerTar);
  if (medium.is === 'files') {
    for (const [path, bytes] of medium.files()) yield Buffer.concat([Buffer.from(path), bytes]);
    yield Buffer.from(JSON.stringify(medium.special?.() ?? []));
  }
  if (medium.is === 'archive') yield medium.bytes();
  if (medium.is === 'name') yield raw(medium.text);
  if (medium.is === 'dockerfile') yield raw(medium.text());
  if (medium.is === 'stream') {
    let left = 5;
    for (const piece of medium.blob()) {
      if (left-- === 0) return;
      yield piece;
    }
  }
}

function hashOf(medium: Medium): string {
  const hash = createHash('sha256');
  for (const piece of pieces(medium)) hash.update(piece);
  return hash.digest('hex');
}

const filesOf = (id: string): Files => {
  const { medium } = caseOf(id);
  if (medium.is !== 'files') throw new Error(`${id} is no layout`);
  return medium.files();
};

const tarsOf = (medium: Medium): readonly Buffer[] =>
  medium.is === 'layers' ? medium.image().layers.map(layerTar) : [];

describe('the list', () => {
  it('has every number of the list, and every id once', () => {
    const numbers = new Set(HOSTILE_CASES.map((one) => one.number));
    expect([...numbers].sort((a, b) => a - b)).toEqual(Array.from({ length: 64 }, (_, i) => i + 1));
    const ids = HOSTILE_CASES.map((one) => one.id);
    expect(ids.filter((id, i) => ids.indexOf(id) !== i)).toEqual([]);
    expect(ids.filter((id) => !/^[\w-]+$/.test(id))).toEqual([]);
    expect(HOSTILE_CASES.filter((one) => one.says === '' || one.source === '')).toEqual([]);
  });

  it('has a small variant beside every big one, and enough to cut into pieces', () => {
    for (const big of HOSTILE_CASES.filter((one) => one.big === true)) {
      expect(HOSTILE_CASES.some((one) => one.number === big.number && one.big !== true)).toBe(true);
    }
    expect(CHUNKED_CASES.length).toBeGreaterThan(100);
  });

  it('generates the same bytes twice', () => {
    const small = HOSTILE_CASES.filter(({ big, medium }) => big !== true && medium.is !== 'registry');
    for (const { id, medium } of small) expect(hashOf(medium), id).toBe(hashOf(medium));
  });
});

describe('layouts', () => {
  it('are well-formed wherever the answer is that they are read', () => {
    let judged = 0;
    for (const { id, medium, answer } of HOSTILE_CASES) {
      if (medium.is !== 'files' || answer.is !== 'read') continue;
      for (const [path, bytes] of medium.files()) {
        const [, algorithm, hex] = /^blobs\/(\w+)\/(\w+)$/.exec(path) ?? [];
        if (algorithm === undefined) continue;
        expect(createHash(algorithm).update(bytes).digest('hex'), `${id} ${path}`).toBe(hex);
        judged++;
      }
    }
    expect(judged).toBeGreaterThan(100);
  });

  it('differ from their names where the answer is a mismatch of the blob', () => {
    for (const id of ['layer-bytes-differ', 'manifest-bytes-differ', 'config-bytes-differ']) {
      const wrong = [...filesOf(id)].filter(
        ([path, bytes]) => path.startsWith('blobs/') && path !== blobPath(digestOf(bytes)),
      );
      expect(wrong, id).toHaveLength(1);
    }
  });

  it('are served by the play as they are named', () => {
    for (const [digest, bytes] of IMAGE.blobs) expect(digestOf(bytes)).toBe(digest);
    expect(IMAGE.blobs.has(LAYER_DIGEST)).toBe(true);
    expect(JSON.parse(IMAGE.bytes.toString()).layers[0].digest).toBe(LAYER_DIGEST);
  });
});

describe('compressed layers', () => {
  const blobOf = (id: string): Buffer => {
    const files = filesOf(id);
    const index = JSON.parse(files.get('index.json')?.toString() ?? '');
    const manifest = JSON.parse(files.get(blobPath(index.manifests[0].digest))?.toString() ?? '');
    return files.get(blobPath(manifest.layers[0].digest)) ?? Buffer.alloc(0);
  };
  const plain = gunzipSync(blobOf('media-type-plain-is-gzip'));
  const ids = HOSTILE_SUBJECTS.compression.map((one) => one.id);

  it('are gzip where they are good gzip, and damaged where they are not', () => {
    for (const id of ['gzip-of-two-members', 'gzip-of-many-members', 'zeros-behind-gzip']) {
      expect(gunzipSync(blobOf(id)).equals(plain), id).toBe(true);
    }
    expect(gunzipSync(blobOf('junk-behind-gzip').subarray(0, -100)).equals(plain)).toBe(true);
    const damaged = ids.filter((id) => caseOf(id).number === 42);
    expect(damaged).toHaveLength(6);
    for (const id of damaged) expect(() => gunzipSync(blobOf(id)), id).toThrow();
  });

  it('are bombs of more than 1000 to 1, and the stream is what it says', () => {
    for (const [id, inflated] of [
      ['gzip-bomb-256-mib', 256],
      ['zstd-bomb-256-mib', 256],
    ] as const) {
      const { medium } = caseOf(id);
      if (medium.is !== 'stream') throw new Error(id);
      let bytes = 0;
      for (const piece of medium.blob()) bytes += piece.length;
      expect((inflated * 2 ** 20) / bytes, id).toBeGreaterThan(1000);
    }
    const { medium } = caseOf('zeros-of-32-mib');
    if (medium.is !== 'stream' || medium.tar === undefined) throw new Error('no stream');
    expect(digestOf(gunzipSync(Buffer.concat([...medium.blob()])))).toBe(digestOf(Buffer.concat([...medium.tar()])));
  });

  const hasZstd = spawnSync('zstd', ['--version']).status === 0;
  it.skipIf(!hasZstd)('are zstd and xz for the programs too', () => {
    const run = (program: string, id: string) => spawnSync(program, ['-dc'], { input: blobOf(id) });
    const good = [
      'zstd-stored',
      'zstd-window-128-mib',
      'zstd-frames',
      'zstd-skippable-frames',
      'media-type-gzip-is-zstd',
    ];
    for (const id of good) expect(run('zstd', id).stdout.equals(plain), id).toBe(true);
    expect(run('zstd', 'zstd-as-the-command-writes-it').stdout.length).toBe(2560);
    for (const id of ['zstd-truncated', 'zstd-checksum-wrong', 'zstd-with-a-dictionary', 'zstd-window-2-to-32']) {
      expect(run('zstd', id).status, id).not.toBe(0);
    }
    expect(run('xz', 'xz-layer').stdout.equals(plain)).toBe(true);
    expect(run('bzip2', 'bzip2-layer').status).toBe(0);
  });
});

/** Names of a published grammar (distribution/reference), written again here. */
const COMPONENT = '[a-z0-9]+(?:(?:[._]|__|-+)[a-z0-9]+)*';
const DOMAIN =
  '(?:[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?(?:\\.[a-zA-Z0-9](?:[a-zA-Z0-9-]*[a-zA-Z0-9])?)*|\\[[a-fA-F0-9:]+\\])(?::[0-9]+)?';
const REFERENCE = new RegExp(
  `^(?:${DOMAIN}/)?(${COMPONENT}(?:/${COMPONENT})*)(?::[A-Za-z0-9_][\\w.-]{0,127})?(?:@[A-Za-z][A-Za-z0-9]*:[0-9a-f]{64})?$(?!\\n)`,
);

describe('image names', () => {
  it('are judged as the published grammar does', () => {
    for (const { id, medium, answer } of HOSTILE_SUBJECTS.names) {
      if (medium.is !== 'name' || id.includes('slow')) continue;
      const fits = REFERENCE.exec(medium.text);
      expect(fits !== null && (fits[1] ?? '').length <= 255, id).toBe(answer.is === 'accepted');
    }
  });
});

describe('Dockerfiles', () => {
  it('have as many stages as lines that begin with FROM', () => {
    for (const { id, medium, answer, big } of HOSTILE_SUBJECTS.dockerfiles) {
      if (medium.is !== 'dockerfile' || answer.is !== 'parsed' || big === true || id.includes('heredoc')) continue;
      const lines = medium
        .text()
        .split('\n')
        .map((line) => line.replace(/^\u00ef\u00bb\u00bf/, ''));
      expect(lines.filter((line) => line.startsWith('FROM ')).length, id).toBe(answer.stages);
    }
  });
});

const LIST = `
import json, sys, tarfile
out = {}
for path in sys.argv[1:]:
    names = []
    try:
        with tarfile.open(path, encoding='latin-1', errors='strict') as t:
            for m in t:
                names.append([m.name, m.type.decode('latin-1'), m.size, m.linkname])
        out[path] = {'ok': True, 'members': names}
    except Exception as e:
        out[path] = {'ok': False, 'members': names}
print(json.dumps(out))
`;

type Listed = { readonly ok: boolean; readonly members: readonly Member[] };

/** Right by Go; Python reads the headers otherwise, or the members need more than the rules above. */
const PYTHON_READS_OTHERWISE = [
  // Under a symlink; aufs' own.
  ...['write-through-absolute-link', 'write-through-climbing-link', 'aufs-hardlink', 'aufs-metadata'],
  // Python applies a global path, takes an empty value, merges two headers, and lets PAX win over GNU.
  ...['pax-global-path', 'pax-size-empty', 'two-pax-headers', 'gnu-name-over-pax-path'],
  // Python wants the padding, and decodes every value.
  ...['last-padding-missing', 'xattr-with-binary-value'],
];

describe('reference readers', () => {
  let folder = '';
  let python: Readonly<Record<string, Listed>> = {};
  const subjects = HOSTILE_SUBJECTS.tar.filter(({ medium, big }) => big !== true && medium.is === 'layers');
  const pathOf = (id: string, layer = 0) => join(folder, `${id}.${layer}.tar`);

  beforeAll(() => {
    folder = mkdtempSync(join(tmpdir(), 'held-hostile-'));
    const paths = subjects.flatMap(({ id, medium }) =>
      tarsOf(medium).map((bytes, i) => {
        writeFileSync(pathOf(id, i), bytes);
        return pathOf(id, i);
      }),
    );
    const listed = execFileSync('python3', ['-c', LIST, ...paths], { maxBuffer: 2 ** 26 });
    python = JSON.parse(listed.toString());
  });
  afterAll(() => rmSync(folder, { recursive: true, force: true }));

  const seenByPython = (id: string, layer = 0): Listed => python[pathOf(id, layer)] ?? { ok: false, members: [] };
  const namesByPython = (id: string) => seenByPython(id).members.map(([name]) => name);
  const gnu = (id: string) => {
    const run = spawnSync('tar', ['--quoting-style=literal', '-tf', pathOf(id)], {
      env: { ...process.env, LC_ALL: 'C' },
    });
    return { status: run.status, names: run.stdout.toString('latin1').split('\n').slice(0, -1) };
  };

  it('see what the table of readers says', () => {
    expect(namesByPython('symlink-with-a-length')).toEqual(['l', 'hidden', 'f']);
    expect(gnu('symlink-with-a-length').names).toEqual(['l', 'f']);
    expect(namesByPython('member-behind-the-end')).toEqual(['f']);
    expect(gnu('member-behind-the-end').names).toEqual(['f']);
    expect(gnu('bytes-beyond-utf8').names).toEqual(['caf\u00e8', 'caf\u00e9', '\u00ff\u00fe']);
    expect(namesByPython('bytes-beyond-utf8')).toEqual(['caf\u00e8', 'caf\u00e9', '\u00ff\u00fe']);
    expect(gnu('nul-in-pax-path').names).toEqual(['seen']);
    expect(gnu('checksum-wrong')).toEqual({ status: 2, names: ['f', 'h'] });
    expect(gnu('body-truncated').status).toBe(2);
    expect(seenByPython('pax-header-claims-8-gib').ok).toBe(false);
    expect(seenByPython('pax-size-over-ustar-size-0').members).toEqual([
      ['outer', '0', 1024, ''],
      ['f', '0', 3, ''],
    ]);
    expect(gnu('pax-size-over-ustar-size-0').names).toEqual(['outer', 'f']);
    expect(gnu('pax-global-path').names[0]).toBe('everyone');
  });

  it('see, laid over each other, the paths of every answer but where Python reads otherwise than Go', () => {
    const otherwise = subjects.filter(({ id, medium, answer }) => {
      if (answer.is !== 'read' || medium.is !== 'layers') return false;
      const layers = medium.image().layers.map((_, i) => seenByPython(id, i));
      if (!layers.every(({ ok }) => ok)) return true;
      const merged = merge(layers.map(({ members }) => members));
      const isSparse = Object.values(answer.paths).some((fact) => fact.logicalBytes !== undefined);
      if (!isSparse && answer.deadBytes !== undefined && answer.deadBytes !== merged.deadBytes) return true;
      const fact = ([path, type, bytes]: readonly [Latin1, string, number | undefined]) =>
        `${path} ${type} ${isSparse ? '' : (bytes ?? '')}`;
      const expected = Object.entries(answer.paths).map(([path, { type, bytes }]) => fact([path, type, bytes]));
      return JSON.stringify(merged.paths.map(fact).sort()) !== JSON.stringify(expected.sort());
    });
    expect(otherwise.map(({ id }) => id).sort()).toEqual([...PYTHON_READS_OTHERWISE].sort());
  });
});
