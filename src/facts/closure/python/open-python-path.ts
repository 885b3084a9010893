import { pythonCollector } from '../../../image/collectors/python-collector.ts';
import type { TreeNode } from '../../../image/contract.ts';
import { readPythonNote } from '../../../image/python/python-note.ts';
import type { Check, Program } from '../check-program.ts';
import { absolutePath, isMounted, lookUp, type Scene } from '../closure-input.ts';
import { findBlock } from '../image-user.ts';

/** Where an interpreter looks for modules, before the folder of what it runs is put first. */
export interface PythonPath {
  /** `3.11`. */
  readonly version: string;
  /** Absolute folders, in order; some may not exist. */
  readonly folders: readonly string[];
  /** The folder of the standard library. */
  readonly library: string;
  /** How its extension modules are named, `cpython-311-x86_64-linux-gnu`; undefined where no file shows it. */
  readonly tag: string | undefined;
  /**
   * `open`: something that runs at each start may add folders or modules, so that only what lies nowhere in the image is missing;
   * `blind`: something gives modules that no file shows, and nothing is missing for sure.
   */
  readonly known: 'whole' | 'open' | 'blind';
  /** Modules that something gives at each start. */
  readonly provides: readonly string[];
}

/** `nowhere`: no folder in the image can be this interpreter's library. */
export type PythonPathResult = PythonPath | { readonly is: 'nowhere'; readonly version: string } | undefined;

interface Prefix {
  readonly folder: string;
  readonly version: string;
  /** `lib`, or `lib64` where the distribution has the library there. */
  readonly lib: string;
}

/** @param options letters of the command line @returns undefined where it is no CPython 3, or not to be told */
export function openPythonPath(check: Check, program: Program, options: ReadonlySet<string>): PythonPathResult {
  const { scene } = check;
  const env = (name: string) => (options.has('E') || options.has('I') ? '' : (scene.env.get(name) ?? ''));
  const venv = findVenv(scene, program);
  if (venv === 'unread') return undefined;
  const named = versionOf(check, program);
  const start = venv?.home ?? folderOf(`/${program.node.path}`);
  const base = findPrefix(scene, env('PYTHONHOME').split(':', 1)[0] || start, named, env('PYTHONHOME') !== '');
  if (base === undefined)
    return named === undefined || hasAnyLibrary(scene) ? undefined : { is: 'nowhere', version: named };
  const library = join(base.folder, `${base.lib}/python${base.version}`);
  const zip = join(base.folder, `${base.lib}/python${base.version.replace('.', '')}.zip`);
  const given = env('PYTHONPATH')
    .split(':')
    .filter((folder) => folder !== '')
    .map((folder) => absolutePath(scene, folder));
  const sites = options.has('S') ? [] : siteFolders(check, { base, library, venv, env, options });
  const settings = sites.map((site) => readSettings(scene, site));
  const folders = [...given, zip, library, `${library}/lib-dynload`];
  sites.forEach((site, i) => {
    folders.push(site, ...(settings[i]?.folders ?? []));
  });
  const hasArchive = folders.some((folder) => lookUp(scene, folder).node?.content !== undefined);
  const isBlind = hasArchive || settings.some(({ known }) => known === 'blind');
  const isOpen = settings.some(({ known }) => known === 'open') || folders.some((folder) => isMounted(scene, folder));
  return {
    version: base.version,
    folders,
    library,
    tag: findTag(scene, `${library}/lib-dynload`, base.version),
    known: isBlind ? 'blind' : isOpen ? 'open' : 'whole',
    provides: settings.flatMap(({ provides }) => provides),
  };
}

export function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/')) || '/';
}

function join(folder: string, name: string): string {
  return `${folder === '/' ? '' : folder}/${name}`;
}

/** By the name of the file that is run in the end, or by the library it is linked with. */
function versionOf({ scene }: Check, { node }: Program): string | undefined {
  const byName = /\/python(3\.\d+)t?$/.exec(`/${node.path}`)?.[1];
  if (byName !== undefined) return byName;
  const head = scene.files.head(node);
  const needed = head?.is === 'elf' ? head.elf.needed : [];
  return needed.map((name) => /^libpython(3\.\d+)t?\.so/.exec(name)?.[1]).find((version) => version !== undefined);
}

