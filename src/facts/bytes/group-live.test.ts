import { describe, expect, test } from 'vitest';
import { indexLayers } from '../../image/index-layers.ts';
import { mergeLayers } from '../../image/merge/merge-layers.ts';
import { type MemberSpec, makeView } from '../../image/random-image.ts';
import { listPackages } from '../packages/list-packages.ts';
import { groupLive, listDoubtful } from './group-live.ts';

const at = (path: string, row: number, bytes = 10) => ({
  cause: 'version-control' as const,
  layer: 1,
  row,
  path,
  bytes,
});

describe('the place of version control', () => {
  test('is the folder of its records, whatever of it is there', () => {
    const objects = Array.from({ length: 30 }, (_, i) => at(`app/.git/objects/1d/${i}`, i, i));
    expect(groupLive(objects)).toEqual([
      { cause: 'version-control', layer: 1, bytes: 435, files: 30, place: 'app/.git/' },
    ]);
    expect(groupLive([at('.git/HEAD', 0)])).toMatchObject([{ place: '.git/' }]);
  });

  test('of two the folder above both', () => {
    const two = [at('app/one/.git/HEAD', 0), at('app/two/.git/HEAD', 1)];
    expect(groupLive(two)).toMatchObject([{ place: 'app/', files: 2 }]);
  });
});

describe('a content with several names', () => {
  const file = (name: string): MemberSpec => ({ name, content: 'x'.repeat(50) });
  const link = (name: string, to: string): MemberSpec => ({ name, type: 'hardlink', link: to });
  async function doubtful(...layers: MemberSpec[][]) {
    const indexes = await indexLayers(makeView(layers), []);
    const tree = mergeLayers(indexes);
    return listDoubtful(indexes, tree, listPackages(indexes, tree)).map(({ cause, path }) => [cause, path]);
  }

  const CACHED = 'root/.cache/uv/archive-v0/torch.so';
  test.each(['usr/local/lib/python3/site-packages/torch.so', 'app/.venv/lib/torch.so'])(
    'is needed where one of them is: %s',
    async (installed) => {
      expect(await doubtful([file(CACHED), link(installed, CACHED)])).toEqual([]);
      expect(await doubtful([file(installed), link(CACHED, installed)])).toEqual([]);
    },
  );

  test('is there for nothing where all of them are, for the first cause of theirs', async () => {
    expect(await doubtful([file('a/x.md'), link(CACHED, 'a/x.md')])).toEqual([['package-cache', CACHED]]);
    expect(await doubtful([file(CACHED), link('usr/x.md', CACHED)])).toEqual([['package-cache', CACHED]]);
    expect(await doubtful([file(CACHED), link('app/x.so', CACHED)], [file('app/.wh.x.so')])).toEqual([
      ['package-cache', CACHED],
    ]);
  });
});
