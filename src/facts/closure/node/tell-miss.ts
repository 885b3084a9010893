import type { TreeNode } from '../../../image/contract.ts';
import { type Message, message } from '../../../model/message.ts';
import type { Cause } from '../../../model/verdict.ts';
import { folderOf, foldersUp, join, type NodeFiles, scopeOf } from './node-files.ts';
import type { Miss } from './resolve-module.ts';

/** A load that finds nothing. */
export interface MissedLoad {
  readonly miss: Miss;
  readonly specifier: string;
  /** The file that asks, without links, or what else does; with its line. */
  readonly neededBy: string;
  /** The folder the search starts in. */
  readonly from: string;
}

/** In words with what may be seen beside it. */
export function tellMiss(files: NodeFiles, missed: MissedLoad): Cause {
  const { miss, neededBy, specifier } = missed;
  switch (miss.is) {
    case 'package':
      return tellPackage(files, missed, miss.name);
    case 'file':
      return {
        message: message('closure-node-file-missing', { file: specifier, neededBy }),
        evidence: `${miss.path}${tellNeighbour(files, miss.path)}`,
      };
    case 'inexact':
      return {
        message: message('closure-node-import-inexact', { file: specifier, neededBy, there: miss.there }),
        evidence: miss.path,
      };
    case 'not-exported': {
      const { name, subpath, manifest } = miss;
      const said = message('closure-node-not-exported', { package: name, subpath, neededBy });
      return { message: said, evidence: manifest };
    }
  }
}

function tellPackage(files: NodeFiles, { neededBy, specifier, from }: MissedLoad, name: string): Cause {
  const link = findDanglingLink(files, name, from);
  if (link !== undefined) {
    const target = link.entry.link ?? '';
    const at = `/${link.path}`;
    return {
      message: message('closure-node-link-dangling', { package: name, neededBy, link: at, target }),
      evidence: `${at} -> ${target}`,
      cure: message('cure-node-copy-store', { target }),
    };
  }
  const at = findElsewhere(files, name);
  const said = message('closure-node-package-missing', { package: name, neededBy });
  if (at === undefined)
    return { message: said, evidence: `${neededBy}: ${specifier}`, cure: cureOf(files, name, from) };
  return { message: message('closure-node-package-elsewhere', { package: name, neededBy, at }), evidence: at };
}

function cureOf(files: NodeFiles, name: string, from: string): Message {
  return isForDevelopment(files, name, from)
    ? message('cure-node-production-dependency', { package: name })
    : message('cure-node-install', { packages: [name] });
}

/** Whether the nearest package.json asks for it only where one develops. */
export function isForDevelopment(files: NodeFiles, name: string, from: string): boolean {
  const manifest = scopeOf(files, from)?.manifest;
  if (manifest === undefined || manifest === 'unknown') return false;
  return manifest.devDependencies?.includes(name) === true && manifest.dependencies?.includes(name) !== true;
}

/** On the way a package's folder, its scope's or node_modules itself may be a link. */
function findDanglingLink(files: NodeFiles, name: string, from: string): TreeNode | undefined {
  for (const dir of foldersUp(from)) {
    const places = [
      join(dir, 'node_modules'),
      ...(name.includes('/') ? [folderOf(`${dir}/node_modules/${name}`)] : []),
    ];
    for (const place of [...places, join(dir, `node_modules/${name}`)]) {
      const parent = files.spot(folderOf(join('/', place)));
      if (parent === 'none' || parent === 'unknown') continue;
      const node = files.scene.tree.get(join(parent.path, place.slice(place.lastIndexOf('/') + 1)).slice(1));
      if (node?.entry.type === 'symlink' && files.spot(`/${node.path}`) === 'none') return node;
    }
  }
  return undefined;
}

/** How many folders are looked into for a package that is not where it is wanted. */
const MAX_LOOKED = 400;

function findElsewhere(files: NodeFiles, name: string): string | undefined {
  const { tree, workingDir } = files.scene;
  const folders = (path: string) => tree.children(path).filter(({ entry }) => entry.type === 'dir');
  const top = folders('').filter(({ path }) => !/^(?:proc|sys|dev|lib\d*|s?bin|etc|boot|run)$/.test(path));
  const inner = top.flatMap(({ path }) => (path === 'usr' ? [] : folders(path)));
  const common = ['/usr/local/lib', '/usr/lib', '/usr/src/app', '/usr/local/app', '/home/node/app', '/opt/app'];
  const dirs = [workingDir, ...common, '/', ...[...top, ...inner].map(({ path }) => `/${path}`)].slice(0, MAX_LOOKED);
  for (const dir of dirs) {
    const spot = files.spot(join(dir, `node_modules/${name}`));
    if (spot !== 'none' && spot !== 'unknown') return join(dir, `node_modules/${name}`);
  }
  return undefined;
}

/** A name that differs in case alone, which other systems take for the same. */
function tellNeighbour(files: NodeFiles, path: string): string {
  const parent = files.spot(folderOf(path));
  if (parent === 'none' || parent === 'unknown' || parent.is === 'file') return '';
  const wanted = path.slice(path.lastIndexOf('/') + 1).toLowerCase();
  const like = files.scene.tree
    .children(parent.path.slice(1))
    .map((node) => node.path.slice(node.path.lastIndexOf('/') + 1))
    .find((name) => name.toLowerCase() === wanted || name.toLowerCase().replace(/\.[cm]?[jt]s$/, '') === wanted);
  return like === undefined ? '' : ` (${join(parent.path, like)})`;
}
