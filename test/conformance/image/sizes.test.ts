import { execFileSync } from 'node:child_process';
import { gunzipSync } from 'node:zlib';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { nodeInflater } from '../../../src/adapters/blobs/node-inflater.ts';
import { inspectImage } from '../../../src/facts/bytes/inspect-image.ts';
import { indexLayers } from '../../../src/image/index-layers.ts';
import { mergeLayers } from '../../../src/image/merge/merge-layers.ts';
import {
  type Blobs,
  type MemberSpec,
  makeTar,
  memoryBlobs,
  putIndex,
  putManifest,
} from '../../../src/image/random-image.ts';
import { openOciLayout } from '../../../src/image/sources/open-oci-layout.ts';

interface Manifest {
  readonly layers: readonly { readonly digest: string; readonly size: number }[];
}

/** As GNU tar lists them: links have no bytes of their own. */
function bytesByTar(tar: Uint8Array): number {
  const listed = execFileSync('tar', ['-tvf', '-'], { input: tar, encoding: 'utf8' }).trim().split('\n');
  return listed.reduce((sum, line) => sum + (line.startsWith('-') ? Number(line.split(/\s+/)[2]) : 0), 0);
}

const member: fc.Arbitrary<MemberSpec> = fc.record({
  name: fc.stringMatching(/^[a-z]{1,3}\/[a-z]{1,6}$/),
  content: fc.string({ maxLength: 3000 }),
});

describe('000-18 003-22 sizes', () => {
  test('are the sums of what tar lists and of what the manifest says, and never those of a table', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.array(fc.array(member, { minLength: 1, maxLength: 5 }), { minLength: 1, maxLength: 3 }),
        async (layers) => {
          const blobs: Blobs = new Map();
          const descriptor = putManifest(blobs, { layers: layers.map((members) => makeTar(members)) }) as {
            digest: string;
          };
          putIndex(blobs, [descriptor]);
          const blobOf = (digest: string) => Buffer.from(blobs.get(`blobs/${digest.replace(':', '/')}`) ?? []);
          const manifest = JSON.parse(blobOf(descriptor.digest).toString()) as Manifest;
          const view = await openOciLayout(memoryBlobs(blobs), {}, nodeInflater(''));
          const indexes = await indexLayers(view, []);
          const record = inspectImage({ name: 'x', view, indexes, tree: mergeLayers(indexes) });
          const tars = manifest.layers.map(({ digest }) => gunzipSync(blobOf(digest)));
          expect(record.layers.map(({ contentBytes }) => contentBytes)).toEqual(tars.map(bytesByTar));
          expect(record.unpackedBytes).toBe(tars.reduce((sum, tar) => sum + bytesByTar(tar), 0));
          expect(record.transferBytes).toBe(manifest.layers.reduce((sum, { size }) => sum + size, 0));
        },
      ),
      { numRuns: 15 },
    );
  });
});
