import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { indexLayers } from '../../image/index-layers.ts';
import { mergeLayers } from '../../image/merge/merge-layers.ts';
import { packageCollector } from '../../image/packages/package-collector.ts';
import { type MemberSpec, makeView } from '../../image/random-image.ts';
import type { InspectionRecord } from '../../record/inspection.ts';
import { describeImage } from './inspect-image.ts';

async function inspect(layers: MemberSpec[][], base = 0): Promise<InspectionRecord> {
  const view = makeView(layers);
  const indexes = await indexLayers(view, [packageCollector], { hash: true });
  const origins = layers.map((_, layer) => ({ known: 'dockerfile' as const, isBase: layer < base }));
  return describeImage({ name: 'a', view, indexes, tree: mergeLayers(indexes) }, { origins });
}

const file = (name: string, content: string): MemberSpec => ({ name, content });
const npm = (folder: string, version: string): MemberSpec[] => [
  file(`${folder}/package.json`, JSON.stringify({ name: 'left-pad', version })),
  file(`${folder}/index.js`, `${version} ${'x'.repeat(100)}`),
];

describe('what may be there for nothing, each byte once', () => {
  test('a copy that is documentation, too, counts once; of equal contents one stays', async () => {
    const text = 'x'.repeat(1000);
    const record = await inspect([[file('usr/share/doc/a', text), file('b', text), file('c', text)]]);
    expect(record).toMatchObject({ duplicateBytes: 2000, needlessBytes: 2000 });
    const alone = await inspect([[file('usr/share/doc/a', text), file('b', text)]]);
    expect(alone).toMatchObject({ duplicateBytes: 1000, needlessBytes: 1000 });
  });

  test('of a package that is there twice the smaller, without what is dead', async () => {
    const record = await inspect([
      [...npm('a/node_modules/left-pad', '1.0.0'), ...npm('b/node_modules/left-pad', '1.0.1')],
    ]);
    const [repeated] = record.findings.filter(({ code }) => code === 'duplicate-package');
    expect(repeated).toMatchObject({
      examples: ['a/node_modules/left-pad/package.json (1.0.0)', 'b/node_modules/left-pad/package.json (1.0.1)'],
    });
    expect(record.needlessBytes).toBe(repeated?.bytes);
  });

  test('what came with the base is told apart', async () => {
    const record = await inspect(
      [[file('usr/share/doc/a', 'a'.repeat(10))], [file('b', 'bb')], [file('.wh.b', '')]],
      1,
    );
    expect(record).toMatchObject({ needlessBytes: 12, ownNeedlessBytes: 2 });
    expect(record.findings.map(({ code, isBase }) => [code, isBase])).toEqual([
      ['documentation', true],
      ['deleted-later', false],
    ]);
  });

  test('no image has more of it than it has bytes, nor less than any finding', async () => {
    const path = fc.constantFrom('a', 'b/c', 'usr/share/doc/d', 'tmp/e', '.git/f', 'usr/include/g.h', 'app/h.pyc');
    const member = fc.record({ name: path, content: fc.constantFrom('', 'x', 'yy', 'zzz'.repeat(200)) });
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.uniqueArray(member, { selector: ({ name }) => name }), { maxLength: 4 }),
        async (layers) => {
          const record = await inspect(layers, 1);
          const { needlessBytes, ownNeedlessBytes = 0, unpackedBytes, deadBytes, findings } = record;
          expect(needlessBytes).toBeLessThanOrEqual(unpackedBytes);
          expect(ownNeedlessBytes).toBeLessThanOrEqual(needlessBytes);
          const single = findings.filter(({ code }) => !code.startsWith('duplicate-'));
          const least = single.reduce((sum, { bytes }) => sum + bytes, 0);
          expect(needlessBytes).toBeGreaterThanOrEqual(Math.max(least, deadBytes));
          expect(needlessBytes).toBeLessThanOrEqual(findings.reduce((sum, { bytes }) => sum + bytes, 0));
        },
      ),
      { numRuns: 60 },
    );
  });
});
