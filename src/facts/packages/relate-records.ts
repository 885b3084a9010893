import { folderOf } from '../../image/folder-of.ts';
import type { PackageRecord } from '../../image/packages/contract.ts';
import { KEPT_LIMITS, openTextRoom, type TextRoom } from '../../image/packages/open-text-room.ts';
import { readerOf, TOO_LARGE } from '../../image/packages/record-readers.ts';
import { Unread } from '../../image/packages/unread.ts';
import type { ByteText } from '../../model/bytes.ts';
import type { RecordFile } from './find-records.ts';

/** A package with what its own records say it owns. */
export interface FoundPackage {
  readonly record: PackageRecord;
  /** The file that says it is there. */
  readonly from: RecordFile;
  /** Paths below the root; folders and what is gone may be among them. */
  readonly paths: readonly ByteText[];
  /** It owns all in these folders that no deeper package owns; more than one where hard links put it there. */
  readonly folders: readonly ByteText[];
  /** Its package manager says that it is for development only. */
  readonly isDev: boolean;
}

export interface RelatedRecords {
  /** Sorted by kind, then by the file that tells of them. */
  readonly packages: readonly FoundPackage[];
  /** Lists that were not gone through for each folder they lie in; one content once. */
  readonly unread: readonly RecordFile[];
}

/** Systems' packages before the languages': what both name belongs to the system's. */
const ORDER = ['deb', 'apk', 'rpm', 'python', 'npm', 'jar', 'go', 'cargo'];

/** Brings packages and the lists of their files together. */
export function relateRecords(records: readonly RecordFile[]): RelatedRecords {
  const lists = openLists(records);
  const development = new Set(records.flatMap(({ file }) => (file.is === 'development' ? file.folders : [])));
  const found: FoundPackage[] = [];
  for (const from of records) {
    if (from.file.is !== 'packages') continue;
    const folders = installedFolders(from, from.file.packages);
    const isDev = folders.length > 0 && folders.every((folder) => development.has(folder));
    for (const record of from.file.packages) {
      found.push({ record, from, paths: ownPaths(record, from, lists), isDev, folders });
    }
  }
  const rank = ({ record }: FoundPackage) => ORDER.indexOf(record.kind);
  return { packages: found.sort((a, b) => rank(a) - rank(b)), unread: lists.unread };
}

/** Of what is in a program only the program itself owns a file; a project's own `package.json` speaks for itself alone. */
function ownPaths(record: PackageRecord, from: RecordFile, lists: Lists): readonly ByteText[] {
  const { kind, isMain, files } = record;
  if (kind === 'npm') return [from.path];
  if (kind === 'go' || kind === 'jar' || kind === 'cargo') return isMain ? [from.path] : [];
  // Such a file tells of one package, so that its names are gone through once.
  if (kind === 'python') return namesOf(from).flatMap((path) => pythonPaths(path, lists));
  return files ?? (kind === 'deb' ? debPaths(record, from.path, lists) : []);
}

/**
 * Where npm and Debian put packages, `@scope/name` too: what lies there came with the package. Elsewhere anyone's project may lie in a folder
 * called `nodejs`.
 */
const INSTALLED =
  /(?:(?:^|\/)node_modules|^usr\/(?:share|lib(?:\/[^/]+-linux-[^/]+)?)\/nodejs)\/(?:@[^/]+\/)?[^/@][^/]*$/;

/** Once for a file: a database of thousands of packages may have thousands of names. */
function installedFolders(from: RecordFile, [first]: readonly PackageRecord[]): readonly ByteText[] {
  return first?.kind === 'npm'
    ? namesOf(from)
        .map(folderOf)
        .filter((folder) => INSTALLED.test(folder))
    : [];
}

function namesOf({ path, others }: RecordFile): readonly ByteText[] {
  return [path, ...others];
}

/** Behind another name of the same record lies another installation, with a list and files of its own. */
function pythonPaths(path: ByteText, lists: Lists): readonly ByteText[] {
  const folder = folderOf(path);
  return lists.take([`${folder}/RECORD`, `${folder}/installed-files.txt`]) ?? [path];
}

function debPaths({ name, architecture }: PackageRecord, path: ByteText, lists: Lists): readonly ByteText[] {
  const folder = folderOf(path);
  // Distributions without dpkg keep a file a package.
  if (folder.endsWith('/status.d')) return lists.take([`${path}.md5sums`]) ?? [];
  const info = `${folder}/info/${name}`;
  return (
    lists.take(['.list', `:${architecture}.list`, '.md5sums', `:${architecture}.md5sums`].map((end) => info + end)) ??
    []
  );
}

interface Lists {
  /** Paths of the first of these lists that is there and can be taken. */
  take(names: readonly ByteText[]): readonly ByteText[] | undefined;
  readonly unread: readonly RecordFile[];
}

/**
 * A content is gone through once for each folder its paths start at, however many hard links lead to it: each file has one owner, so that
 * a second reading could give nothing, and thousands of packages with one long list between them would take hours. What is taken for
 * other folders than the one it was read in is bounded as a whole. @see KEPT_LIMITS
 */
function openLists(records: readonly RecordFile[]): Lists {
  const lists = new Map(records.flatMap((one) => (one.file.is === 'paths' ? [[one.path, one] as const] : [])));
  const room = openTextRoom(KEPT_LIMITS.linkedBytes);
  const taken = new Set<string>();
  const unread = new Map<string, RecordFile>();
  return {
    take(names) {
      const list = names.map((name) => lists.get(name)).find((one) => one !== undefined);
      if (list?.file.is !== 'paths') return undefined;
      const { layer, row } = list.content;
      const content = `${layer} ${row}`;
      const [from, to] = foldersOf(list);
      const key = `${content} ${to}`;
      if (taken.has(key)) return [];
      taken.add(key);
      try {
        return from === to ? list.file.paths : rebase(list.file.paths, from, to, room);
      } catch (error) {
        if (!(error instanceof Unread)) throw error;
        if (!unread.has(content)) unread.set(content, { ...list, file: TOO_LARGE });
        return undefined;
      }
    },
    get unread() {
      return [...unread.values()];
    },
  };
}

/** Where the paths of a list start: under the name it was read by, and behind a hard link. Nothing where they start at the root. */
function foldersOf({ path, readAs = path }: RecordFile): readonly [from: ByteText, to: ByteText] {
  const baseOf = readerOf(path)?.baseOf ?? (() => '');
  const [from = '', to = ''] = [baseOf(readAs), baseOf(path)].map((base) => (base === '' ? '' : `${base}/`));
  return [from, to];
}

/** @throws Unread at the first path that there is no room for, before a list as long is made for it */
function rebase(paths: readonly ByteText[], from: ByteText, to: ByteText, room: TextRoom): readonly ByteText[] {
  const moved: ByteText[] = [];
  for (const path of paths) {
    const one = path.startsWith(from) ? room.path(to, path.slice(from.length)) : room.path('', path);
    if (one !== undefined) moved.push(one);
    // What is too long for a path took time as well.
    else room.path('', '');
  }
  return moved;
}