interface Venv {
  readonly folder: string;
  readonly home: string | undefined;
  readonly hasSystem: boolean;
}

/** `pyvenv.cfg` beside the interpreter as it was called, or one folder up. */
function findVenv(scene: Scene, program: Program): Venv | 'unread' | undefined {
  const beside = folderOf(program.path);
  for (const folder of [beside, folderOf(beside)]) {
    const { node } = lookUp(scene, join(folder, 'pyvenv.cfg'));
    if (node?.content === undefined) continue;
    const text = scene.files.kept(pythonCollector, node);
    if (text === undefined) return 'unread';
    const rows = text.split('\n').map((line) => line.split('=', 2).map((word) => word.trim()));
    const settingOf = (key: string) => rows.find(([name = '']) => name.toLowerCase() === key)?.[1];
    return {
      folder: beside === folder ? folder : folderOf(beside),
      home: settingOf('home'),
      hasSystem: settingOf('include-system-site-packages')?.toLowerCase() === 'true',
    };
  }
  return undefined;
}

/** Upwards to the folder whose library has `os.py`; then where interpreters are built for. */
function findPrefix(scene: Scene, start: string, version: string | undefined, isGiven: boolean): Prefix | undefined {
  const folders: string[] = [];
  for (let folder = absolutePath(scene, start); ; folder = folderOf(folder)) {
    folders.push(folder);
    if (folder === '/' || isGiven || folders.length > 64) break;
  }
  for (const folder of [...folders, ...(isGiven ? [] : ['/usr/local', '/usr'])]) {
    for (const lib of ['lib', 'lib64']) {
      const versions = version === undefined ? versionsIn(scene, join(folder, lib)) : [version];
      const found = versions.filter((v) => hasLandmark(scene, join(folder, `${lib}/python${v}`)));
      if (found.length > 1) return undefined;
      if (found[0] !== undefined) return { folder, lib, version: found[0] };
    }
  }
  return undefined;
}

function hasLandmark(scene: Scene, library: string): boolean {
  return ['os.py', 'os.pyc'].some((name) => lookUp(scene, `${library}/${name}`).node?.content !== undefined);
}

function versionsIn(scene: Scene, folder: string): readonly string[] {
  const { node } = lookUp(scene, folder);
  if (node === undefined) return [];
  return scene.tree
    .children(node.path)
    .map(({ path }) => /\/python(3\.\d+)t?$/.exec(`/${path}`)?.[1])
    .filter((version) => version !== undefined);
}

/** Any library of any Python, or an archive of one. */
function hasAnyLibrary(scene: Scene): boolean {
  for (const { path } of scene.tree.nodes()) {
    if (/(?:^|\/)(?:os\.pyc?|encodings|python\d*\.zip|base_library\.zip)$/.test(path)) return true;
  }
  return scene.mountTargets.length > 3;
}

interface SiteScene {
  readonly base: Prefix;
  readonly library: string;
  readonly venv: Venv | undefined;
  readonly options: ReadonlySet<string>;
  env(name: string): string;
}

function siteFolders(check: Check, { base, library, venv, options, env }: SiteScene): readonly string[] {
  const { version, lib } = base;
  const libs = lib === 'lib' ? ['lib'] : [lib, 'lib'];
  const plain = (folder: string) => libs.map((l) => join(folder, `${l}/python${version}/site-packages`));
  const system = systemFolders(check.scene, base, library, plain);
  const usesUser =
    !options.has('s') && !options.has('I') && env('PYTHONNOUSERSITE') === '' && (venv === undefined || venv.hasSystem);
  const user = join(env('PYTHONUSERBASE') || join(homeOf(check.scene), '.local'), `lib/python${version}/site-packages`);
  const users = usesUser && mayList(check, user) ? [user] : [];
  if (venv === undefined) return [...users, ...system];
  return [...plain(venv.folder), ...users, ...(venv.hasSystem ? system : [])];
}

