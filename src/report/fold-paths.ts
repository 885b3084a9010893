import type { PathChangeRecord } from '../record/difference.ts';

/** A change, or a folder that came or went with all that is in it. */
export interface FoldedChange {
  readonly path: string;
  readonly is: PathChangeRecord['is'];
  readonly fields: NonNullable<PathChangeRecord['fields']>;
  readonly bytesBefore: number;
  readonly bytesAfter: number;
  /** Regular files it stands for. */
  readonly files: number;
  readonly isFolder: boolean;
}

/** @param changes sorted by path, so that a folder stands before what is in it @returns largest change of bytes first. Cost: n log n. */
export function foldPaths(changes: readonly PathChangeRecord[]): readonly FoldedChange[] {
  const folded = new Map<string, FoldedChange>();
  /** The folder each path is told with. */
  const tops = new Map<string, string>();
  for (const change of changes) {
    const parent = change.path.slice(0, Math.max(0, change.path.lastIndexOf('/')));
    const above = folded.get(tops.get(parent) ?? '');
    const top = above !== undefined && change.is !== 'changed' && above.is === change.is ? above : startOf(change);
    const isFile = change.bytesBefore !== undefined || change.bytesAfter !== undefined;
    tops.set(change.path, top.path);
    folded.set(top.path, {
      ...top,
      bytesBefore: top.bytesBefore + (change.bytesBefore ?? 0),
      bytesAfter: top.bytesAfter + (change.bytesAfter ?? 0),
      files: top.files + (isFile ? 1 : 0),
      isFolder: top.isFolder || top.path !== change.path,
    });
  }
  const moved = (change: FoldedChange) => Math.max(change.bytesBefore, change.bytesAfter);
  return [...folded.values()].sort((a, b) => moved(b) - moved(a) || (a.path < b.path ? -1 : 1));
}

function startOf({ path, is, fields }: PathChangeRecord): FoldedChange {
  return { path, is, fields: fields ?? [], bytesBefore: 0, bytesAfter: 0, files: 0, isFolder: false };
}
