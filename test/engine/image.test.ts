import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, expect, test } from 'vitest';
import { fileBlob } from '../../src/adapters/blobs/file-blobs.ts';
import { nodeInflater } from '../../src/adapters/blobs/node-inflater.ts';
import { createDockerEngine } from '../../src/engine/docker/docker-engine.ts';
import type { ImageView } from '../../src/image/contract.ts';
import { indexLayers } from '../../src/image/index-layers.ts';
import { mergeLayers } from '../../src/image/merge/merge-layers.ts';
import {
  type Blobs,
  type MemberSpec,
  makeTar,
  makeView,
  memoryBlobs,
  putIndex,
  putManifest,
} from '../../src/image/random-image.ts';
import { layoutFiles } from '../../src/image/sinks/layout-files.ts';
import { packImage } from '../../src/image/sinks/pack-image.ts';
import { streamTar } from '../../src/image/sinks/stream-tar.ts';
import { openDockerArchive } from '../../src/image/sources/open-docker-archive.ts';
import { openOciLayout } from '../../src/image/sources/open-oci-layout.ts';
import { openTarMembers } from '../../src/image/sources/open-tar-members.ts';
import { wordsToText } from '../../src/model/bytes.ts';
import { Problem } from '../../src/model/problem.ts';
import { docker, exportRows, ownRows } from '../kit/engine-rows.ts';
import { RUN_SEED } from '../kit/run-seed.ts';
import { portsFor } from './docker-kit.ts';

const REPOSITORY = `plimsoll.invalid/image-test-${process.pid}`;
const dir = mkdtempSync(join(tmpdir(), 'plimsoll-image-engine-'));
const INFLATER = nodeInflater(process.env['PATH'] ?? '');
const tags: string[] = [];
const opened: { close(): Promise<void> }[] = [];

afterAll(async () => {
  for (const blobs of opened) await blobs.close();
  for (const tag of tags) docker(['rmi', '-f', tag]);
  rmSync(dir, { recursive: true, force: true });
});

/** Gives an image of these layers to the engine. @returns its name; undefined where the engine cannot unpack it */
async function loadImage(layers: readonly (readonly MemberSpec[])[], name: string): Promise<string | undefined> {
  const blobs: Blobs = new Map();
  const tag = `${REPOSITORY}:${name}`;
  const manifest = putManifest(blobs, { layers: layers.map((members) => makeTar(members)), config: { Cmd: ['/x'] } });
  putIndex(blobs, [manifest]);
  const view = await openOciLayout(memoryBlobs(blobs), {}, INFLATER);
  const files = layoutFiles(await packImage(view), { tag: name, name: tag });
  const { store } = await createDockerEngine(portsFor(), {});
  try {
    expect(await store.load(streamTar(files))).toEqual([tag]);
  } catch (error) {
    if (error instanceof Problem && ['image-not-loaded', 'engine-refused'].includes(error.code)) return undefined;
    throw error;
  }
  tags.push(tag);
  return tag;
}

async function openSaved(tag: string): Promise<ImageView> {
  const file = join(dir, 'save.tar');
  docker(['save', '-o', file, tag]);
  const { blobs, name } = fileBlob(file);
  opened.push(blobs);
  return openDockerArchive(await openTarMembers(blobs, name), {}, INFLATER);
}

const file = (name: string, content = name, mode = 0o644): MemberSpec => ({ name, content, mode });
const folder = (name: string, mode = 0o755): MemberSpec => ({ name, type: 'dir', mode });
const link = (name: string, to: string): MemberSpec => ({ name, type: 'symlink', link: to });

