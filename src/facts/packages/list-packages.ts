import type { LayerIndex, MergedTree, TreeNode } from '../../image/contract.ts';
import { openEntryTable } from '../../image/entries/entry-table.ts';
import { folderOf } from '../../image/folder-of.ts';
import type { Place } from '../../image/merge/node-arena.ts';
import { isOfSystem, type PackageRecord, unreadBecause } from '../../image/packages/contract.ts';
import type { ByteText } from '../../model/bytes.ts';
import { findRecords, type RecordFile } from './find-records.ts';
import { nearestFolder, sourceOf } from './owners-by-path.ts';
import { type FoundPackage, relateRecords } from './relate-records.ts';

/** A package a container has. */
export interface InstalledPackage extends PackageRecord {
  /** The file that says so. */
  readonly path: ByteText;
  /** The layer that carries most of its bytes, or that file. */
  readonly layer: number;
  /** Contents that are its own. Each content is counted for one package only. */
  readonly bytes: number;
  readonly contents: number;
  /** Its package manager says that it is for development only. */
  readonly isDev: boolean;
  /** It came as a part of this package of the system, and is not counted as one of its own. */
  readonly ownedBy?: string | undefined;
}

export interface PackageAccount {
  readonly packages: readonly InstalledPackage[];
  /** Files that may tell of packages and could not be read, or not as a whole. */
  readonly unread: readonly RecordFile[];
  /** The package a live content belongs to, by its place in `packages`. */
  ownerOf(content: Place): number | undefined;
}

const NOBODY = -1;

/** Cost: two walks of the tree and the lists of the package managers. Memory: four bytes an entry. */
export function listPackages(indexes: readonly LayerIndex[], tree: MergedTree): PackageAccount {
  const records = findRecords(indexes, tree);
  const { packages: found, unread } = relateRecords(records);
  const book = openBook(indexes, found);
  const find = pathFinder(tree);
  found.forEach((one, n) => {
    for (const path of one.paths) book.claim(find(path)?.content, n);
  });
  claimTheRest(tree, found, book);
  return {
    packages: found.map((one, n) => book.tell(one, n)),
    unread: [...records.filter(({ file }) => unreadBecause(file) !== undefined), ...unread],
    ownerOf: book.ownerOf,
  };
}

function openBook(indexes: readonly LayerIndex[], found: readonly FoundPackage[]) {
  const owners = indexes.map(({ columns }) => new Int32Array(columns.count).fill(NOBODY));
  const tables = indexes.map(({ columns }) => openEntryTable(columns));
  const bytesByLayer = found.map(() => new Map<number, number>());
  const counts = found.map(() => 0);

  function ownerOf({ layer, row }: Place): number | undefined {
    const owner = owners[layer]?.[row] ?? NOBODY;
    return owner === NOBODY ? undefined : owner;
  }

  return {
    ownerOf,
    claim(content: Place | undefined, n: number): void {
      if (content === undefined || ownerOf(content) !== undefined) return;
      const { layer, row } = content;
      const bytes = bytesByLayer[n];
      const rows = owners[layer];
      if (rows !== undefined) rows[row] = n;
      bytes?.set(layer, (bytes.get(layer) ?? 0) + (tables[layer]?.storedBytes(row) ?? 0));
      counts[n] = (counts[n] ?? 0) + 1;
    },
    tell({ record, from, isDev }: FoundPackage, n: number): InstalledPackage {
      const { files: _, ...said } = record;
      const bytes = [...(bytesByLayer[n] ?? [])];
      const owner = found[ownerOf(from.content) ?? n]?.record;
      const isPart = owner !== undefined && owner.kind !== record.kind && isOfSystem(owner) && !isOfSystem(record);
      const [layer] = bytes.reduce((most, next) => (next[1] > most[1] ? next : most), [from.content.layer, 0]);
      return {
        ...said,
        path: from.path,
        layer,
        bytes: bytes.reduce((sum, [, part]) => sum + part, 0),
        contents: counts[n] ?? 0,
        isDev,
        ...(isPart && { ownedBy: owner.name }),
      };
    },
  };
}

type Book = ReturnType<typeof openBook>;

/** Package managers name files by the way they took: through `/lib`, which may be a symlink. Folders are looked up once. */
function pathFinder(tree: MergedTree): (path: ByteText) => TreeNode | undefined {
  const folders = new Map<ByteText, ByteText | undefined>();
  return (path) => {
    const folder = folderOf(path);
    if (!folders.has(folder)) folders.set(folder, tree.resolve(folder)?.path);
    const real = folders.get(folder);
    if (real === undefined) return undefined;
    const name = folder === '' ? path : path.slice(folder.length + 1);
    return tree.get(real === '' ? name : `${real}/${name}`);
  };
}

/** What no list names: what lies in a package's folder, and what Python compiled of a package's source. */
function claimTheRest(tree: MergedTree, found: readonly FoundPackage[], book: Book): void {
  const inFolder = nearestFolder(
    new Map(found.flatMap(({ folders }, n) => folders.map((folder) => [folder, n] as const))),
  );
  for (const { path, content } of tree.nodes()) {
    if (content === undefined || book.ownerOf(content) !== undefined) continue;
    const source = sourceOf(path);
    const sourceContent = source === undefined ? undefined : tree.get(source)?.content;
    const owner = (sourceContent && book.ownerOf(sourceContent)) ?? inFolder(path);
    if (owner !== undefined) book.claim(content, owner);
  }
}
