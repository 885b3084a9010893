import type { TreeNode } from '../../../image/contract.ts';
import { isBuiltIn } from './built-in-modules.ts';
import { folderOf, foldersUp, join, type NodeFiles, type Spot, scopeOf } from './node-files.ts';
import { type Mapped, resolveExports, resolveImports } from './resolve-exports.ts';

/** Why a module is not found. */
export type Miss =
  | { readonly is: 'package'; readonly name: string }
  /** A path, as it was asked for and where it leads. */
  | { readonly is: 'file'; readonly path: string }
  /** Imported by a name that leads to a folder, or lacks its extension. */
  | { readonly is: 'inexact'; readonly path: string; readonly there: string }
  | { readonly is: 'not-exported'; readonly name: string; readonly subpath: string; readonly manifest: string };

export type Resolved =
  | { readonly is: 'file'; readonly node: TreeNode; readonly path: string }
  | { readonly is: 'built-in' | 'unknown' }
  | { readonly is: 'missing'; readonly miss: Miss };

/** How Node was started. */
export interface Finder {
  readonly files: NodeFiles;
  /** Given with `--conditions`. */
  readonly conditions: readonly string[];
  /** Folders that CommonJS looks in last. */
  readonly lastDirs: readonly string[];
}

export type Mode = 'require' | 'import';

const BUILT_IN: Resolved = { is: 'built-in' };
const UNKNOWN: Resolved = { is: 'unknown' };

function missing(miss: Miss): Resolved {
  return { is: 'missing', miss };
}

/** @param from the folder, without links, of the file that asks */
export function resolveModule(finder: Finder, specifier: string, from: string, mode: Mode): Resolved {
  if (isBuiltIn(specifier)) return BUILT_IN;
  const plain = mode === 'import' ? plainSpecifier(specifier) : specifier;
  if (plain === undefined || plain === '' || plain.includes('\0') || plain.length > 2048) return UNKNOWN;
  if (/^(?:\.{0,2}\/|\.\.?$)/.test(plain)) {
    return mode === 'import' ? findExact(finder, join(from, plain)) : findByPath(finder, join(from, plain), plain);
  }
  const plainConditions = conditionsOf(finder, mode);
  const first = resolveName(finder, plain, from, mode, plainConditions);
  if (first.is !== 'missing') return first;
  // Newer versions hold this condition too.
  return resolveName(finder, plain, from, mode, new Set([...plainConditions, 'module-sync']));
}

function conditionsOf(finder: Finder, mode: Mode): ReadonlySet<string> {
  return new Set(['node', mode, 'node-addons', ...finder.conditions]);
}

/** An import is a URL: query and fragment name no file. @returns undefined for one that no file answers */
function plainSpecifier(specifier: string): string | undefined {
  if (!/^(?:\.{0,2}\/|\.\.?$|file:)/.test(specifier))
    return /^[a-z][a-z+.-]*:/i.test(specifier) ? undefined : specifier;
  if (/%2f|%5c|%00/i.test(specifier)) return undefined;
  const path = specifier.replace(/^file:\/\//, '').replace(/[?#].*$/s, '');
  return /%(?![0-9a-f]{2})/i.test(path)
    ? undefined
    : path.replace(/%([0-9a-f]{2})/gi, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)));
}

function resolveName(finder: Finder, specifier: string, from: string, mode: Mode, conditions: ReadonlySet<string>) {
  const scope = scopeOf(finder.files, from);
  if (specifier.startsWith('#')) return resolveOwnImport(finder, specifier, scope, mode, conditions);
  const parts = /^(@[^/]+\/[^/]+|[^@/][^/]*)(?:\/(.*))?$/s.exec(specifier);
  if (parts === null) return UNKNOWN;
  const name = parts[1] ?? '';
  const subpath = parts[2] === undefined ? '.' : `./${parts[2]}`;
  if (scope?.manifest === 'unknown') return UNKNOWN;
  if (scope?.manifest.name === name && scope.manifest.exports !== undefined && scope.manifest.exports !== null) {
    const mapped = resolveExports(scope.manifest.exports, subpath, conditions);
    if (mapped.is !== 'none') return finish(finder, mapped, scope.dir, mode);
  }
  const dirs = foldersUp(from).filter((dir) => !dir.endsWith('/node_modules'));
  const last = mode === 'require' ? finder.lastDirs : [];
  for (const dir of [...dirs.map((dir) => join(dir, 'node_modules')), ...last]) {
    const found = findInFolder(finder, dir, { name, subpath, specifier }, mode, conditions);
    if (found !== undefined) return found;
  }
  return missing({ is: 'package', name });
}

interface Asked {
  readonly name: string;
  readonly subpath: string;
  readonly specifier: string;
}

