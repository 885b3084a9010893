import { describe, expect, test } from 'vitest';
import { groupLive } from './group-live.ts';

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
