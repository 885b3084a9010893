import { bytesOf, type Raw, type TarEntry } from './tar.ts';

/** What may be said of a member beside what it is. */
export type More = Omit<TarEntry, 'name' | 'type' | 'content' | 'link'>;

export function file(name: Raw, content: Raw = '', more: More = {}): TarEntry {
  return { name, content, ...more };
}

/** A folder's own member, with the closing slash engines write. */
export function folder(name: Raw, more: More = {}): TarEntry {
  return { name: Buffer.concat([bytesOf(name), Buffer.from('/')]), type: '5', ...more };
}

export function symlink(name: Raw, link: Raw, more: More = {}): TarEntry {
  return { name, type: '2', link, mode: 0o777, ...more };
}

/**
 * The header of a hard link speaks of the same inode, so it says the same mode and owner unless a case is about that.
 */
export function hardLink(name: Raw, link: Raw, more: More = {}): TarEntry {
  return { name, type: '1', link, ...more };
}

/** `a/b` becomes the whiteout `a/.wh.b`. */
export function whiteout(path: string): TarEntry {
  const at = path.lastIndexOf('/') + 1;
  return { name: `${path.slice(0, at)}.wh.${path.slice(at)}`, mode: 0 };
}

/** The marker that hides what lower layers have in the folder. */
export function opaque(path: string): TarEntry {
  return { name: `${path}/.wh..wh..opq`, mode: 0 };
}
