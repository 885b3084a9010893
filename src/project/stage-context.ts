import type { ByteText } from '../model/bytes.ts';
import { Problem } from '../model/problem.ts';
import { listContext } from './context.ts';
import type { FilesPort, HostPath } from './contract.ts';
import { joinPath } from './host-path.ts';
import { OWN_FOLDER } from './ignore-file.ts';
import type { Ignore } from './ignore-patterns.ts';
import type { ContextEntry } from './walk-context.ts';

/** A copy of a build context that scenarios may change. Lives until `remove`. */
export interface StagedContext {
  readonly dir: HostPath;
  readonly entries: readonly ContextEntry[];
  /** Replaces or creates a file of the copy; the user's file keeps its bytes. Keeps the mode. @throws Problem `staged-path-outside` */
  replaceFile(path: ByteText, bytes: Uint8Array): Promise<void>;
  remove(): Promise<void>;
}

export interface StageRequest {
  readonly from: HostPath;
  /** Must not exist yet. */
  readonly to: HostPath;
  readonly ignore: Ignore;
}

/**
 * Copies what the builder would send: files as second names of the user's own (a copy of the bytes where the file system will not link),
 * folders with their modes, symlinks as they are. Plimsoll's own folder is left out whatever the patterns say. Content and
 * times of the user's tree are never touched; nothing may write into a staged file but `replaceFile`.
 * @throws Problem `stage-dir-exists`, and those of `listContext`. What was made before a failure is removed.
 */
export async function stageContext({ from, to, ignore }: StageRequest, files: FilesPort): Promise<StagedContext> {
  if ((await files.stat(to)) !== undefined) throw new Problem('usage', 'stage-dir-exists', { dir: to });
  const entries = (await listContext(from, files, ignore)).filter((entry) => !isOwn(entry.path));
  try {
    await files.makeDirectory(to);
    for (const entry of entries) await stageEntry(entry, from, to, files);
    // Last, and from the inside out: a folder without write permission takes no more names.
    for (const entry of entries.toReversed())
      if (entry.type === 'dir') await files.setMode(joinPath(to, entry.path), entry.mode);
  } catch (error) {
    await files.remove(to);
    throw error;
  }
  return {
    dir: to,
    entries,
    replaceFile: (path, bytes) => replaceFile(path, bytes, to, files),
    remove: () => files.remove(to),
  };
}

function isOwn(path: ByteText): boolean {
  return path === OWN_FOLDER || path.startsWith(`${OWN_FOLDER}/`);
}

async function stageEntry(entry: ContextEntry, from: HostPath, to: HostPath, files: FilesPort): Promise<void> {
  const target = joinPath(to, entry.path);
  if (entry.type === 'dir') await files.makeDirectory(target);
  else if (entry.type === 'symlink')
    await files.makeSymlink(target, await files.readSymlink(joinPath(from, entry.path)));
  else if (entry.type === 'file') await files.link(joinPath(from, entry.path), target);
}

async function replaceFile(path: ByteText, bytes: Uint8Array, dir: HostPath, files: FilesPort): Promise<void> {
  const names = path.split('/');
  if (names.some((name) => name === '' || name === '.' || name === '..')) {
    throw new Problem('usage', 'staged-path-outside', { path });
  }
  for (let depth = 1; depth < names.length; depth++) {
    const parent = await files.stat(joinPath(dir, names.slice(0, depth).join('/')));
    if (parent !== undefined && parent.type !== 'dir') throw new Problem('usage', 'staged-path-outside', { path });
  }
  const target = joinPath(dir, path);
  const folder = joinPath(dir, names.slice(0, -1).join('/'));
  const before = await files.stat(target);
  await files.makeDirectory(folder);
  await withWritable(folder, files, () => files.write(target, bytes, before?.type === 'file' ? before.mode : 0o644));
}

/** A staged folder has the mode of the user's, which need not let its owner write. */
async function withWritable(folder: HostPath, files: FilesPort, act: () => Promise<void>): Promise<void> {
  const mode = (await files.stat(folder))?.mode ?? 0o700;
  if ((mode & 0o300) === 0o300) return act();
  await files.setMode(folder, mode | 0o300);
  try {
    await act();
  } finally {
    await files.setMode(folder, mode);
  }
}
