import { Problem } from '../../model/problem.ts';
import { markKnown } from '../collectors/mark-known.ts';
import type { Collector, ContentSink, LayerEntry } from '../contract.ts';
import { openBlockWork } from './block-form.ts';
import { blockSink } from './block-sink.ts';
import type { PackageFile, PackageFiles } from './contract.ts';
import { KEPT_LIMITS, openTextRoom } from './open-text-room.ts';
import { CARGO_BLOCKS } from './parse-cargo.ts';
import { GO_BLOCK } from './parse-go.ts';
import { openJarWork } from './parse-jar.ts';
import { packages, readerOf, TOO_LARGE, UNSUPPORTED } from './record-readers.ts';
import { unnamedSink } from './unnamed-sink.ts';
import { Unread } from './unread.ts';

const BLOCKS = [GO_BLOCK, ...CARGO_BLOCKS];

/**
 * What the files of package managers say, and what Go and Rust left in programs. Cost: their bytes, and a search over ELF files. Memory:
 * the longest of those files and what is kept, both bounded. @see KEPT_LIMITS
 */
export const packageCollector: Collector<PackageFiles> = markKnown(collectPackages());

/** @param limits what is kept of records whose own names say nothing, in bytes a layer */
export function collectPackages({ unnamedBytes = KEPT_LIMITS.unnamedBytes } = {}): Collector<PackageFiles> {
  return {
    name: 'packages/8',
    start() {
      const found: Record<number, PackageFile> = {};
      const unnamed = new Map<number, PackageFile>();
      const room = openTextRoom();
      const unnamedRoom = openTextRoom(unnamedBytes);
      const work = openBlockWork();
      const jars = openJarWork();
      let isLinked = false;
      return {
        open(entry) {
          const keep = (file: PackageFile | undefined) => {
            if (file !== undefined) found[entry.offset] = file;
          };
          const reader = readerOf(entry.path);
          if (reader !== undefined) {
            if (room.isUsedUp && reader.limitBytes > 0) {
              keep(TOO_LARGE);
              return undefined;
            }
            return textSink(entry, reader.limitBytes, (content) => reader.parse(content, entry.path, room, jars), keep);
          }
          const block = blockSink(BLOCKS, work, (list) =>
            keep(list === undefined ? TOO_LARGE : tryRead(() => packages(list.map(room.record)))),
          );
          return unnamedSink(entry, block, (content, { parse }) => {
            const file = tryRead(() => parse(content, entry.path, unnamedRoom, jars));
            if (file !== undefined) unnamed.set(entry.offset, { ...file, isUnnamed: true });
          });
        },
        link({ path }) {
          isLinked ||= readerOf(path)?.told !== undefined;
        },
        result() {
          // What no link may name is nobody's record: most layers have no such link.
          if (isLinked) for (const [offset, file] of unnamed) found[offset] = file;
          return found;
        },
      };
    },
  };
}

function textSink(
  entry: LayerEntry,
  limitBytes: number,
  parse: (content: Buffer) => PackageFile | undefined,
  keep: (file: PackageFile | undefined) => void,
): ContentSink | undefined {
  if (entry.bytes > limitBytes) {
    keep(limitBytes === 0 ? UNSUPPORTED : TOO_LARGE);
    return undefined;
  }
  // In one piece from the start: parts and what they are joined to would be there at the same time.
  const content = Buffer.allocUnsafeSlow(entry.bytes);
  let bytes = 0;
  return {
    write(chunk) {
      content.set(chunk, bytes);
      bytes += chunk.length;
    },
    end: () => keep(tryRead(() => parse(content.subarray(0, bytes)))),
  };
}

/** Whatever a damaged file makes of its reader: the other files of the image are not to blame for it. */
function tryRead(read: () => PackageFile | undefined): PackageFile | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof Problem) throw error;
    return { is: 'unread', because: error instanceof Unread ? error.because : 'malformed' };
  }
}
