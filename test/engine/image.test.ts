import { execFileSync } from 'node:child_process';
import { createReadStream, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { fileBlob } from '../../src/adapters/blobs/file-blobs.ts';
import { nodeInflater } from '../../src/adapters/blobs/node-inflater.ts';
import type { ImageView, LayerEntry } from '../../src/image/contract.ts';
import { indexLayer, indexLayers } from '../../src/image/index-layers.ts';
import { mergeLayers } from '../../src/image/merge-layers.ts';
import { type Blobs, type MemberSpec, makeTar, putIndex, putManifest } from '../../src/image/random-image.ts';
import { openDockerArchive } from '../../src/image/sources/open-docker-archive.ts';
import { openTarMembers } from '../../src/image/sources/open-tar-members.ts';

const REPOSITORY = `plimsoll.invalid/image-test-${process.pid}`;
const dir = mkdtempSync(join(tmpdir(), 'plimsoll-image-engine-'));
const tags: string[] = [];
const opened: { close(): Promise<void> }[] = [];

function docker(args: readonly string[]): string {
  return execFileSync('docker', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
}

afterAll(async () => {
  for (const blobs of opened) await blobs.close();
  for (const tag of tags) docker(['rmi', '-f', tag]);
  rmSync(dir, { recursive: true, force: true });
});

/** Gives an image of these layers to the engine. @returns its name; undefined where the engine cannot unpack it */
function loadImage(layers: readonly (readonly MemberSpec[])[], name: string): string | undefined {
  const blobs: Blobs = new Map();
  const tag = `${REPOSITORY}:${name}`;
  const manifest = putManifest(blobs, { layers: layers.map((members) => makeTar(members)), config: { Cmd: ['/x'] } });
  putIndex(blobs, [
    { ...manifest, annotations: { 'io.containerd.image.name': tag, 'org.opencontainers.image.ref.name': name } },
  ]);
  const file = join(dir, 'load.tar');
  writeFileSync(file, makeTar([...blobs].map(([path, content]) => ({ name: path, content }))));
  try {
    docker(['load', '-q', '-i', file]);
  } catch {
    return undefined;
  }
  tags.push(tag);
  return tag;
}

async function openSaved(tag: string): Promise<ImageView> {
  const file = join(dir, 'save.tar');
  docker(['save', '-o', file, tag]);
  const { blobs, name } = fileBlob(file);
  opened.push(blobs);
  return openDockerArchive(await openTarMembers(blobs, name), {}, nodeInflater(process.env['PATH'] ?? ''));
}

/** What the engine puts into every container. */
const ENGINES_OWN = /^(?:\.dockerenv|(?:dev|proc|sys|etc)(?:\/.*)?)?$/;

type Row = readonly [path: string, type: string, mode: number, uid: number, bytes: number, link: string];

function rowOf(entry: LayerEntry, content: LayerEntry | undefined): Row {
  const type = entry.type === 'hardlink' ? 'file' : entry.type;
  const mode = type === 'symlink' ? 0 : entry.mode;
  return [entry.path, type, mode, entry.uid, content?.bytes ?? 0, entry.type === 'symlink' ? (entry.link ?? '') : ''];
}

/** The container's file system as the engine shows it. */
async function exportRows(tag: string): Promise<readonly Row[]> {
  const container = docker(['create', tag]);
  const file = join(dir, 'export.tar');
  try {
    docker(['export', '-o', file, container]);
  } finally {
    docker(['rm', '-f', container]);
  }
  const open = () => createReadStream(file) as AsyncIterable<Uint8Array>;
  const digest = `sha256:${execFileSync('sha256sum', [file], { encoding: 'utf8' }).slice(0, 64)}` as const;
  const { entries } = await indexLayer({ digest, diffId: digest, mediaType: '', open }, []);
  const byPath = new Map(entries.map((e) => [e.path, e]));
  const contentOf = (e: LayerEntry) => (e.type === 'hardlink' ? byPath.get(e.link ?? '') : e);
  return sortRows(entries.map((e) => rowOf(e, contentOf(e))));
}

async function ownRows(view: ImageView): Promise<readonly Row[]> {
  const tree = mergeLayers(await indexLayers(view, []));
  return sortRows([...tree.nodes()].map((node) => rowOf(node.entry, node.content?.entry)));
}

function sortRows(rows: readonly Row[]): readonly Row[] {
  return rows.filter(([path]) => !ENGINES_OWN.test(path)).toSorted(([a], [b]) => (a < b ? -1 : 1));
}

const file = (name: string, content = name, mode = 0o644): MemberSpec => ({ name, content, mode });
const folder = (name: string, mode = 0o755): MemberSpec => ({ name, type: 'dir', mode });
const link = (name: string, to: string): MemberSpec => ({ name, type: 'symlink', link: to });

test('one image with every overlay rule: the merged tree is what the engine exports', async () => {
  const tag = loadImage(
    [
      [
        folder('a', 0o711),
        file('a/gone'),
        file('a/stays', 'stays', 0o4755),
        file('opaque/old/deep'),
        file('kind', 'a file'),
        folder('was-dir'),
        file('was-dir/x'),
        folder('usr/lib', 0o711),
        link('lib', 'usr/lib'),
        link('lib2', 'usr/lib'),
        file('first', 'linked'),
        { name: 'second', type: 'hardlink', link: 'first' },
        file('twice', 'one'),
        file('twice', 'three'),
        file('가나다', 'hangul'),
        { name: 'owned', content: '', uid: 12_345, gid: 54_321 },
      ],
      [
        file('a/.wh.gone', ''),
        file('opaque/.wh..wh..opq', ''),
        file('opaque/new'),
        folder('kind'),
        file('kind/now'),
        file('was-dir', 'now a file'),
        file('lib/x'),
        link('own', 'usr/share'),
        file('own/through-own-link'),
        file('.wh.first', ''),
      ],
      [file('.wh.kind', ''), folder('kind', 0o700), file('../../above', 'clamped')],
    ],
    'rules',
  );
  expect(tag).toBeDefined();
  const view = await openSaved(tag ?? '');
  expect(view.layers.map((layer) => layer.transferBytes)).not.toContain(undefined);
  const rows = await exportRows(tag ?? '');
  expect(rows.length).toBeGreaterThan(15);
  expect(await ownRows(view)).toEqual(rows);
});

const name = fc.constantFrom('a', 'b', 'c');
const path = fc.array(name, { minLength: 1, maxLength: 3 }).map((parts) => parts.join('/'));
const hidden = path.map((p) => `${p.slice(0, p.lastIndexOf('/') + 1)}.wh.${p.slice(p.lastIndexOf('/') + 1)}`);
const member: fc.Arbitrary<MemberSpec> = fc.oneof(
  { arbitrary: fc.record({ name: path, content: fc.string({ maxLength: 9 }) }), weight: 4 },
  {
    arbitrary: fc.record({ name: path, type: fc.constant('dir' as const), mode: fc.constantFrom(0o755, 0o700) }),
    weight: 3,
  },
  { arbitrary: hidden.map((p) => ({ name: p, content: '' })), weight: 2 },
  { arbitrary: path.map((p) => ({ name: `${p}/.wh..wh..opq`, content: '' })), weight: 1 },
  {
    arbitrary: fc.record({
      name: path,
      type: fc.constant('symlink' as const),
      link: fc.oneof(
        path,
        path.map((p) => `/${p}`),
      ),
    }),
    weight: 1,
  },
);

test('random images that the engine takes', async () => {
  const images = fc.sample(fc.array(fc.array(member, { minLength: 1, maxLength: 6 }), { minLength: 2, maxLength: 3 }), {
    numRuns: 80,
    seed: 7,
  });
  let compared = 0;
  for (const [i, layers] of images.entries()) {
    const tag = loadImage([[file('x')], ...layers], `random${i}`);
    if (tag === undefined) continue;
    const rows = await exportRows(tag).catch((error: unknown) => {
      if (error instanceof Error && 'status' in error) return undefined;
      throw error;
    });
    if (rows === undefined) continue;
    compared += 1;
    expect({ i, layers, rows: await ownRows(await openSaved(tag)) }).toEqual({ i, layers, rows });
  }
  expect(compared).toBeGreaterThan(10);
});
