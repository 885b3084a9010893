import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { memoryBlobs, NO_INFLATER } from '../../src/image/random-image.ts';
import { openOciLayout } from '../../src/image/sources/open-oci-layout.ts';
import { FILE_SET_CASES } from '../held/file-sets/cases.ts';
import { archiveOf, type Files, type HeldImage, json, ociLayout } from '../held/kit/image.ts';
import { WASTE_CASES } from '../held/waste/cases.ts';
import { docker, exportRows, ownRows } from '../kit/engine-rows.ts';

const REPOSITORY = `plimsoll.invalid/held-${process.pid}`;
const dir = mkdtempSync(join(tmpdir(), 'plimsoll-held-'));
const tags: string[] = [];
const compared = new Set<string>();

afterAll(() => {
  if (tags.length > 0) docker(['rmi', '-f', ...tags]);
  rmSync(dir, { recursive: true, force: true });
  console.log(`file sets as the engine exports them: ${compared.size} images compared`);
});

/** @returns its name on the engine; undefined where the engine does not unpack it */
function load(files: Files, name: string): string | undefined {
  const tag = `${REPOSITORY}:${name}`;
  const index = JSON.parse(String(files.get('index.json'))) as { manifests: { annotations: Record<string, string> }[] };
  const [manifest] = index.manifests;
  if (manifest !== undefined) manifest.annotations = { 'io.containerd.image.name': tag };
  const archive = join(dir, 'load.tar');
  writeFileSync(archive, archiveOf(new Map([...files, ['index.json', json(index)]])));
  // The engine may take an image it cannot unpack, and say so only in words.
  const said = docker(['load', '-i', archive]);
  tags.push(tag);
  return said.includes('Error unpacking') ? undefined : tag;
}

function layoutOf(image: HeldImage): Files {
  return ociLayout({ ...image, config: { ...image.config, Cmd: ['/x'] } });
}

/** Read and judged by our rules though no engine unpacks them: a whiteout behind its own name, the oldest form of sparse files. */
const REFUSED_BY_ENGINE: ReadonlySet<string> = new Set([
  'new-folder-then-whiteout-of-it',
  'same-name-then-whiteout',
  'whiteout-of-own-file-only',
  'sparse-nothing-but-holes',
  'sparse-old-gnu',
  'sparse-old-gnu-deleted',
  'sparse-old-gnu-long-map',
]);

describe('the merged tree is what a container of the engine holds', () => {
  test.each([...FILE_SET_CASES, ...WASTE_CASES].map(({ id, image }) => ({ id, image })))(
    '$id',
    async ({ id, image }) => {
      const files = layoutOf(image);
      const tag = load(files, id);
      expect(tag === undefined).toBe(REFUSED_BY_ENGINE.has(id));
      if (tag === undefined) return;
      const view = await openOciLayout(memoryBlobs(files), {}, NO_INFLATER);
      expect(await ownRows(view)).toEqual(await exportRows(tag));
      compared.add(id);
    },
  );
});