/** Debian looks in folders of its own, which its `site.py` names; where that cannot be read, both are looked in. */
function systemFolders(
  scene: Scene,
  { folder, version, lib }: Prefix,
  library: string,
  plain: (folder: string) => readonly string[],
): readonly string[] {
  const debian = [`local/lib/python${version}`, 'lib/python3', `lib/python${version}`].map((f) =>
    join(folder, `${f}/dist-packages`),
  );
  const { node } = lookUp(scene, `${library}/site.py`);
  const text = node && scene.files.kept(pythonCollector, node);
  if (text === undefined) return [...plain(folder), ...debian];
  if (readPythonNote(text).traits.has('knows-dist-packages')) return debian;
  // Distributions with lib64 let pip install below /usr/local.
  return lib === 'lib' ? plain(folder) : [...plain(join(folder, 'local')), ...plain(folder)];
}

/** HOME as the runtime sets it: of the image's environment, else of the user's row. */
export function homeOf(scene: Scene): string {
  const given = scene.env.get('HOME');
  if (given !== undefined && given !== '') return given;
  const user = scene.config.user.split(':', 1)[0] || '0';
  const { node } = lookUp(scene, '/etc/passwd');
  const rows = ((node && scene.files.text(node)) ?? '').split('\n').map((line) => line.split(':'));
  const row = rows.find(([name]) => name === user) ?? rows.find((r) => r[2] === user);
  return row?.[5] || (user === '0' || user === 'root' ? '/root' : '/');
}

/** Whether the user may list a folder: the names in it are found only so. */
export function mayList({ scene, user }: Check, folder: string): boolean {
  const lookup = lookUp(scene, folder);
  if (lookup.node?.entry.type !== 'dir') return false;
  if (user === undefined) return true;
  return findBlock(user, lookup, 4) === undefined && (user.uid === 0 || findBlock(user, lookup, 1) === undefined);
}

/** Lines of `.pth` that run code and are known to give nothing new. */
const HARMLESS = /(?:^|\/)(?:distutils-precedence|_virtualenv|[^/]*-nspkg)\.pth$/;

interface Settings {
  readonly folders: readonly string[];
  readonly known: PythonPath['known'];
  readonly provides: readonly string[];
}

/** What the `.pth` files of a site folder add. */
function readSettings(scene: Scene, site: string): Settings {
  const files = settingFiles(scene, site).map((node) => readSetting(scene, site, node));
  return {
    folders: files.flatMap(({ folders }) => folders),
    known: (['blind', 'open'] as const).find((known) => files.some((file) => file.known === known)) ?? 'whole',
    provides: files.flatMap(({ provides }) => provides),
  };
}

function readSetting(scene: Scene, site: string, node: TreeNode): Settings {
  const text = scene.files.kept(pythonCollector, node);
  if (text === undefined) return { folders: [], known: 'blind', provides: [] };
  const lines = text.split(/\r?\n/);
  const isCode = lines.some((line) => /^import[ \t]/.test(line));
  const folders = lines
    .filter((line) => line.trim() !== '' && !/^(?:#|import[ \t])/.test(line))
    .map((line) => (line.startsWith('/') ? line.trimEnd() : join(site, line.trimEnd())));
  const isFinder = /(?:^|\/)__editable__/.test(node.path);
  const known = !isCode || HARMLESS.test(node.path) ? 'whole' : isFinder ? 'blind' : 'open';
  return { folders, known, provides: node.path.endsWith('/distutils-precedence.pth') ? ['distutils'] : [] };
}

function settingFiles(scene: Scene, site: string): readonly TreeNode[] {
  const { node } = lookUp(scene, site);
  if (node?.entry.type !== 'dir') return [];
  const files = scene.tree.children(node.path).filter(({ path }) => path.endsWith('.pth'));
  return files
    .map(({ path }) => lookUp(scene, `/${path}`).node)
    .filter((file) => file?.content !== undefined)
    .filter((file) => file !== undefined);
}

/** The name that the library's own extensions have. */
function findTag(scene: Scene, folder: string, version: string): string | undefined {
  const { node } = lookUp(scene, folder);
  const tag = new RegExp(`\\.(cpython-${version.replace('.', '')}[a-z]*-[\\w-]+)\\.so$`);
  for (const { path } of node === undefined ? [] : scene.tree.children(node.path)) {
    const found = tag.exec(path)?.[1];
    if (found !== undefined) return found;
  }
  return undefined;
}