/** @returns undefined where the next folder is to be asked */
function findInFolder(
  finder: Finder,
  dir: string,
  { name, subpath, specifier }: Asked,
  mode: Mode,
  conditions: ReadonlySet<string>,
): Resolved | undefined {
  const { files } = finder;
  const at = files.spot(join(dir, name));
  if (at === 'unknown') return UNKNOWN;
  if (at !== 'none' && at.is === 'dir') {
    const manifest = files.manifest(at.path);
    if (manifest === 'unknown') return UNKNOWN;
    if (manifest?.exports !== undefined && manifest.exports !== null) {
      const mapped = resolveExports(manifest.exports, subpath, conditions);
      if (mapped.is === 'none') {
        return missing({ is: 'not-exported', name, subpath, manifest: join(at.path, 'package.json') });
      }
      return finish(finder, mapped, at.path, mode);
    }
    if (mode === 'import') {
      return subpath === '.' ? findLegacyMain(finder, at.path) : findExact(finder, join(at.path, subpath));
    }
  } else if (mode === 'import') return undefined;
  const found = findByPath(finder, join(dir, specifier), specifier);
  return found.is === 'missing' ? undefined : found;
}

function resolveOwnImport(
  finder: Finder,
  specifier: string,
  scope: ReturnType<typeof scopeOf>,
  mode: Mode,
  conditions: ReadonlySet<string>,
): Resolved {
  if (scope?.manifest === 'unknown') return UNKNOWN;
  const mapped = resolveImports(scope?.manifest.imports, specifier, conditions);
  if (mapped.is === 'package') return resolveModule(finder, mapped.specifier, scope?.dir ?? '/', mode);
  if (mapped.is !== 'none') return finish(finder, mapped, scope?.dir ?? '/', mode);
  const manifest = scope === undefined ? '' : join(scope.dir, 'package.json');
  return missing({ is: 'not-exported', name: scope?.manifest.name ?? '', subpath: specifier, manifest });
}

/** Where a map leads nothing is guessed. */
function finish({ files }: Finder, mapped: Mapped, dir: string, mode: Mode): Resolved {
  if (mapped.is !== 'path') return UNKNOWN;
  const target = mode === 'import' ? plainSpecifier(mapped.target) : mapped.target;
  if (target === undefined) return UNKNOWN;
  const path = join(dir, target);
  return fileAt(files.spot(path)) ?? missing({ is: 'file', path });
}

function fileAt(spot: Spot): Resolved | undefined {
  if (spot === 'unknown') return UNKNOWN;
  return spot === 'none' || spot.is === 'dir' ? undefined : { is: 'file', node: spot.node, path: spot.path };
}

function findExact(finder: Finder, path: string): Resolved {
  const { files } = finder;
  const spot = files.spot(path);
  const found = fileAt(spot);
  if (found !== undefined) return found;
  const meant = spot === 'none' ? findFile(finder, path, ['.js', '.mjs', '.cjs']) : findLegacyMain(finder, path);
  return missing(meant?.is === 'file' ? { is: 'inexact', path, there: meant.path } : { is: 'file', path });
}

const EXTENSIONS = ['', '.js', '.json', '.node'];

/** A file, a file with an extension, a folder's main file. @param asked ends with a slash where a folder is meant */
export function findByPath(finder: Finder, path: string, asked: string): Resolved {
  const isFolder = /(?:^|\/)\.{0,2}$/.test(asked);
  return (isFolder ? undefined : findFile(finder, path, EXTENSIONS)) ?? findFolder(finder, path);
}

function findFile({ files }: Finder, path: string, extensions: readonly string[]): Resolved | undefined {
  for (const extension of extensions) {
    const found = fileAt(files.spot(path + extension));
    if (found !== undefined) return found;
  }
  return undefined;
}

const INDEXES = ['/index.js', '/index.json', '/index.node'];

function findFolder(finder: Finder, path: string): Resolved {
  const manifest = finder.files.manifest(path);
  if (manifest === 'unknown') return UNKNOWN;
  const main = manifest?.main === undefined || manifest.main === '' ? undefined : join(path, `./${manifest.main}`);
  const byMain = main === undefined ? undefined : findFile(finder, main, [...EXTENSIONS, ...INDEXES]);
  return byMain ?? findFile(finder, path, INDEXES) ?? missing({ is: 'file', path });
}

function findLegacyMain(finder: Finder, dir: string): Resolved {
  const manifest = finder.files.manifest(dir);
  if (manifest === 'unknown') return UNKNOWN;
  const main = manifest?.main === undefined || manifest.main === '' ? undefined : join(dir, `./${manifest.main}`);
  const byMain = main === undefined ? undefined : findFile(finder, main, [...EXTENSIONS, ...INDEXES]);
  return (
    byMain ?? findFile(finder, dir, INDEXES) ?? missing({ is: 'file', path: join(dir, manifest?.main ?? 'index.js') })
  );
}

/** Folders CommonJS looks in besides every node_modules above. @param node where the program lies */
export function lastDirsOf(env: ReadonlyMap<string, string>, node: string): readonly string[] {
  const given = (env.get('NODE_PATH') ?? '').split(':').filter((dir) => dir.startsWith('/'));
  const home = env.get('HOME') ?? '/root';
  return [...given, `${home}/.node_modules`, `${home}/.node_libraries`, join(folderOf(node), '../lib/node')];
}
