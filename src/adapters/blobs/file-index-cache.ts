import { randomUUID } from 'node:crypto';
import { mkdir, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { deserialize, serialize } from 'node:v8';
import { gunzipSync, gzipSync } from 'node:zlib';
import type { LayerIndex, LayerIndexCache } from '../../image/contract.ts';

/** Raised when the form of an index changes: older files are then not found. */
const FORM = 2;

/** Layer indexes as one file per diffId. A damaged or foreign file counts as absent; a disk that refuses costs only the memory of it. */
export function fileIndexCache(dir: string): LayerIndexCache {
  const fileOf = (diffId: string) => join(dir, `layer-${FORM}-${diffId.replace(/[^0-9a-z]/g, '-')}.v8.gz`);
  return {
    async get(diffId) {
      try {
        const index = deserialize(gunzipSync(await readFile(fileOf(diffId)))) as LayerIndex;
        return index.diffId === diffId ? index : undefined;
      } catch {
        return undefined;
      }
    },
    async put(index) {
      const file = fileOf(index.diffId);
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
