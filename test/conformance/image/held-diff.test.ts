import { afterAll, describe, expect, test } from 'vitest';
import { nodeInflater } from '../../../src/adapters/blobs/node-inflater.ts';
import { diffImages } from '../../../src/facts/diff/diff-images.ts';
import { indexLayers } from '../../../src/image/index-layers.ts';
import { mergeLayers } from '../../../src/image/merge/merge-layers.ts';
import { memoryBlobs } from '../../../src/image/random-image.ts';
import { openOciLayout } from '../../../src/image/sources/open-oci-layout.ts';
import { DIFF_CASES } from '../../held/diff/cases.ts';
import { layoutsOf } from '../../held/diff/media.ts';
import type { Files } from '../../held/kit/image.ts';

const right = new Set<string>();
afterAll(() => console.log(`differences known by construction: ${right.size} of ${DIFF_CASES.length} pairs right`));

async function read(name: string, files: Files, platform: string) {
  const view = await openOciLayout(memoryBlobs(files), { platform }, nodeInflater(''));
  const indexes = await indexLayers(view, [], { hash: true });
  return { name, view, indexes, tree: mergeLayers(indexes) };
}

const platformOf = (side: { readonly platform?: { readonly os: string; readonly architecture: string } } = {}) =>
  side.platform === undefined ? 'linux/amd64' : `${side.platform.os}/${side.platform.architecture}`;

describe('003-23 differences known by construction', () => {
  describe.each(DIFF_CASES.map((item) => ({ id: item.id, item })))('$id', ({ id, item }) => {
    test('is told as it is, in both directions', async () => {
      const layouts = layoutsOf(item);
      const a = await read('a', layouts.a, platformOf(item.sides?.a));
      const b = await read('b', layouts.b, platformOf(item.sides?.b));
      const found = diffImages(a, b);
      expect({
        paths: found.paths,
        config: found.config.map(({ field }) => field),
        privileges: found.privileges,
        sharedLayers: found.layers.shared,
        bytesDelta: found.bytesDelta,
        isSame: found.isSame,
      }).toEqual(item.truth);
      const back = diffImages(b, a);
      expect(back.paths.map(({ path }) => path)).toEqual(found.paths.map(({ path }) => path));
      expect([back.isSame, back.bytesDelta + found.bytesDelta]).toEqual([found.isSame, 0]);
      right.add(id);
    });
  });
});
