import { nodeCollector } from '../../../image/collectors/node-collector.ts';
import type { TreeNode } from '../../../image/contract.ts';
import { type KeptScript, readNodeFile } from '../../../image/node/read-node-file.ts';
import type { Manifest } from '../../../image/node/reduce-manifest.ts';
import type { AddOnBytes } from '../../../image/node/scan-add-on.ts';
import { isMounted, lookUp, type Scene } from '../closure-input.ts';

/** What lies at a path, behind all links. */
export type Spot =
  | { readonly is: 'file' | 'dir'; readonly node: TreeNode /** Without links, absolute. */; readonly path: string }
  | 'none'
  /** Something mounted may lie there. */
  | 'unknown';

/** The image as Node's loaders ask it; what was asked is remembered for one check. */
export interface NodeFiles {
  readonly scene: Scene;
  /** @param path absolute and normal */
  spot(path: string): Spot;
  /** @returns undefined where the folder has none */
  manifest(dir: string): Manifest | 'unknown' | undefined;
  /** @returns undefined where nothing is known of it */
  script(node: TreeNode): KeptScript | undefined;
  addOn(node: TreeNode): AddOnBytes | undefined;
}

export function openNodeFiles(scene: Scene): NodeFiles {
  const spots = new Map<string, Spot>();
  const manifests = new Map<string, Manifest | 'unknown' | undefined>();
  const kept = (node: TreeNode) => {
    const text = scene.files.kept<string>(nodeCollector, node);
    return text === undefined ? undefined : readNodeFile(text);
  };

  function spot(path: string): Spot {
    const known = spots.get(path);
    if (known !== undefined) return known;
    const found = look(path);
    spots.set(path, found);
    return found;
  }

  /** By its folder, which is asked for again and again. */
  function look(path: string): Spot {
    if (isMounted(scene, path)) return 'unknown';
    if (path === '/') return follow(path);
    const parent = spot(folderOf(path));
    if (parent === 'none' || parent === 'unknown') return parent;
    if (parent.is === 'file') return 'none';
    const node = scene.tree.get(join(parent.path, path.slice(path.lastIndexOf('/') + 1)).slice(1));
    if (node === undefined) return 'none';
    return node.entry.type === 'symlink' ? follow(path) : spotOf(node);
  }

  function follow(path: string): Spot {
    const { node, dirs } = lookUp(scene, path);
    if (dirs.some((dir) => isMounted(scene, `/${dir.path}`))) return 'unknown';
    return node === undefined ? 'none' : spotOf(node);
  }

  function spotOf(node: TreeNode): Spot {
    const path = `/${node.path}`;
    if (isMounted(scene, path)) return 'unknown';
    return { is: node.entry.type === 'dir' ? 'dir' : 'file', node, path };
  }

  function readManifest(dir: string): Manifest | 'unknown' | undefined {
    const file = spot(join(dir, 'package.json'));
    if (file === 'none' || (file !== 'unknown' && file.is === 'dir')) return undefined;
    const read = file === 'unknown' ? undefined : kept(file.node);
    return read?.is !== 'manifest' || read.manifest === 'malformed' ? 'unknown' : read.manifest;
  }

  return {
    scene,
    spot,
    manifest(dir) {
      if (!manifests.has(dir)) manifests.set(dir, readManifest(dir));
      return manifests.get(dir);
    },
    script(node) {
      const read = kept(node);
      return read?.is === 'script' ? read.script : undefined;
    },
    addOn(node) {
      const read = kept(node);
      return read?.is === 'add-on' ? read.addOn : undefined;
    },
  };
}

export function folderOf(path: string): string {
  return path.slice(0, path.lastIndexOf('/')) || '/';
}

/** As Node joins: `..` takes a name away, whatever it leads to. @param path relative to the folder, or absolute */
export function join(dir: string, path: string): string {
  const parts: string[] = [];
  for (const part of (path.startsWith('/') ? path : `${dir}/${path}`).split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}

/** A folder and those above it, from the inside out. */
export function foldersUp(dir: string): readonly string[] {
  const dirs = [dir];
  for (let at = dir; at !== '/'; at = folderOf(at)) dirs.push(folderOf(at));
  return dirs;
}

/** The nearest package.json as Node looks for it. @returns undefined where there is none */
export function scopeOf(
  files: NodeFiles,
  dir: string,
): { readonly dir: string; readonly manifest: Manifest | 'unknown' } | undefined {
  for (const at of foldersUp(dir)) {
    if (at.endsWith('/node_modules')) return undefined;
    const manifest = files.manifest(at);
    if (manifest !== undefined) return { dir: at, manifest };
  }
  return undefined;
}
