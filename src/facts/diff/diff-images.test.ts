import { describe, expect, test } from 'vitest';
import { indexLayers } from '../../image/index-layers.ts';
import { mergeLayers } from '../../image/merge/merge-layers.ts';
import { type MemberSpec, makeView } from '../../image/random-image.ts';
import { createLanguage } from '../../language/create-language.ts';
import { renderDifference } from '../../report/render-difference.ts';
import { diffImages } from './diff-images.ts';

async function read(...layers: MemberSpec[][]) {
  const view = makeView(layers);
  const indexes = await indexLayers(view, [], { hash: true });
  return { name: 'a', view, indexes, tree: mergeLayers(indexes) };
}

const file = (name: string, content: string, mtime = 1): MemberSpec => ({ name, content, mtime });
const told = (record: Parameters<typeof renderDifference>[0]) =>
  renderDifference(record, { language: createLanguage('en'), width: 120, color: false });

describe('a time alone', () => {
  test('is counted, and makes no difference', async () => {
    const record = diffImages(
      await read([file('a', 'x', 1), file('b', 'y', 1)]),
      await read([file('a', 'x', 2), file('b', 'y', 1)]),
    );
    expect(record).toMatchObject({ isSame: true, timesOnly: 1, paths: [] });
    expect(told(record)).toContain('1 path differs in time only');
  });

  test('is named beside another difference, and is not counted there', async () => {
    const record = diffImages(await read([file('a', 'x', 1)]), await read([file('a', 'z', 2)]));
    expect(record).toMatchObject({ isSame: false, timesOnly: 0, paths: [{ fields: ['content', 'mtime'] }] });
    expect(told(record)).not.toContain('time only');
  });
});

test('the sizes of both images, dead contents too', async () => {
  const before = await read([file('a', 'x'.repeat(3000))], [file('.wh.a', '')], [file('b', 'y'.repeat(1000))]);
  const record = diffImages(before, await read([file('b', 'y'.repeat(1000))]));
  expect(record.images.map(({ unpackedBytes }) => unpackedBytes)).toEqual([4000, 1000]);
  expect(told(record)).toContain('unpacked 4.00 kB → 1.00 kB, -75.0%');
});
