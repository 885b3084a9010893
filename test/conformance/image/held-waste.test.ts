import { afterAll, describe, expect, test } from 'vitest';
import { accountBytes } from '../../../src/facts/bytes/account-bytes.ts';
import { inspectImage } from '../../../src/facts/bytes/inspect-image.ts';
import type { ImageView, MergedTree } from '../../../src/image/contract.ts';
import { indexLayers } from '../../../src/image/index-layers.ts';
import { mergeLayers } from '../../../src/image/merge/merge-layers.ts';
import { memoryBlobs, NO_INFLATER } from '../../../src/image/random-image.ts';
import { openDockerArchive } from '../../../src/image/sources/open-docker-archive.ts';
import { openOciLayout } from '../../../src/image/sources/open-oci-layout.ts';
import { openTarMembers } from '../../../src/image/sources/open-tar-members.ts';
import { pathBytes } from '../../held/kit/path-text.ts';
import { WASTE_CASES } from '../../held/waste/cases.ts';
import type { WasteCase } from '../../held/waste/contract.ts';
import { caseArchive, MEDIA, type Medium, mediumFiles } from '../../held/waste/media.ts';

const exact = new Set<string>();
afterAll(() => console.log(`waste known by construction: ${exact.size} of ${WASTE_CASES.length} images exact`));

async function open(item: WasteCase, medium: Medium): Promise<ImageView> {
  if (medium === 'oci') return openOciLayout(memoryBlobs(mediumFiles(item.image, 'oci')), {}, NO_INFLATER);
  const archive = memoryBlobs(new Map([['image.tar', caseArchive(item, medium)]]));
  const members = await openTarMembers(archive, 'image.tar');
  return medium === 'oci-archive'
    ? openOciLayout(members, {}, NO_INFLATER)
    : openDockerArchive(members, {}, NO_INFLATER);
}

const sumOf = (items: readonly { readonly bytes: number }[]) => items.reduce((sum, { bytes }) => sum + bytes, 0);
const rawPath = (path: string) => pathBytes(path).toString('latin1');

function shownTree(tree: MergedTree) {
  return [...tree.nodes()]
    .filter((node) => node.path !== '')
    .map((node) => {
      const type = node.entry.type === 'hardlink' ? 'file' : node.entry.type;
      const content = node.content?.entry;
      return { path: node.path, type, bytes: content && (content.storedBytes ?? content.bytes), mode: node.entry.mode };
    });
}

describe('001-17 waste known by construction', () => {
  describe.each(WASTE_CASES.map((item) => ({ id: item.id, item })))('$id', ({ id, item }) => {
    test.each(MEDIA)('%s', async (medium) => {
      const view = await open(item, medium);
      const indexes = await indexLayers(view, [], { hash: true });
      const tree = mergeLayers(indexes);
      const account = accountBytes(indexes, tree);
      const { contentBytes, deadBytes, duplicateBytes } = account;
      const dead = account.dead.map(({ path, layer, bytes, how, by }) => ({ path, layer, bytes, how, by }));
      const truth = item.truth;
      expect({ contentBytes, deadBytes, duplicateBytes, dead }).toEqual({
        contentBytes: truth.contentBytes,
        deadBytes: truth.deadBytes,
        duplicateBytes: truth.duplicateBytes,
        dead: truth.dead.map(({ path, layer, bytes, how, by }) => ({ path: rawPath(path), layer, bytes, how, by })),
      });
      // Told of a content by its path alone, and of each once: nothing here belongs to a package.
      const { findings, needlessBytes } = inspectImage({ name: id, view, indexes, tree });
      const caused = findings.filter(
        ({ code, layer, by }) => layer !== undefined && by === undefined && code !== 'data',
      );
      const least = truth.deadBytes + sumOf(caused);
      expect(needlessBytes).toBeGreaterThanOrEqual(least);
      expect(needlessBytes).toBeLessThanOrEqual(least + truth.duplicateBytes);
      if (caused.length === 0) expect(needlessBytes).toBe(truth.deadBytes + truth.duplicateBytes);
      const said = new Map(Object.entries(truth.tree).map(([path, node]) => [rawPath(path), node]));
      const shown = shownTree(tree);
      expect(shown.map(({ path, type, bytes }) => `${path} ${type} ${bytes ?? ''}`).sort()).toEqual(
        [...said].map(([path, { type, bytes }]) => `${path} ${type} ${bytes ?? ''}`).sort(),
      );
      for (const node of shown) {
        const mode = said.get(node.path)?.mode;
        if (mode !== undefined) expect(`${node.path} ${node.mode}`).toBe(`${node.path} ${mode}`);
      }
      if (medium === MEDIA.at(-1)) exact.add(id);
    });
  });
});
