import { expect, test } from 'vitest';
import type { ImageView, KeptIndex, LayerIndexCache } from './contract.ts';
import { makeElf } from './random-elf.ts';
import { type MemberSpec, makeLayer, makeTar, makeView } from './random-image.ts';
import { readFiles } from './read-files.ts';
import { CLOSURE_COLLECTORS, surveyImage } from './survey-image.ts';

const base: MemberSpec[] = [
  { name: 'bin/app', content: makeElf({ needed: ['libz.so.1'] }), mode: 0o755 },
  { name: 'etc/passwd', content: 'root:x:0:0::/:\n' },
];
const top: MemberSpec[] = [{ name: 'bin/app', content: '#!/bin/sh', mode: 0o755 }];

/** Counts how often layers are read. */
function counted(layers: readonly (readonly MemberSpec[])[]): { view: ImageView; opened: string[] } {
  const opened: string[] = [];
  const made = makeView(layers);
  const view = {
    ...made,
    layers: made.layers.map((layer) => ({
      ...layer,
      open: () => {
        opened.push(layer.diffId);
        return layer.open();
      },
    })),
  };
  return { view, opened };
}

function memoryCache(): LayerIndexCache {
  const kept = new Map<string, KeptIndex>();
  return {
    get: async ({ diffId, digest }) => structuredClone(kept.get(`${diffId} ${digest}`)),
    put: async (index) => {
      kept.set(`${index.diffId} ${index.blob}`, structuredClone(index));
    },
  };
}

test('heads and texts are those of the layer that carries the node', async () => {
  const { view } = counted([base, top]);
  const survey = await surveyImage(view);
  const app = survey.tree.get('bin/app');
  const passwd = survey.tree.get('etc/passwd');
  expect(app && survey.head(app)).toEqual({ is: 'script', line: '#!/bin/sh' });
  expect(passwd && survey.text(passwd)).toBe('root:x:0:0::/:\n');
});

test('a layer is read once, also across images, until a new collector asks', async () => {
  const cache = memoryCache();
  const first = counted([base, base]);
  await surveyImage(first.view, { cache });
  expect(first.opened).toHaveLength(1);
  const second = counted([base, top]);
  await surveyImage(second.view, { cache });
  expect(second.opened).toEqual([makeLayer(makeTar(top)).diffId]);
  const third = counted([base]);
  const names = { name: 'names/1', start: () => ({ open: () => undefined, result: () => 1 }) };
  const more = await surveyImage(third.view, { cache, collectors: [names] });
  expect(third.opened).toHaveLength(1);
  const asked = [...CLOSURE_COLLECTORS.map(({ name }) => name), 'names/1'];
  expect(Object.keys(more.indexes[0]?.collected ?? {})).toEqual(asked);
});

test('files are read from the layer that carries them, by range or by stream; large ones are not', async () => {
  for (const isPlain of [true, false]) {
    const { view } = counted([base, [...top, { name: 'same', type: 'hardlink', link: 'bin/app' }]]);
    const layers = isPlain ? view.layers : view.layers.map(({ readAt: _readAt, ...layer }) => layer);
    const { indexes } = await surveyImage(view);
    const files = await readFiles({ ...view, layers }, indexes, ['/bin/app', 'same', 'etc/passwd', 'gone', 'bin'], {
      limitBytes: 9,
    });
    const shown = [...files].map(([path, f]) => [path, f.is === 'read' ? Buffer.from(f.bytes).toString() : f.is]);
    expect(Object.fromEntries(shown)).toEqual({
      '/bin/app': '#!/bin/sh',
      same: '#!/bin/sh',
      'etc/passwd': 'too-large',
      gone: 'absent',
      bin: 'absent',
    });
  }
});
