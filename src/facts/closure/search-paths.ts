import type { TreeNode } from '../../image/contract.ts';
import type { ElfHead } from '../../image/elf.ts';
import { lookUp, type Scene } from './closure-input.ts';
import { readLdConf } from './read-ld-conf.ts';
import { type LibraryCache, readLibraryCache } from './read-library-cache.ts';

export type Libc = 'glibc' | 'musl' | 'other';

/** Where the loader looks besides an object's own paths; made once per program. */
export interface SearchPaths {
  readonly libc: Libc;
  readonly environment: readonly string[];
  /** Built into the loader, or told by a file that it reads. */
  readonly system: readonly string[];
  readonly cached: LibraryCache;
  /** Folders that only ldconfig reads about: the loader finds there what the cache names, and nothing else. */
  readonly configured: readonly string[];
  /** False where a file that adds folders could not be read: then nothing is surely missing. */
  readonly isKnown: boolean;
  /** Places that may still be looked at for one program; behind them nothing is concluded. */
  readonly work: { places: number };
}

/** Programs of some hundred libraries look at some ten thousand. */
const MOST_PLACES = 400_000;

const GLIBC_DIRS = ['/lib64', '/usr/lib64', '/lib', '/usr/lib', '/lib32', '/usr/lib32', '/libx32', '/usr/libx32'];
const MUSL_DIRS = ['/lib', '/usr/local/lib', '/usr/lib'];
/** Debian's folder per architecture, by ELF machine (and width where that differs). */
export const TRIPLETS: Readonly<Record<number, readonly string[]>> = {
  3: ['i386-linux-gnu'],
  8: ['mips64el-linux-gnuabi64', 'mipsel-linux-gnu'],
  21: ['powerpc64le-linux-gnu'],
  22: ['s390x-linux-gnu'],
  40: ['arm-linux-gnueabihf', 'arm-linux-gnueabi'],
  62: ['x86_64-linux-gnu'],
  183: ['aarch64-linux-gnu'],
  243: ['riscv64-linux-gnu'],
  258: ['loongarch64-linux-gnu'],
};

/**
 * A loader is glibc's only where it is one: shims under its name start with a loader of their own, and search elsewhere.
 * @param loaderNode the interpreter as it lies in the image
 */
function libcOf(scene: Scene, interpreter: string, loaderNode: TreeNode): Libc {
  if (/\/ld-musl-[^/]+$/.test(interpreter)) return 'musl';
  const head = scene.files.head(loaderNode);
  const isLoader =
    head?.is === 'elf' && head.elf.isWhole && head.elf.interpreter === undefined && head.elf.needed.length === 0;
  return isLoader && /(?:^|\/)ld(?:-linux[^/]*|-\d[^/]*|64)?\.so(?:\.\d+)?$/.test(loaderNode.path) ? 'glibc' : 'other';
}

/** @param loaderNode the interpreter as it lies in the image: its own folder is searched too (stores that keep each package apart) */
export function openSearchPaths(scene: Scene, elf: ElfHead, interpreter: string, loaderNode: TreeNode): SearchPaths {
  const libc = libcOf(scene, interpreter, loaderNode);
  const environment = splitDirs(scene.env.get('LD_LIBRARY_PATH') ?? '', libc);
  const own = `/${loaderNode.path.replace(/\/?[^/]*$/, '')}`;
  if (libc === 'musl') return openMuslPaths(scene, interpreter, environment);
  const configured = readLdConf(scene);
  const cached = readCache(scene);
  const multiarch = (TRIPLETS[elf.machine] ?? []).flatMap((t) => [`/lib/${t}`, `/usr/lib/${t}`]);
  return {
    libc,
    environment,
    system: [...multiarch, ...GLIBC_DIRS, own],
    cached: cached ?? new Map(),
    configured: configured ?? [],
    isKnown: configured !== undefined && cached !== undefined && libc === 'glibc',
    work: { places: MOST_PLACES },
  };
}

/** @returns undefined where the cache is there and was not kept, or makes no sense */
function readCache(scene: Scene): LibraryCache | undefined {
  const { node } = lookUp(scene, '/etc/ld.so.cache');
  if (node?.content === undefined) return new Map();
  const text = scene.files.text(node);
  return text === undefined ? undefined : readLibraryCache(text);
}

/** The loader looks for its list two folders above itself, which is the root where it lies in `/lib`. */
function openMuslPaths(scene: Scene, interpreter: string, environment: readonly string[]): SearchPaths {
  const parts = interpreter.split('/');
  const list = (parts.at(-1) ?? '').replace(/\.so\.1$/, '.path');
  const { node } = lookUp(scene, [...parts.slice(0, -2), 'etc', list].join('/'));
  const text = node?.content && scene.files.text(node);
  const isKnown = node?.content === undefined || text !== undefined;
  const system = text === undefined ? MUSL_DIRS : splitDirs(text, 'musl');
  return {
    libc: 'musl',
    environment,
    system,
    cached: new Map(),
    configured: [],
    isKnown,
    work: { places: MOST_PLACES },
  };
}

/** An empty element means the working directory to glibc, and nothing to musl. */
export function splitDirs(text: string, libc: Libc): string[] {
  if (text === '') return [];
  if (libc === 'musl') return text.split(/[:\n]/).filter((dir) => dir !== '');
  return text.split(/[:;]/).map((dir) => (dir === '' ? '.' : dir));
}
