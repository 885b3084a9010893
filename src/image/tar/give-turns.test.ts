import { describe, expect, test } from 'vitest';
import type { BlobReader, ContentSink } from '../contract.ts';
import { indexLayer } from '../index-layer.ts';
import { indexLayers } from '../index-layers.ts';
import { makeLayer, makeTar, NO_INFLATER } from '../random-image.ts';
import { openDockerArchive } from '../sources/open-docker-archive.ts';
import { openTarMembers } from '../sources/open-tar-members.ts';
import { validateImage } from '../validate-image.ts';

const LAYER_BYTES = 160 << 20;

/** A saved image of one large plain layer, made while it is read: every reading answers at once, as those of a file do. */
function largeArchive() {
  const diffId = `sha256:${'a'.repeat(64)}`;
  const config = { architecture: 'amd64', os: 'linux', rootfs: { type: 'layers', diff_ids: [diffId] } };
  const small = makeTar([
    { name: 'config.json', content: JSON.stringify(config) },
    { name: 'manifest.json', content: JSON.stringify([{ Config: 'config.json', Layers: ['layer.tar'] }]) },
  ]);
  const layer = makeTar([{ name: 'disk.img', content: '' }]).subarray(0, 512);
  const [inner, outer] = [Buffer.from(layer), Buffer.from(layer)];
  setHeader(inner, 'disk.img', LAYER_BYTES - 2048);
  setHeader(outer, 'layer.tar', LAYER_BYTES);
  const head = Buffer.concat([small.subarray(0, small.length - 1024), outer, inner]);
  const bytes = head.length - inner.length + LAYER_BYTES + 1024;
  let read = 0;
  const archive: BlobReader = {
    source: 'large.tar',
    bytes: async () => bytes,
    read(_, offset, length) {
      const chunk = Buffer.alloc(Math.max(0, Math.min(length, bytes - offset)));
      head.copy(chunk, 0, Math.min(offset, head.length));
      read += chunk.length;
      return chunk;
    },
    stream: () => {
      throw new Error('nobody streams an archive');
    },
  };
  return { archive, bytesRead: () => read };
}

function setHeader(header: Buffer, name: string, bytes: number): void {
  header.fill(0, 0, 100).write(name);
  header.write(`${bytes.toString(8).padStart(11, '0')}\0`, 124);
  header.fill(' ', 148, 156);
  const sum = header.reduce((total, byte) => total + byte, 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148);
}

test.each(['indexLayers', 'validateImage'] as const)(
  '%s of a layer that is at hand lets a signal in long before its end',
  async (verb) => {
    const { archive, bytesRead } = largeArchive();
    const view = await openDockerArchive(await openTarMembers(archive, 'large.tar'), {}, NO_INFLATER);
    const abort = new AbortController();
    setImmediate(() => abort.abort(new Error('enough')));
    const { signal } = abort;
    const reading = verb === 'indexLayers' ? indexLayers(view, [], { signal }) : validateImage(view, { signal });
    await expect(reading).rejects.toThrow('enough');
    expect(bytesRead()).toBeLessThan(LAYER_BYTES / 4);
  },
);

describe('a plain layer that is believed lets a signal in too', () => {
  test('in the middle of its headers', async () => {
    const tar = makeTar(Array.from({ length: 20_000 }, (_, i) => ({ name: `f${i}` })));
    let headersRead = 0;
    const readAt = (offset: number, length: number) => {
      headersRead += Math.min(length, tar.length - offset) / 512;
      return tar.subarray(offset, offset + length);
    };
    const abort = new AbortController();
    setImmediate(() => abort.abort(new Error('enough')));
    const reading = indexLayer({ ...makeLayer(tar), readAt }, [], { trust: true, signal: abort.signal });
    await expect(reading).rejects.toThrow('enough');
    expect(headersRead).toBeLessThan(10_000);
  });

  test.each(['at once', 'later'] as const)('in the middle of a content that is looked at, read %s', async (when) => {
    const { archive } = largeArchive();
    const view = await openDockerArchive(await openTarMembers(archive, 'large.tar'), {}, NO_INFLATER);
    const [layer] = view.layers;
    if (layer?.readAt === undefined) throw new Error('it is plain');
    const { readAt } = layer;
    const later = async (offset: number, length: number) => readAt(offset, length);
    let seen = 0;
    const sink: ContentSink = {
      write: ({ length }) => {
        seen += length;
      },
      end: () => {},
    };
    const collector = { name: 'all', start: () => ({ open: () => sink, result: () => seen }) };
    const abort = new AbortController();
    setImmediate(() => abort.abort(new Error('enough')));
    const own = when === 'at once' ? layer : { ...layer, readAt: later };
    const reading = indexLayer(own, [collector], { trust: true, signal: abort.signal });
    await expect(reading).rejects.toThrow('enough');
    expect(seen).toBeLessThan(LAYER_BYTES / 4);
  });
});
