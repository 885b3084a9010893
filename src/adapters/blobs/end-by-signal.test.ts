import { mkdtempSync, rmSync, truncateSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as zlib from 'node:zlib';
import { afterAll, describe, expect, test } from 'vitest';
import { indexLayer } from '../../image/index-layer.ts';
import { makeTar } from '../../image/random-image.ts';
import { openLayer } from '../../image/sources/open-layer.ts';
import { sha256 } from '../../model/sha256.ts';
import { folderBlobs } from './file-blobs.ts';
import { nodeInflater } from './node-inflater.ts';

const dir = mkdtempSync(join(tmpdir(), 'plimsoll-signal-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

const tar = makeTar([{ name: 'a', content: 'x' }]);
const TAIL_BYTES = 3 * 2 ** 30;
const FROM_BYTES = 16 << 20;
/** Of Node 22 and later. */
const { zstdCompressSync } = zlib as unknown as { readonly zstdCompressSync?: (bytes: Uint8Array) => Buffer };

/** A head, and behind it gigabytes that take no room on the disk. */
function sparseFile(name: string, head: Uint8Array): void {
  writeFileSync(join(dir, name), head);
  truncateSync(join(dir, name), TAIL_BYTES);
}

/** To be skipped up to the end of the file. */
function skippedTail(frame: Uint8Array): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32LE(0x184d2a50);
  head.writeUInt32LE(TAIL_BYTES - frame.length - 8, 4);
  return Buffer.concat([frame, head]);
}

describe('a signal ends the reading of bytes that nothing comes out of', () => {
  test.each<[string, (() => Uint8Array) | undefined]>([
    ['behind the last gzip member', () => zlib.gzipSync(tar)],
    ['zstd frames that are skipped', zstdCompressSync && (() => skippedTail(zstdCompressSync(tar)))],
  ])('%s', async (_, head) => {
    if (head === undefined) return;
    sparseFile('blob', head());
    const folder = folderBlobs(dir);
    const blob = { digest: sha256(Buffer.from('other bytes')), diffId: sha256(tar), mediaType: '', name: 'blob' };
    const abort = new AbortController();
    let read = 0;
    /** The signal is given in the middle of the tail, as a timer or a key would: when others have their turn. */
    const stream = async function* (name: string) {
      for await (const chunk of folder.stream(name)) {
        read += chunk.length;
        if (read - chunk.length < FROM_BYTES && read >= FROM_BYTES) {
          setImmediate(() => abort.abort(new Error('enough')));
        }
        yield chunk;
      }
    };
    const layer = await openLayer({ ...folder, stream }, blob, nodeInflater(''));
    await expect(indexLayer(layer, [], { signal: abort.signal })).rejects.toThrow('enough');
    expect(read).toBeLessThan(4 * FROM_BYTES);
    await folder.close();
  });
});
