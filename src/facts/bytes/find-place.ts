import type { ByteText } from '../../model/bytes.ts';
import { sumBytes } from '../../model/sum-of.ts';

export interface PlacedFile {
  readonly path: ByteText;
  readonly bytes: number;
}

/** Where some files are. */
export interface FilesPlace {
  /** The deepest folder that holds all of them, with its slash, or the one file; empty where only the root does. */
  readonly place: ByteText;
  /** A deeper folder with most of the bytes, and how many. */
  readonly mostly?: { readonly place: ByteText; readonly bytes: number } | undefined;
}

/** The shares of the bytes with which a folder stands for the files, the better one first. */
const SHARES = [0.8, 0.5];

/** Where some files are, and where most of their bytes are. One file is its own place. Cost: linear in the lengths of the paths. */
export function findPlace(files: readonly PlacedFile[]): FilesPlace {
  const [first] = files;
  if (first === undefined || files.length === 1) return { place: first?.path ?? '' };
  const place = commonFolder(files, first.path);
  const all = sumBytes(files);
  for (const share of SHARES) {
    const deeper = findMostly(files, place, all * share);
    if (deeper === place) continue;
    const bytes = sumBytes(files.filter(({ path }) => path.startsWith(deeper)));
    return { place, mostly: { place: deeper, bytes } };
  }
  return { place };
}

/** The folder up to its slash that all the paths begin with. */
function commonFolder(files: readonly PlacedFile[], first: ByteText): ByteText {
  let length = first.lastIndexOf('/') + 1;
  for (const { path } of files) {
    while (!path.startsWith(first.slice(0, length))) length = first.lastIndexOf('/', length - 2) + 1;
  }
  return first.slice(0, length);
}

/** Goes down as long as one folder has more than so many bytes. */
function findMostly(files: readonly PlacedFile[], from: ByteText, least: number): ByteText {
  let place = from;
  let within = files;
  for (;;) {
    const folders = new Map<ByteText, number>();
    for (const { path, bytes } of within) {
      const slash = path.indexOf('/', place.length);
      if (slash < 0) continue;
      const folder = path.slice(place.length, slash + 1);
      folders.set(folder, (folders.get(folder) ?? 0) + bytes);
    }
    const [folder, bytes] = [...folders].reduce<[string, number]>((a, b) => (b[1] > a[1] ? b : a), ['', 0]);
    if (folder === '' || bytes <= least) return place;
    const { length } = place;
    within = within.filter(({ path }) => path.startsWith(folder, length));
    place += folder;
  }
}
