import type { TreeNode } from '../../image/contract.ts';
import type { ElfHead } from '../../image/elf.ts';
import { lookUp, type Scene } from './closure-input.ts';
import { type SearchPaths, splitDirs, TRIPLETS } from './search-paths.ts';

/** An object the loader has mapped, and the object that asked for it. */
export interface Loaded {
  readonly node: TreeNode;
  /** Where it was found, absolute; its `$ORIGIN` is the folder of this path or of what it leads to. */
  readonly path: string;
  readonly elf: ElfHead;
  readonly loader: Loaded | undefined;
}

/** A chain of objects may each name some; nobody names so many, and what is behind them is not looked at. */
const MOST_DIRS = 4096;
/** Names musl answers itself, whatever follows the dot. */
const MUSL_OWN = /^lib(?:c|pthread|rt|m|dl|util|xnet)\./;

/** `'own'`: the loader itself is it, or what it is cannot be told. */
export type FoundLibrary = Loaded | 'own';

/** @returns what the loader maps for this name; undefined where no folder of the search has it */
export function findLibrary(scene: Scene, name: string, by: Loaded, paths: SearchPaths): FoundLibrary | undefined {
  for (const copy of listCopies(scene, name, by, paths)) return copy;
  return undefined;
}

/** All that the search may meet under this name, in its order. */
export function* listCopies(scene: Scene, name: string, by: Loaded, paths: SearchPaths): Generator<FoundLibrary> {
  const isUsedUp = paths.work.places <= 0;
  if (isUsedUp || (paths.libc === 'musl' && MUSL_OWN.test(name))) {
    yield 'own';
    return;
  }
  const dirs = name.includes('/') ? [] : searchDirs(by, paths);
  const asked = name.includes('/') ? expandPath(name, by, paths) : dirs.map((dir) => `${dir}/${name}`);
  const system = name.includes('/') ? [] : systemPaths(name, by, paths);
  for (const path of [...asked, ...system]) {
    paths.work.places -= 1;
    const { node } = lookUp(scene, path);
    if (node?.content === undefined) continue;
    const head = scene.files.head(node);
    if (head === undefined) yield 'own';
    if (head?.is !== 'elf' || head.elf.machine !== by.elf.machine || head.elf.bits !== by.elf.bits) continue;
    yield { node, path, elf: head.elf, loader: by };
  }
  if (paths.work.places <= 0) yield 'own';
  if (paths.libc === 'musl' || name.includes('/')) return;
  // Which of these a loader takes depends on its release and on the machine it runs on.
  const places = [...dirs, ...paths.system].flatMap((dir) =>
    SPECIAL_DIRS.map((special) => `${dir}/${special}/${name}`),
  );
  paths.work.places -= places.length;
  if (places.some((path) => lookUp(scene, path).node?.content !== undefined)) yield 'own';
}

const LEVELS = ['x86-64-v4', 'x86-64-v3', 'x86-64-v2', 'power10', 'power9', 'z16', 'z15', 'z14', 'z13'];
/** Below each folder: copies for newer processors, and what loaders before 2.37 looked into. */
const SPECIAL_DIRS = [
  ...LEVELS.map((level) => `glibc-hwcaps/${level}`),
  ...[
    'tls',
    'x86_64',
    'haswell',
    'tls/x86_64',
    'haswell/x86_64',
    'i686',
    'i686/sse2',
    'atomics',
    'aarch64',
    'v7l',
    'neon',
  ],
];

/** What the cache names, then the loader's own folders; an object may forbid them. */
function systemPaths(name: string, by: Loaded, paths: SearchPaths): readonly string[] {
  const own = paths.system.map((dir) => `${dir}/${name}`);
  const cached = paths.cached.get(name) ?? [];
  if (by.elf.isWithoutDefaults !== true || paths.libc !== 'glibc') return [...cached, ...own];
  return cached.filter((path) => !own.includes(path));
}

/**
 * The folders an object and the environment name. glibc: RPATH of the object and of all that loaded it unless it has a RUNPATH, environment, its
 * RUNPATH. musl: environment, then of the object and of all that loaded it either kind.
 */
export function searchDirs(by: Loaded, paths: SearchPaths): readonly string[] {
  const isMusl = paths.libc === 'musl';
  const environment = paths.environment.flatMap((dir) => expandPath(dir, by, paths));
  const inherited: string[] = [];
  for (let object: Loaded | undefined = by; object !== undefined; object = object.loader) {
    const { rpath, runpath } = object.elf;
    const text = isMusl
      ? (runpath ?? rpath)
      : runpath === undefined && by.elf.runpath === undefined
        ? rpath
        : undefined;
    if (text !== undefined) inherited.push(...expandDirs(text, object, paths));
    paths.work.places -= 1;
    if (inherited.length > MOST_DIRS) paths.work.places = 0;
    if (paths.work.places <= 0) break;
  }
  if (isMusl) return [...environment, ...inherited];
  const own = by.elf.runpath === undefined ? [] : expandDirs(by.elf.runpath, by, paths);
  return [...inherited, ...environment, ...own];
}

function expandDirs(text: string, object: Loaded, paths: SearchPaths): readonly string[] {
  return splitDirs(text, paths.libc).flatMap((dir) => expandPath(dir, object, paths));
}

const PLATFORMS: Readonly<Record<number, readonly string[]>> = {
  3: ['i686', 'i586', 'i386'],
  40: ['v7l', 'v6l', 'v8l'],
  62: ['x86_64', 'haswell', 'xeon_phi'],
  183: ['aarch64'],
};

/** `$ORIGIN` by both paths of the object, `$LIB` and `$PLATFORM` by every meaning they have. */
function expandPath(text: string, object: Loaded, paths: SearchPaths): readonly string[] {
  if (!text.includes('$')) return [text];
  const origins = [object.path, `/${object.node.path}`].map((path) => path.slice(0, path.lastIndexOf('/')) || '/');
  const byOrigin = expandToken([text], 'ORIGIN', origins);
  if (paths.libc === 'musl') return byOrigin;
  const libs = ['lib', 'lib64', ...(TRIPLETS[object.elf.machine] ?? []).map((t) => `lib/${t}`)];
  return expandToken(expandToken(byOrigin, 'LIB', libs), 'PLATFORM', PLATFORMS[object.elf.machine] ?? []);
}

function expandToken(texts: readonly string[], name: string, values: readonly string[]): readonly string[] {
  return texts.flatMap((text) =>
    text.includes(`$${name}`) || text.includes(`\${${name}}`)
      ? values.map((value) => text.replaceAll(`\${${name}}`, () => value).replaceAll(`$${name}`, () => value))
      : [text],
  );
}
