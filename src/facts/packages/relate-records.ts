import type { PackageRecord } from '../../image/packages/contract.ts';
import { folderOf, readerOf } from '../../image/packages/record-readers.ts';
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

/** Systems' packages before the languages': what both name belongs to the system's. */
const ORDER = ['deb', 'apk', 'rpm', 'python', 'npm', 'jar', 'go', 'cargo'];

/** Brings packages and the lists of their files together. Sorted by kind, then by the file that tells of them. */
export function relateRecords(records: readonly RecordFile[]): readonly FoundPackage[] {
  const lists = openLists(records);
  const development = new Set(records.flatMap(({ file }) => (file.is === 'development' ? file.folders : [])));
  const found: FoundPackage[] = [];
  for (const from of records) {
    if (from.file.is !== 'packages') continue;
    const folders = installedFolders(from, from.file.packages);
    const isDev = folders.length > 0 && folders.every((folder) => development.has(folder));
    for (const record of from.file.packages) {
      found.push({ record, from, paths: ownPaths(record, from.path, lists), isDev, folders });
    }
  }
  const rank = ({ record }: FoundPackage) => ORDER.indexOf(record.kind);
  return found.sort((a, b) => rank(a) - rank(b));
}

/** Of what is in a program only the program itself owns a file; a project's own `package.json` speaks for itself alone. */
function ownPaths(record: PackageRecord, path: ByteText, lists: Lists): readonly ByteText[] {
  if (record.kind === 'npm') return [path];
  if (record.kind === 'go' || record.kind === 'jar' || record.kind === 'cargo') return record.isMain ? [path] : [];
  return record.files ?? listedPaths(record, path, lists);
}

/** Where npm and distributions put packages, `@scope/name` too: what lies there came with the package. */
const INSTALLED = /(?:^|\/)(?:node_modules|nodejs)\/(?:@[^/]+\/)?[^/@][^/]*$/;

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

function listedPaths({ kind, name, architecture }: PackageRecord, path: ByteText, lists: Lists): readonly ByteText[] {
  const folder = folderOf(path);
  if (kind === 'python') return lists.take([`${folder}/RECORD`, `${folder}/installed-files.txt`]) ?? [path];
  if (kind !== 'deb') return [];
  // Distributions without dpkg keep a file a package.
  if (folder.endsWith('/status.d')) return lists.take([`${path}.md5sums`]) ?? [];
  const info = `${folder}/info/${name}`;
  return (
    lists.take(['.list', `:${architecture}.list`, '.md5sums', `:${architecture}.md5sums`].map((end) => info + end)) ??
    []
  );
}

interface Lists {
  /** Paths of the first of these lists that is there. */
  take(names: readonly ByteText[]): readonly ByteText[] | undefined;
}

/**
 * A content is gone through once, however many hard links lead to it: each file has one owner, so that a second reading could give
 * nothing, and thousands of packages with one long list between them would take hours.
 */
function openLists(records: readonly RecordFile[]): Lists {
  const lists = new Map(records.flatMap((one) => (one.file.is === 'paths' ? [[one.path, one] as const] : [])));
  const taken = new Set<string>();
  return {
    take(names) {
      const list = names.map((name) => lists.get(name)).find((one) => one !== undefined);
      if (list?.file.is !== 'paths') return undefined;
      const { layer, row } = list.content;
      const key = `${layer} ${row}`;
      if (taken.has(key)) return [];
      taken.add(key);
      return rebase(list.file.paths, list);
    },
  };
}

/** Paths of some lists start at the folder they lie in, which is another one behind a hard link. */
function rebase(paths: readonly ByteText[], { path, readAs = path }: RecordFile): readonly ByteText[] {
  const baseOf = readAs === path ? undefined : readerOf(path)?.baseOf;
  if (baseOf === undefined) return paths;
  const [from, to] = [baseOf(readAs), baseOf(path)].map((base) => (base === '' ? '' : `${base}/`));
  if (from === undefined || to === undefined || from === to) return paths;
  return paths.map((one) => (one.startsWith(from) ? to + one.slice(from.length) : one));
}
