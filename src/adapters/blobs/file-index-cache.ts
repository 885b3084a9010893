import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { KeptIndex, Layer, LayerIndexCache } from '../../image/contract.ts';
import { sha256 } from '../../model/sha256.ts';

/** Raised when the form of an index changes: older files are then not found. */
const FORM = 3;

/** Layer indexes as one file per diffId and blob. A damaged or foreign file counts as absent; a disk that refuses costs only the memory of it. */
export function fileIndexCache(dir: string): LayerIndexCache {
  // Both would be longer together than a name may be.
  const fileOf = ({ diffId, digest }: Pick<Layer, 'diffId' | 'digest'>) =>
    join(dir, `layer-${FORM}-${sha256(`${diffId} ${digest}`).slice('sha256:'.length)}.v8.gz`);
  return {
    async get(layer) {
      try {
        const index = deserialize(gunzipSync(await readFile(fileOf(layer)))) as KeptIndex;
        return index.diffId === layer.diffId && index.blob === layer.digest ? index : undefined;
      } catch {
        return undefined;
      }
    },
    async put(index) {
      const file = fileOf({ diffId: index.diffId, digest: index.blob });
      const part = `${file}.${randomUUID()}.part`;
      try {
        await mkdir(dir, { recursive: true });
        await writeFile(part, gzipSync(serialize(index), { level: 1 }));
        await rename(part, file);
      } catch {
        // What was begun would lie there for good.
        await rm(part, { force: true }).catch(() => undefined);
      }
    },
  };
}
