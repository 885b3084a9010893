import type { TreeNode } from '../../image/contract.ts';
import type { ElfHead } from '../../image/elf.ts';
import { lookUp, type Scene } from './closure-input.ts';

export type Libc = 'glibc' | 'musl' | 'other';

/** An object the loader has mapped, and the object that asked for it. */
export interface Loaded {
  readonly node: TreeNode;
  /** Where it was found, absolute; its `$ORIGIN` is the folder of this path or of what it leads to. */
  readonly path: string;
  readonly elf: ElfHead;
  readonly loader: Loaded | undefined;
}

/** Where the loader looks besides an object's own paths; made once per program. */
export interface SearchPaths {
  readonly libc: Libc;
  readonly environment: readonly string[];
  readonly system: readonly string[];
  /** soname → paths, as ldconfig noted them. */
  readonly cached: ReadonlyMap<string, readonly string[]>;
  /** False where a file that adds folders could not be read: then nothing is surely missing. */
  readonly isKnown: boolean;
}

const GLIBC_DIRS = ['/lib64', '/usr/lib64', '/lib', '/usr/lib', '/lib32', '/usr/lib32', '/libx32', '/usr/libx32'];
const MUSL_DIRS = ['/lib', '/usr/local/lib', '/usr/lib'];
/** Debian's folder per architecture, by ELF machine (and width where that differs). */
const TRIPLETS: Readonly<Record<number, readonly string[]>> = {
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
  const environment = splitDirs(scene.env.get('LD_LIBRARY_PATH') ?? '');
  const own = `/${loaderNode.path.replace(/\/?[^/]*$/, '')}`;
  if (libc === 'musl') return openMuslPaths(scene, interpreter, environment);
  const conf = readLdConf(scene, '/etc/ld.so.conf', new Set());
  const cache = readCache(scene);
  const multiarch = (TRIPLETS[elf.machine] ?? []).flatMap((t) => [`/lib/${t}`, `/usr/lib/${t}`]);
  return {
    libc,
    environment,
    system: [...(conf ?? []), ...multiarch, ...GLIBC_DIRS, own],
    cached: cache ?? new Map(),
    isKnown: conf !== undefined && cache !== undefined && libc === 'glibc',
  };
}

function openMuslPaths(scene: Scene, interpreter: string, environment: readonly string[]): SearchPaths {
  const arch = /ld-musl-(.+)\.so\.1$/.exec(interpreter)?.[1] ?? '';
  const { node } = lookUp(scene, `/etc/ld-musl-${arch}.path`);
  const text = node && scene.files.text(node);
  const isKnown = node === undefined || text !== undefined;
  const system = text === undefined ? MUSL_DIRS : text.split(/[:\n]/).filter((dir) => dir !== '');
  return { libc: 'musl', environment, system, cached: new Map(), isKnown };
}

/** An empty element means the working directory. */
function splitDirs(text: string): string[] {
  return text === '' ? [] : text.split(/[:;]/).map((dir) => (dir === '' ? '.' : dir));
}

