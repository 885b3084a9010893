import { describe, expect, test } from 'vitest';
import { type FilesPlace, findPlace, type PlacedFile } from './find-place.ts';

const at = (path: string, bytes = 10) => ({ path, bytes });

describe('the place of a finding', () => {
  test.each<[string, PlacedFile[], string, FilesPlace['mostly']?]>([
    ['one file is its own place', [at('app/data.csv')], 'app/data.csv'],
    [
      'the folder that holds all, not nearly all',
      [at('app/x/a', 1000), at('app/x/b', 1000), at('app/y', 1)],
      'app/',
      { place: 'app/x/', bytes: 2000 },
    ],
    ['two files are no one file', [at('app/model.bin', 1e9), at('app/read.me', 1)], 'app/'],
    ['a name that only begins alike is another folder', [at('app/lib/a'), at('app/library/b')], 'app/'],
    ['nothing in common and no greatest share', [at('a/x'), at('b/x'), at('c/x')], ''],
    ['none', [], ''],
  ])('%s', (_, files, place, mostly?) => expect(findPlace(files)).toEqual({ place, ...(mostly && { mostly }) }));

  test('beside it the folder with most of the bytes, and how many they are', () => {
    const site = 'usr/lib/python3/site-packages/';
    const files = [
      at(`${site}tensorflow/include/a.h`, 500),
      at(`${site}tensorflow/include/b.h`, 470),
      at(`${site}c.h`, 30),
    ];
    const mostly = { place: `${site}tensorflow/include/`, bytes: 970 };
    expect(findPlace(files)).toEqual({ place: site, mostly });
    expect(findPlace([...files, at('app/d.h', 1)])).toEqual({ place: '', mostly });
  });

  test('a share of more than half is better than none; a lone file of that size is no place of the others', () => {
    const mostly = { place: 'srv/a/', bytes: 60 };
    expect(findPlace([at('srv/a/x', 60), at('usr/b', 25), at('etc/c', 15)])).toEqual({ place: '', mostly });
    expect(findPlace([at('swapfile', 1000), at('usr/b', 1)])).toEqual({ place: '' });
  });

  test('a long list of deep paths costs no more than their length', () => {
    const deep = 'd/'.repeat(2000);
    const started = process.cpuUsage();
    findPlace(Array.from({ length: 2000 }, (_, i) => at(`${i % 10 > 0 ? 'usr/' : ''}${deep}${i}`)));
    expect(process.cpuUsage(started).user).toBeLessThan(8_000_000);
  });
});
