import { javaCollector } from '../../../image/collectors/java-collector.ts';
import type { JarFacts } from '../../../image/java/read-jar.ts';
import { absolutePath, isMounted, lookUp, type Scene } from '../closure-input.ts';

/** Where a program's classes come from. */
export interface ClassPath {
  readonly jars: readonly { readonly path: string; readonly facts: JarFacts }[];
  readonly folders: readonly string[];
  /** Entries of a manifest that lead nowhere. */
  readonly missing: readonly string[];
  /** All of it is known: then what is in none of it is nowhere. */
  readonly isWhole: boolean;
}

const MOST_ENTRIES = 2000;

/** @param entries as they were given; jars bring more by their manifests. Folders are entries too. */
export function openClassPath(scene: Scene, entries: readonly string[]): ClassPath {
  const open: Opening = { jars: [], folders: [], missing: [], isWhole: true, queue: [], seen: new Set() };
  for (const path of entries.flatMap((entry) => expandStar(scene, entry))) open.queue.push({ path, isGiven: true });
  for (let i = 0; i < Math.min(open.queue.length, MOST_ENTRIES); i++) {
    const entry = open.queue[i];
    if (entry !== undefined) addEntry(scene, open, entry);
  }
  return { ...open, isWhole: open.isWhole && open.queue.length <= MOST_ENTRIES };
}

interface Entry {
  readonly path: string;
  /** By the command, not by a manifest. */
  readonly isGiven: boolean;
}

interface Opening {
  readonly jars: { path: string; facts: JarFacts }[];
  readonly folders: string[];
  readonly missing: string[];
  isWhole: boolean;
  readonly queue: Entry[];
  readonly seen: Set<string>;
}

function addEntry(scene: Scene, open: Opening, { path, isGiven }: Entry): void {
  if (isMounted(scene, path)) open.isWhole = false;
  const { node } = lookUp(scene, path);
  if (node === undefined && !isGiven) open.missing.push(path);
  if (node === undefined || open.seen.has(node.path)) return;
  open.seen.add(node.path);
  if (node.entry.type === 'dir') {
    open.folders.push(`/${node.path}`);
    return;
  }
  const facts = scene.files.kept(javaCollector, node);
  if (facts?.is !== 'jar' || facts.packages === undefined || facts.manifest === undefined) {
    open.isWhole = false;
    return;
  }
  open.jars.push({ path: absolutePath(scene, path), facts });
  const folder = path.slice(0, path.lastIndexOf('/') + 1);
  for (const more of (facts.manifest['class-path'] ?? '').split(/ +/)) {
    if (/^[a-z]+:|%/i.test(more)) open.isWhole = false;
    else if (more !== '') open.queue.push({ path: more.startsWith('/') ? more : folder + more, isGiven: false });
  }
}

/** `lib/*`: all jars there. */
function expandStar(scene: Scene, entry: string): readonly string[] {
  if (entry !== '*' && !entry.endsWith('/*')) return [entry === '' ? '.' : entry];
  const folder = entry.slice(0, -1) || './';
  const { node } = lookUp(scene, folder);
  const children = node === undefined ? [] : scene.tree.children(node.path);
  return children.filter(({ path }) => /\.jar$/i.test(path)).map(({ path }) => `/${path}`);
}

/** Whether a class, or at least its package, is on it. */
export function hasPackage(scene: Scene, { jars, folders }: ClassPath, name: string): boolean {
  const folder = name.replaceAll('.', '/');
  return (
    jars.some(({ facts }) => facts.packages?.includes(name)) ||
    folders.some((path) => lookUp(scene, `${path}/${folder}`).node !== undefined)
  );
}