/** ld.so.conf with its includes. @returns undefined where a file of it was not kept */
function readLdConf(scene: Scene, path: string, seen: Set<string>): readonly string[] | undefined {
  const { node } = lookUp(scene, path);
  if (node?.content === undefined || seen.has(node.path)) return [];
  seen.add(node.path);
  const text = scene.files.text(node);
  if (text === undefined) return undefined;
  const dirs: string[] = [];
  for (const line of text.split('\n').map((l) => l.replace(/#.*/, '').trim())) {
    const include = /^include\s+(.+)$/.exec(line)?.[1];
    if (include === undefined) {
      if (line.startsWith('/')) dirs.push(line.split(/[\s=]/, 1)[0] ?? line);
      continue;
    }
    for (const file of expandInclude(scene, include)) {
      const more = readLdConf(scene, file, seen);
      if (more === undefined) return undefined;
      dirs.push(...more);
    }
  }
  return dirs;
}

/** Only `*` in the last component, which is all that is used. */
function expandInclude(scene: Scene, pattern: string): readonly string[] {
  const full = pattern.startsWith('/') ? pattern : `/etc/${pattern}`;
  const slash = full.lastIndexOf('/');
  const [head = '', ...rest] = full.slice(slash + 1).split('*');
  if (rest.length === 0) return [full];
  const dir = lookUp(scene, full.slice(0, slash)).node;
  const tail = rest.at(-1) ?? '';
  return scene.tree
    .children(dir?.path ?? '\0')
    .map((node) => `/${node.path}`)
    .filter((path) => {
      const name = path.slice(path.lastIndexOf('/') + 1);
      return name.startsWith(head) && name.endsWith(tail);
    });
}

/** The paths named in ld.so.cache, whatever its version. @returns undefined where it is there and was not kept */
function readCache(scene: Scene): ReadonlyMap<string, readonly string[]> | undefined {
  const cached = new Map<string, string[]>();
  const { node } = lookUp(scene, '/etc/ld.so.cache');
  if (node?.content === undefined) return cached;
  const text = scene.files.text(node);
  if (text === undefined) return undefined;
  for (const path of text.split('\0')) {
    if (!path.startsWith('/')) continue;
    const name = path.slice(path.lastIndexOf('/') + 1);
    cached.set(name, [...(cached.get(name) ?? []), path]);
  }
  return cached;
}

/** Names musl answers itself, whatever follows the dot. */
const MUSL_OWN = /^lib(?:c|pthread|rt|m|dl|util|xnet)\./;

/** @returns the library; `'own'` where the loader itself is it; undefined where no folder of the search has it */
export function findLibrary(scene: Scene, name: string, by: Loaded, paths: SearchPaths): Loaded | 'own' | undefined {
  if (paths.libc === 'musl' && MUSL_OWN.test(name)) return 'own';
  const candidates = name.includes('/') ? [name] : searchDirs(by, paths).map((dir) => `${dir}/${name}`);
  for (const path of [...candidates, ...(paths.cached.get(name) ?? [])]) {
    const { node } = lookUp(scene, path);
    if (node?.content === undefined) continue;
    const head = scene.files.head(node);
    if (head === undefined) return 'own';
    if (head.is !== 'elf' || head.elf.machine !== by.elf.machine || head.elf.bits !== by.elf.bits) continue;
    return { node, path, elf: head.elf, loader: by };
  }
  return undefined;
}

/** glibc: RPATH of the object and its loaders unless it has a RUNPATH, environment, its RUNPATH, system; musl: both kinds, of all loaders. */
function searchDirs(by: Loaded, paths: SearchPaths): readonly string[] {
  const dirs: string[] = [];
  for (let object: Loaded | undefined = by; object !== undefined; object = object.loader) {
    const { rpath, runpath } = object.elf;
    const isHeard = paths.libc !== 'glibc' || (by.elf.runpath === undefined && runpath === undefined);
    if (rpath !== undefined && isHeard) dirs.push(...expandPaths(rpath, object));
    if (runpath !== undefined && (paths.libc !== 'glibc' || object === by)) dirs.push(...expandPaths(runpath, object));
  }
  return [...paths.environment.flatMap((dir) => expandPaths(dir, by)), ...dirs, ...paths.system];
}

/** `$ORIGIN` by both paths of the object, `$LIB` by every meaning it has. */
function expandPaths(text: string, object: Loaded): string[] {
  const origins = [object.path, `/${object.node.path}`].map((path) => path.slice(0, path.lastIndexOf('/')) || '/');
  const libs = ['lib', 'lib64', ...(TRIPLETS[object.elf.machine] ?? []).map((t) => `lib/${t}`)];
  return splitDirs(text).flatMap((dir) => {
    const byOrigin = /\$\{?ORIGIN/.test(dir)
      ? origins.map((o) => dir.replace(/\$(?:ORIGIN\b|\{ORIGIN\})/g, () => o))
      : [dir];
    return byOrigin.flatMap((d) =>
      /\$\{?LIB/.test(d) ? libs.map((l) => d.replace(/\$(?:LIB\b|\{LIB\})/g, () => l)) : [d],
    );
  });
}
