import { folderOf } from '../../image/packages/record-readers.ts';
import type { ByteText } from '../../model/bytes.ts';
import type { FoundPackage } from './relate-records.ts';

/** What Python compiled: the folder and the name of its source. */
const COMPILED = /^(.*\/)?__pycache__\/([^/]+?)\.[^/.]+(?:\.opt-\d)?\.pyc$/s;

/** Path of the source a compiled file is of; undefined of anything else. */
export function sourceOf(path: ByteText): ByteText | undefined {
  const compiled = COMPILED.exec(path);
  return compiled === null ? undefined : `${compiled[1] ?? ''}${compiled[2]}.py`;
}

/** Finds the innermost of some folders a path lies in. Nothing but the root is in the root. */
export function nearestFolder<T>(folders: ReadonlyMap<ByteText, T>): (path: ByteText) => T | undefined {
  if (folders.size === 0) return () => undefined;
  return (path) => {
    for (let folder = folderOf(path); folder !== ''; folder = folderOf(folder)) {
      const found = folders.get(folder);
      if (found !== undefined) return found;
    }
    return undefined;
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
