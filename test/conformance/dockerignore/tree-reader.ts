import type { ByteText } from '../../../src/model/bytes.ts';
import type { NamedPath } from '../../../src/project/contract.ts';
import { hostTextToBytes } from '../../../src/project/host-path.ts';
import type { ContextReader } from '../../../src/project/walk-context.ts';

const FACTS = { bytes: 0, mode: 0o644, mtimeMs: 0, inode: 0 };

/** A folder that exists only as a list of file paths (their folders are implied), standing at `/`. */
export function treeReader(paths: readonly ByteText[]): ContextReader {
  const folders = new Map<ByteText, Map<ByteText, NamedPath>>([['', new Map()]]);
  for (const path of paths) {
    const names = path.split('/');
    for (const [depth, name] of names.entries()) {
      const dir = names.slice(0, depth).join('/');
      const type = depth + 1 < names.length ? 'dir' : 'file';
      const listed = folders.get(dir) ?? new Map<ByteText, NamedPath>();
      if (listed.get(name)?.type !== 'dir') listed.set(name, { name, type, ...FACTS });
      folders.set(dir, listed);
    }
  }
  return {
    readDirectory: async (dir) =>
      [...(folders.get(hostTextToBytes(dir).slice(1))?.values() ?? [])].sort((a, b) => (a.name < b.name ? -1 : 1)),
    stat: async () => ({ type: 'dir', ...FACTS }),
  };
}
