import { makeNamePool } from '../../image/merge/name-pool.ts';
import { makeNodeArena, NONE } from '../../image/merge/node-arena.ts';
import type { ByteText } from '../../model/bytes.ts';
import type { FoundPackage } from './relate-records.ts';

/** What Python compiled: the folder and the name of its source. */
const COMPILED = /^(.*\/)?__pycache__\/([^/]+?)\.[^/.]+(?:\.opt-\d)?\.py[co]$/s;
/** Beside its source: of Python 2, and of `compileall -b`. */
const COMPILED_BESIDE = /\.py[co]$/;

/** Path of the source a compiled file is of, whether there or not; undefined of anything else. */
export function sourceOf(path: ByteText): ByteText | undefined {
  if (!COMPILED_BESIDE.test(path)) return undefined;
  const compiled = COMPILED.exec(path);
  return compiled === null ? path.slice(0, -1) : `${compiled[1] ?? ''}${compiled[2]}.py`;
}

/**
 * Finds the innermost of some folders a path lies in. Nothing but the root is in the root. Cost: linear in the lengths of the folders, and of
 * what a path has in common with them. Memory: some 50 bytes for each folder on their ways.
 */
export function nearestFolder<T>(folders: ReadonlyMap<ByteText, T>): (path: ByteText) => T | undefined {
  if (folders.size === 0) return () => undefined;
  const arena = makeNodeArena();
  const pool = makeNamePool();
  const root = arena.make(pool.intern(''), 0);
  const found = new Map<number, T>();

  /** Goes down the folders of a path as far as `step` does. */
  function descend(path: ByteText, step: (node: number, name: number) => number): void {
    let node = root;
    for (let start = 0, end = path.indexOf('/'); node !== NONE && end >= 0; end = path.indexOf('/', start)) {
      node = step(node, pool.intern(path, start, end));
      start = end + 1;
    }
  }

  for (const [folder, one] of folders) {
    let last = root;
    descend(`${folder}/`, (parent, name) => {
      last = arena.child(parent, name);
      if (last !== NONE) return last;
      last = arena.make(name, 0);
      arena.attach(parent, last);
      return last;
    });
    if (folder !== '') found.set(last, one);
  }
  return (path) => {
    let nearest: T | undefined;
    descend(path, (parent, name) => {
      const node = arena.child(parent, name);
      nearest = found.get(node) ?? nearest;
      return node;
    });
    return nearest;
  };
}

/**
 * Owners by what packages say of paths, without a tree to follow symlinks in. Memory: the wanted paths only.
 * @param merged folders of the root that are symlinks to those of the same name in `usr`: packages may name their files by either way
 */
export function ownersByPath(
  packages: readonly FoundPackage[],
  wanted: ReadonlySet<ByteText>,
  merged: ReadonlySet<ByteText> = new Set(),
): (path: ByteText) => FoundPackage | undefined {
  const namesOf = (path: ByteText) =>
    [path, sourceOf(path)].flatMap((name) => {
      if (name === undefined) return [];
      const folder = name.startsWith('usr/') ? name.slice(4, name.indexOf('/', 4)) : '';
      return merged.has(folder) ? [name, name.slice(4)] : [name];
    });
  const asked = new Set([...wanted].flatMap(namesOf));
  const owners = new Map<ByteText, FoundPackage>();
  for (const one of packages) {
    for (const path of one.paths) if (asked.has(path) && !owners.has(path)) owners.set(path, one);
  }
  const inFolder = nearestFolder(
    new Map(packages.flatMap((one) => one.folders.map((folder) => [folder, one] as const))),
  );
  return (path) => {
    const name = namesOf(path).find((one) => owners.has(one));
    return (name === undefined ? undefined : owners.get(name)) ?? inFolder(path);
  };
}
