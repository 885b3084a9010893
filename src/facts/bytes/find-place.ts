import type { ByteText } from '../../model/bytes.ts';

/** The share of all bytes that a place must hold. */
const NEARLY_ALL = 0.9;

/**
 * The deepest folder, or the file, that holds nearly all the bytes of some files: goes down from the root as long as one name does.
 * @returns a folder with its slash; empty where no folder does. Cost: linear in the lengths of the paths.
 */
export function findPlace(files: readonly { readonly path: ByteText; readonly bytes: number }[]): ByteText {
  let within = files;
  let place = '';
  for (;;) {
    const parts = new Map<string, number>();
    let all = 0;
    for (const { path, bytes } of within) {
      const slash = path.indexOf('/', place.length);
      const part = slash < 0 ? path.slice(place.length) : path.slice(place.length, slash + 1);
      all += bytes;
      if (part !== '') parts.set(part, (parts.get(part) ?? 0) + bytes);
    }
    const [part, bytes] = [...parts].reduce<[string, number]>((most, one) => (one[1] > most[1] ? one : most), ['', -1]);
    if (part === '' || bytes < all * NEARLY_ALL) return place;
    place += part;
    if (!part.endsWith('/')) return place;
    within = within.filter(({ path }) => path.startsWith(place));
  }
}
