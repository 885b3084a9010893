import { gzipSync } from 'node:zlib';
import { describe, expect, test } from 'vitest';
import type { LayerBlob } from '../../image/contract.ts';
import { indexLayer } from '../../image/index-layer.ts';
import { inChunks, makeTar, memoryBlobs } from '../../image/random-image.ts';
import { openLayer } from '../../image/sources/open-layer.ts';
import { Problem } from '../../model/problem.ts';
import { sha256 } from '../../model/sha256.ts';
import { nodeInflater } from './node-inflater.ts';

const inflater = nodeInflater(process.env['PATH'] ?? '');
const tar = makeTar([{ name: 'a', content: 'content '.repeat(50) }]);

/** One zstd frame of one block that holds the bytes as they are. */
function storedFrame(bytes: Uint8Array): Buffer {
  const head = Buffer.from([0x28, 0xb5, 0x2f, 0xfd, 0xa0, 0, 0, 0, 0, 0, 0, 0]);
  head.writeUInt32LE(bytes.length, 5);
  head.writeUIntLE((bytes.length << 3) | 1, 9, 3);
  return Buffer.concat([head, bytes]);
}

const packed: Readonly<Record<string, Buffer>> = {
  plain: Buffer.from(tar),
  gzip: gzipSync(tar),
  zstd: storedFrame(tar),
};
/** What a decoder sees the end of before the source does. */
const GZIP_TRAILER_BYTES = 8;
const forms = Object.keys(packed).filter((form) => form !== 'zstd' || inflater.unzstd !== undefined);
const turns = { 'at once': 0, later: 50 };

async function giveOthersTheirTurn(times: number): Promise<void> {
  for (let i = 0; i < times; i++) await new Promise((resolve) => setImmediate(resolve));
}

function blobOf(bytes: Uint8Array): LayerBlob {
  return { name: 'blob', digest: sha256(bytes), diffId: sha256(tar), mediaType: '' };
}

describe.each(forms)('a %s layer whose source fails behind its last byte', (form) => {
  const bytes = packed[form] ?? Buffer.alloc(0);
  const cuts = [1, 100, bytes.length - GZIP_TRAILER_BYTES, bytes.length];
  const cases = cuts.flatMap((cut) => (['at once', 'later'] as const).map((when) => [cut, when] as const));

  test.each(cases)('is not taken for read: pieces of %i bytes, the fault %s', async (cut, when) => {
    const fault = new Problem('world', 'registry-bytes-wrong', { host: 'h', digest: 'd', reason: 'digest' });
    const blobs = memoryBlobs(new Map([['blob', bytes]]));
    const stream = async function* () {
      for await (const chunk of inChunks(bytes, cut)) {
        await giveOthersTheirTurn(turns[when] / 50);
        yield chunk;
      }
      await giveOthersTheirTurn(turns[when]);
      throw fault;
    };
    const layer = await openLayer({ ...blobs, stream }, blobOf(bytes), inflater);
    await expect(indexLayer(layer, [])).rejects.toBe(fault);
  });

  test.each(cases)('nor one of other bytes with the same content: pieces of %i bytes, told %s', async (cut, when) => {
    const blobs = memoryBlobs(new Map([['blob', bytes]]));
    const stream = async function* () {
      yield* inChunks(bytes, cut);
      await giveOthersTheirTurn(turns[when]);
    };
    const other = { ...blobOf(bytes), digest: sha256(Buffer.from('other bytes')) };
    const layer = await openLayer({ ...blobs, stream }, other, inflater);
    await expect(indexLayer(layer, [])).rejects.toMatchObject({ code: 'blob-digest-mismatch' });
  });

  test('nor one of other bytes that cannot be read: it is told as that', async () => {
    const damaged = Buffer.concat([bytes.subarray(0, 12), Buffer.alloc(1_000_000, 0xff)]);
    const blobs = memoryBlobs(new Map([['blob', damaged]]));
    const layer = await openLayer(blobs, blobOf(bytes), inflater);
    const code = form === 'plain' ? 'layer-diff-id-mismatch' : 'blob-digest-mismatch';
    await expect(indexLayer(layer, [])).rejects.toMatchObject({ code });
    const own = await openLayer(blobs, blobOf(damaged), inflater);
    await expect(indexLayer(own, [])).rejects.toMatchObject({ code: expect.stringMatching(/^layer-/) });
  });
});