test('one image with every overlay rule: the merged tree is what the engine exports', async () => {
  const tag = await loadImage(
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
        file('lib2/real', 'behind a symlink'),
        { name: 'lib2/again', type: 'hardlink', link: 'lib2/real' },
        { name: 'elsewhere', type: 'hardlink', link: 'lib2/real' },
        { name: 'a/up', type: 'symlink', link: '/lib2' },
        { name: 'by-steps', type: 'hardlink', link: 'a/up/real' },
        { name: 'of-a-symlink', type: 'hardlink', link: 'a/up' },
        file('folder-then-link/x'),
        { name: 'folder-then-link', type: 'hardlink', link: 'lib2/again' },
        file('twice', 'one'),
        file('twice', 'three'),
        file(wordsToText('가나다'), 'hangul'),
        file('', 'named like the root'),
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

const hard = (name: string, to: string): MemberSpec => ({ name, type: 'hardlink', link: to });

test.each<[string, MemberSpec[]]>([
  ['gone', [link('s', 'gone'), hard('y', 's/x')]],
  ['dangling', [link('lib', 'usr/lib'), hard('y', 'lib/x')]],
  ['loop', [link('s', 's'), hard('y', 's/x')]],
  ['file', [file('f'), hard('y', 'f/x')]],
  ['below-itself', [folder('a'), file('a/b'), hard('a', 'a/b')]],
  ['itself', [link('lib', 'usr/lib'), file('usr/lib/x'), hard('lib/x', 'usr/lib/x')]],
  ['own-symlink', [link('s', 'd'), file('d/x'), hard('s', 's/x')]],
  ['whiteout-by-name', [file('.wh.a', ''), hard('b', '.wh.a')]],
  ['whiteout-of-itself', [file('.wh.x', ''), hard('x', 'x')]],
  ['whiteout-below-itself', [folder('d'), file('d/.wh.y', ''), hard('d', 'd/y')]],
])('a hard link that neither the engine nor we can follow: %s', async (tag, members) => {
  expect(await loadImage([[file('x')], members], `refused-${tag}`)).toBeUndefined();
  const indexes = await indexLayers(makeView([members]), []);
  expect(() => mergeLayers(indexes)).toThrow('layer-refused');
});

test.each<[string, MemberSpec[][]]>([
  ['gone', [[link('s', 'gone/../b'), folder('b'), file('b/x'), file('s/y'), hard('y', 's/x')]]],
  ['gone-everything', [[link('s', 'gone/../b'), file('s/y')]]],
  [
    'gone-below',
    [
      [folder('b'), file('b/x')],
      [link('s', 'gone/../b'), file('s/y')],
    ],
  ],
  ['gone-deeper', [[link('s', 'gone/too/../../b'), file('s/y')]]],
  ['file', [[file('f'), link('s', 'f/../b'), file('s/y')]]],
  ['symlink', [[folder('o/p'), link('c', 'o/p'), link('s', 'c/../b'), file('s/y')]]],
  [
    'hidden-here',
    [
      [file('a'), file('b')],
      [file('.wh.a', ''), hard('b', 'a'), hard('c', 'a')],
    ],
  ],
  ['hidden-here-and-back', [[file('a', 'low')], [file('.wh.a', ''), file('a', 'new'), hard('b', 'a')]]],
])('ways that step back, and links to what is hidden: %s', async (name, layers) => {
  const tag = await loadImage([[file('z')], ...layers], `edge-${name}`);
  expect(tag).toBeDefined();
  expect(await ownRows(await openSaved(tag ?? ''))).toEqual(await exportRows(tag ?? ''));
});

/** Something to link to, by more than one way. */
const LINKED: readonly MemberSpec[] = [
  folder('d'),
  file('d/x', 'one'),
  file('x', 'other'),
  link('s', 'd'),
  link('d/up', '..'),
  link('t', '/d/up/s'),
];
const wayTo = (...names: string[]) =>
  fc
    .tuple(fc.constantFrom('', 'd/', 's/', 't/', 'd/up/', 's/up/d/'), fc.constantFrom(...names))
    .map((parts) => parts.join(''));
const linking: fc.Arbitrary<MemberSpec> = fc.oneof(
  { arbitrary: fc.tuple(wayTo('x', 'y', 'z', 's'), wayTo('x', 'x', 'y', 's')).map((pair) => hard(...pair)), weight: 3 },
  { arbitrary: wayTo('x', 'y', 'z').map((one) => file(one)), weight: 1 },
);

test(`random hard links through symlinks (seed ${RUN_SEED}): refused where the engine refuses, else what it exports`, async () => {
  const layers = fc.sample(fc.array(linking, { minLength: 1, maxLength: 3 }), { numRuns: 40, seed: RUN_SEED });
  let compared = 0;
  for (const [i, members] of layers.entries()) {
    const layer = [...LINKED, ...members];
    const tag = await loadImage([[file('x')], layer], `hard${i}`);
    const indexes = await indexLayers(makeView([layer]), []);
    if (tag === undefined) expect(() => mergeLayers(indexes), JSON.stringify(members)).toThrow('layer-refused');
    else {
      const rows = await exportRows(tag);
      expect({ members, rows: await ownRows(await openSaved(tag)) }).toEqual({ members, rows });
      compared += 1;
    }
  }
  expect(compared).toBeGreaterThan(10);
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

test('an archive that holds no image is refused with the engine’s words', async () => {
  const { store } = await createDockerEngine(portsFor(), {});
  const loading = store.load(streamTar([]));
  await expect(loading).rejects.toMatchObject({ code: expect.stringMatching(/^(image-not-loaded|engine-refused)$/) });
});

/**
 * A folder that a name only implies takes its mode from the same path in the layers below, each looked into by itself, down to the first that has it:
 * behind a symlink's name, or an opaque folder, engines find one that no container shows. We give it the mode of a new one.
 */
function borrowsHiddenMode(layers: readonly (readonly MemberSpec[])[]): boolean {
  const parents = layers.map((members) => new Set(members.flatMap(({ name: at }) => foldersOf(at))));
  const veils = layers.map((members) =>
    members.flatMap(({ name: at, type }) => {
      if (at.endsWith('/.wh..wh..opq')) return [at.slice(0, -'/.wh..wh..opq'.length)];
      return type === 'symlink' ? [at] : [];
    }),
  );
  return veils.some((hidden, at) =>
    parents
      .slice(at + 1)
      .some((later) => [...later].some((folder) => hidden.some((veil) => `${folder}/`.startsWith(`${veil}/`)))),
  );
}

function foldersOf(at: string): readonly string[] {
  const parts = at.split('/').slice(0, -1);
  return parts.map((_, i) => parts.slice(0, i + 1).join('/'));
}

test(`random images that the engine takes (seed ${RUN_SEED})`, async () => {
  const images = fc.sample(fc.array(fc.array(member, { minLength: 1, maxLength: 6 }), { minLength: 2, maxLength: 3 }), {
    numRuns: 80,
    seed: RUN_SEED,
  });
  let compared = 0;
  for (const [i, layers] of images.entries()) {
    if (borrowsHiddenMode(layers)) continue;
    const tag = await loadImage([[file('x')], ...layers], `random${i}`);
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
