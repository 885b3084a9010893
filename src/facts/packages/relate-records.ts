import type { PackageRecord } from '../../image/packages/contract.ts';
import { folderOf } from '../../image/packages/package-collector.ts';
import type { ByteText } from '../../model/bytes.ts';
import type { RecordFile } from './find-records.ts';

/** A package with what its own records say it owns. */
export interface FoundPackage {
  readonly record: PackageRecord;
  /** The file that says it is there. */
  readonly from: RecordFile;
  /** Paths below the root; folders and what is gone may be among them. */
  readonly paths: readonly ByteText[];
  /** It owns all in this folder that no deeper package owns. */
  readonly folder?: ByteText | undefined;
  /** Its package manager says that it is for development only. */
  readonly isDev: boolean;
}

/** Systems' packages before the languages': what both name belongs to the system's. */
const ORDER = ['deb', 'apk', 'rpm', 'python', 'npm', 'jar', 'go', 'cargo'];

/** Brings packages and the lists of their files together. Sorted by kind, then by the file that tells of them. */
export function relateRecords(records: readonly RecordFile[]): readonly FoundPackage[] {
  const lists = new Map<ByteText, readonly ByteText[]>();
  for (const { path, file } of records) if (file.is === 'paths') lists.set(path, file.paths);
  const development = new Set(records.flatMap(({ file }) => (file.is === 'development' ? file.folders : [])));
  const found: FoundPackage[] = [];
  for (const from of records) {
    if (from.file.is !== 'packages') continue;
    for (const record of from.file.packages) {
      const paths = ownPaths(record, from.path, lists);
      const folder = record.kind === 'npm' ? installedFolder(from.path) : undefined;
      const isDev = folder !== undefined && development.has(folder);
      found.push({ record, from, paths, isDev, ...(folder !== undefined && { folder }) });
    }
  }
  const rank = ({ record }: FoundPackage) => ORDER.indexOf(record.kind);
  return found.sort((a, b) => rank(a) - rank(b));
}

/** Of what is in a program only the program itself owns a file; a project's own `package.json` speaks for itself alone. */
function ownPaths(
  record: PackageRecord,
  path: ByteText,
  lists: ReadonlyMap<ByteText, readonly ByteText[]>,
): readonly ByteText[] {
  if (record.kind === 'npm') return [path];
  if (record.kind === 'go' || record.kind === 'jar' || record.kind === 'cargo') return record.isMain ? [path] : [];
  return record.files ?? listedPaths(record, path, lists);
}

/** Where npm and distributions put packages, `@scope/name` too: what lies there came with the package. */
const INSTALLED = /(?:^|\/)(?:node_modules|nodejs)\/(?:@[^/]+\/)?[^/@][^/]*$/;

function installedFolder(path: ByteText): ByteText | undefined {
  const folder = folderOf(path);
  return INSTALLED.test(folder) ? folder : undefined;
}

function listedPaths(
  { kind, name, architecture }: PackageRecord,
  path: ByteText,
  lists: ReadonlyMap<ByteText, readonly ByteText[]>,
): readonly ByteText[] {
  const folder = folderOf(path);
  if (kind === 'python') return lists.get(`${folder}/RECORD`) ?? lists.get(`${folder}/installed-files.txt`) ?? [path];
  if (kind !== 'deb') return [];
  // Distributions without dpkg keep a file a package.
  if (folder.endsWith('/status.d')) return lists.get(`${path}.md5sums`) ?? [];
  const info = `${folder}/info/${name}`;
  const ends = ['.list', `:${architecture}.list`, '.md5sums', `:${architecture}.md5sums`];
  return ends.map((end) => lists.get(info + end)).find((paths) => paths !== undefined) ?? [];
}
