import type { LayerEntry } from '../../src/image/contract.ts';
import type { PackageFile } from '../../src/image/packages/contract.ts';
import { packageCollector } from '../../src/image/packages/package-collector.ts';
import { cpuMs } from './cpu-time.ts';

export type File = readonly [path: string, content: Uint8Array | string];

/** What the collector makes of one layer's files, and the processor's time for it. */
export function collect(...files: readonly File[]): {
  readonly found: (PackageFile | undefined)[];
  readonly cpuMs: number;
} {
  const run = packageCollector.start();
  const started = cpuMs();
  for (const [offset, [path, content]] of files.entries()) {
    const bytes = Buffer.from(content);
    const entry: LayerEntry = { path, type: 'file', bytes: bytes.length, mode: 0, uid: 0, gid: 0, mtimeMs: 0, offset };
    const sink = run.open(entry);
    sink?.write(bytes);
    sink?.end();
  }
  const took = cpuMs() - started;
  const result = run.result();
  return { found: files.map((_, offset) => result[offset]), cpuMs: took };
}

export function collectOne(path: string, content: Uint8Array | string) {
  const { found, cpuMs } = collect([path, content]);
  return { found: found[0], cpuMs };
}

/** Generous: what is within it took minutes to hours before it was bounded, on any machine. */
export const BOUND_MS = 4000;
export const TOO_LARGE = { is: 'unread', because: 'too-large' };
export const MIB = 1 << 20;
