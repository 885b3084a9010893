import type { ByteText } from '../model/bytes.ts';
import { Problem } from '../model/problem.ts';
import type { FilesPort, HostPath, NamedPath, PathFacts } from './contract.ts';
import { joinPath } from './host-path.ts';
import type { Ignore, Standing } from './ignore-patterns.ts';

/** One path of a build context. */
export interface ContextEntry extends PathFacts {
  /** Relative to the context's root: raw bytes, `/` between names. */
  readonly path: ByteText;
}

/** What looking at a context needs of the files. */
export type ContextReader = Pick<FilesPort, 'readDirectory' | 'stat'>;

export interface WalkOptions {
  readonly dir: HostPath;
  readonly files: ContextReader;
  readonly ignore: Ignore;
  /** Also look inside folders the builder does not look into, and tell of every excluded path. */
  readonly excludedToo: boolean;
}

/** Called once per path, parents first. `standing.excluded` is false for a folder that is sent only because something in it is. */
export type VisitEntry = (entry: ContextEntry, standing: Standing) => void;

interface Folder {
  readonly entry: ContextEntry;
  readonly standing: Standing;
  readonly parent: Folder | undefined;
  told: boolean;
}

/**
 * Goes through a build context in the builder's own order: folders before what they hold, names in order of their bytes, symlinks not
 * followed. An excluded folder is looked into where an exception may name something below it, and is told of when one does.
 * @throws Problem `context-not-found`, `context-not-a-directory`, `context-unreadable` (for what no pattern excludes), `ignore-pattern-bad`.
 * Cost: one listing per folder, one stat per name; memory of one path's folders.
 */
export async function walkContext(options: WalkOptions, visit: VisitEntry): Promise<void> {
  await checkRoot(options);
  await walkFolder(options, visit, undefined);
}

async function checkRoot({ dir, files }: WalkOptions): Promise<void> {
  const facts = await files.stat(dir, true);
  if (facts === undefined) throw new Problem('usage', 'context-not-found', { dir });
  if (facts.type !== 'dir') throw new Problem('usage', 'context-not-a-directory', { dir });
}

async function walkFolder(options: WalkOptions, visit: VisitEntry, folder: Folder | undefined): Promise<void> {
  for (const named of await readFolder(options, folder)) {
    const entry = toEntry(named, folder);
    const standing = options.ignore.judge(entry.path, folder?.standing);
    const inside: Folder = { entry, standing, parent: folder, told: false };
    if (!standing.excluded || options.excludedToo) tell(inside, visit);
    if (entry.type === 'dir' && (!standing.closed || options.excludedToo)) await walkFolder(options, visit, inside);
  }
}

function toEntry(named: NamedPath, folder: Folder | undefined): ContextEntry {
  const path = folder === undefined ? named.name : `${folder.entry.path}/${named.name}`;
  const { type, bytes, mode, mtimeMs, inode } = named;
  return { path, type, bytes, mode, mtimeMs, inode };
}

/** Tells of a path, and first of the excluded folders above it that were looked into on the chance of it. */
function tell(folder: Folder, visit: VisitEntry): void {
  if (folder.told) return;
  if (folder.parent !== undefined) tell(folder.parent, visit);
  folder.told = true;
  visit(folder.entry, folder.standing);
}

async function readFolder({ dir, files }: WalkOptions, folder: Folder | undefined): Promise<readonly NamedPath[]> {
  const path = folder?.entry.path ?? '';
  try {
    return await files.readDirectory(joinPath(dir, path));
  } catch (cause) {
    const code = cause instanceof Error && 'code' in cause ? String(cause.code) : '';
    if (folder !== undefined && (code === 'ENOENT' || code === 'ENOTDIR')) return [];
    if (folder?.standing.excluded === true && code === 'EACCES') return [];
    if (code === '') throw cause;
    throw new Problem('usage', 'context-unreadable', { path: joinPath(dir, path), reason: code }, { cause });
  }
}
