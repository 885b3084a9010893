import { expect, test } from 'vitest';
import type { MergedTree } from './contract.ts';
import { indexLayers } from './index-layers.ts';
import { mergeLayers } from './merge/merge-layers.ts';
import { type MemberSpec, makeView } from './random-image.ts';
import { lookUpPath } from './resolve-path.ts';

async function merge(...members: MemberSpec[]): Promise<MergedTree> {
  return mergeLayers(await indexLayers(makeView([members]), []));
}

const link = (name: string, to: string): MemberSpec => ({ name, type: 'symlink', link: to });
const dir = (name: string): MemberSpec => ({ name, type: 'dir' });

test('the folders gone through and the node, by path and by node alike', async () => {
  const tree = await merge(dir('usr/lib/python3'), link('lib', 'usr/lib'), link('usr/lib/py', '/lib/../lib/python3/.'));
  const { node, dirs, isLoop } = lookUpPath(tree, '/lib/py');
  expect([node?.path, isLoop]).toEqual(['usr/lib/python3', false]);
  expect(dirs.map(({ path }) => path)).toEqual(['', '', 'usr', 'usr/lib', '', '', 'usr', 'usr/lib', 'usr', 'usr/lib']);
  expect(tree.resolve('/lib/py')?.path).toBe('usr/lib/python3');
});

test('what tools write is far from the bounds: forty links of thirty components each', async () => {
  const deep = Array.from({ length: 15 }, (_, i) => `folder${i}`).join('/');
  const links = Array.from({ length: 40 }, (_, i) =>
    link(`${deep}/l${i}`, `${'../'.repeat(15)}${deep}/${i < 39 ? `l${i + 1}` : 'end'}`),
  );
  const tree = await merge(...links, { name: `${deep}/end` });
  expect(lookUpPath(tree, `${deep}/l0`).node?.path).toBe(`${deep}/end`);
  expect(tree.resolve(`${deep}/l0`)?.path).toBe(`${deep}/end`);
});

test.each([
  ['at the root', ''],
  ['far down', `${'n'.repeat(200)}/`.repeat(10)],
])('a lookup of sixty thousand components ends early %s, and is no loop', async (_, folder) => {
  const around = 'a/../'.repeat(810);
  const links = Array.from({ length: 40 }, (_unused, i) => link(`${folder}c${i}`, `${around}c${i + 1}`));
  const tree = await merge(dir(`${folder}a`), ...links, { name: `${folder}c40` });
  const asked = { times: 0, bytes: 0 };
  const counting: Pick<MergedTree, 'get'> = {
    get(path) {
      asked.times += 1;
      asked.bytes += path.length;
      return tree.get(path);
    },
  };
  expect(lookUpPath(counting, `${folder}c0`)).toMatchObject({ node: undefined, isLoop: false });
  expect(asked.times).toBeLessThan(5000);
  expect(asked.bytes).toBeLessThan(1 << 20);
  expect(tree.resolve(`${folder}c0`)).toBeUndefined();
});
