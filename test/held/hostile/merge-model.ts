import { basename, posix } from 'node:path';
import type { Latin1, PathFact } from './contract.ts';

/** A member as another reader lists it: its name, type flag, length and the target of a link. */
export type Member = readonly [name: Latin1, type: string, bytes: number, link: Latin1];

type Kind = PathFact['type'];
/** What stands at a path: a file's content is known by its place in the list of contents. */
type Standing = { readonly type: Kind; readonly content?: number };

const TYPES: Readonly<Record<string, Kind>> = { '2': 'symlink', '3': 'char', '4': 'block', '5': 'folder', '6': 'fifo' };

export interface Merged {
  readonly paths: readonly (readonly [path: Latin1, type: Kind, bytes: number | undefined])[];
  readonly deadBytes: number;
}

/**
 * What a container sees of layers with these members, and what is dead: the README's rules written a second time,
 * so that the answers written by hand are checked. Nothing here goes through a symlink.
 */
export function merge(layers: readonly (readonly Member[])[]): Merged {
  const seen = new Map<Latin1, Standing>();
  const contents: number[] = [];
  const take = (path: Latin1, isItself: boolean) => {
    for (const other of seen.keys()) {
      if (other.startsWith(`${path}/`) || (isItself && other === path)) seen.delete(other);
    }
  };
  const put = (path: Latin1, what: Standing) => {
    if (path === '' || path === '.') return;
    if (seen.get(above(path))?.type !== 'folder') put(above(path), { type: 'folder' });
    if (what.type !== 'folder' || seen.get(path)?.type !== 'folder') take(path, true);
    seen.set(path, what);
  };
  const hide = (path: Latin1) => {
    const isOpaque = basename(path) === '.wh..wh..opq';
    take(isOpaque ? above(path) : posix.join(above(path), basename(path).slice(4)), !isOpaque);
  };
  const standing = (type: string, bytes: number, link: Latin1): Standing => {
    if (type === '1') return seen.get(cleaned(link)) ?? { type: 'file' };
    const kind = TYPES[type];
    return kind === undefined ? { type: 'file', content: contents.push(bytes) - 1 } : { type: kind };
  };
  for (const members of layers) {
    const clean = members.map(([name, ...more]) => [cleaned(name), ...more] as const);
    for (const [path] of clean.filter(([one]) => isWhiteout(one))) hide(path);
    for (const [path, ...more] of clean) {
      if (isWhiteout(path)) put(above(path), { type: 'folder' });
      else put(path, standing(...more));
    }
  }
  const alive = new Set([...seen.values()].map(({ content }) => content));
  return {
    paths: [...seen].map(([path, { type, content }]) => [
      path,
      type,
      content === undefined ? undefined : contents[content],
    ]),
    deadBytes: contents.reduce((sum, bytes, content) => sum + (alive.has(content) ? 0 : bytes), 0),
  };
}

function cleaned(name: Latin1): Latin1 {
  return posix.join('/', name).replace(/^\/|\/$/g, '');
}

function above(path: Latin1): Latin1 {
  return path.slice(0, Math.max(path.lastIndexOf('/'), 0));
}

function isWhiteout(path: Latin1): boolean {
  return basename(path).startsWith('.wh.');
}
