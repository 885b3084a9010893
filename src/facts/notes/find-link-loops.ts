import type { MergedTree, TreeNode } from '../../image/contract.ts';
import { folderOf } from '../../image/folder-of.ts';
import { isTarget, MAX_SYMLINKS } from '../../image/merge/follow-path.ts';
import { splitPath } from '../../image/merge/split-path.ts';
import { TAR_LIMITS } from '../../image/tar/tar-limits.ts';
import type { ByteText } from '../../model/bytes.ts';

export interface LinkLoops {
  readonly count: number;
  /** The first of them. */
  readonly path: ByteText;
}

/** Where one symlink leads. */
interface Outcome {
  /** Symlinks the kernel follows on the way, itself included; more than `MAX_SYMLINKS` end the lookup. */
  readonly links: number;
  /** Absent where it leads nowhere. */
  readonly end?: { readonly path: ByteText; readonly isDir: boolean };
}

/** A symlink that is being followed. */
interface Following {
  readonly path: ByteText;
  /** Components still to go, the next one last. */
  readonly rest: ByteText[];
  /** Where it has come to; no symlinks in it. */
  at: ByteText;
  isDir: boolean;
  links: number;
  /** Set where a symlink on the way ends it. */
  outcome?: Outcome;
}

const LOOP: Outcome = { links: MAX_SYMLINKS + 1 };

/** Four times what the names and targets of one layer may have: a target is looked at component by component. */
const ALLOWED_BYTES = 4 * TAR_LIMITS.textBytes;

/** The walk has looked at more than it may. */
class Spent extends Error {}

/**
 * Symlinks that the kernel gives up on (`ELOOP`). Where a symlink leads does not depend on who follows it, so each is followed once, with
 * those on its way, and once more at most where another leads to it. Cost: linear in the bytes of the paths looked at. @param allowedBytes
 * of them; then it ends, and what was not looked at is not counted
 */
export function findLinkLoops(tree: MergedTree, allowedBytes: number = ALLOWED_BYTES): LinkLoops | undefined {
  const outcomes = followLinks(tree, allowedBytes);
  let count = 0;
  let first: ByteText | undefined;
  try {
    for (const node of tree.nodes()) {
      if (node.entry.type !== 'symlink' || outcomes(node).links <= MAX_SYMLINKS) continue;
      count += 1;
      first ??= node.path;
    }
  } catch (error) {
    if (!(error instanceof Spent)) throw error;
  }
  return first === undefined ? undefined : { count, path: first };
}

/** @returns where a symlink leads. @throws Spent */
function followLinks(tree: Pick<MergedTree, 'get'>, allowedBytes: number): (link: TreeNode) => Outcome {
  /** Of symlinks that others lead to: an ordinary tree has few. */
  const known = new Map<ByteText, Outcome>();
  let left = allowedBytes;

  function spend(bytes: number): void {
    left -= bytes;
    if (left < 0) throw new Spent();
  }

  function get(path: ByteText): TreeNode | undefined {
    spend(path.length + 1);
    return tree.get(path);
  }

  function start({ path, entry }: TreeNode): Following {
    const target = entry.link ?? '';
    spend(target.length);
    const at = target.startsWith('/') ? '' : folderOf(path);
    const way: Following = { path, rest: splitPath(target), at, isDir: true, links: 1 };
    return isTarget(target) ? way : { ...way, outcome: { links: 1 } };
  }

  /** Goes on up to the next symlink. @returns that, or where it all led */
  function advance(way: Following): TreeNode | Outcome {
    if (way.outcome !== undefined) return way.outcome;
    for (let part = way.rest.pop(); part !== undefined; part = way.rest.pop()) {
      if (!way.isDir) return { links: way.links };
      if (part === '..') {
        way.at = folderOf(way.at);
        continue;
      }
      const node = get(childOf(way.at, part));
      if (node === undefined) return { links: way.links };
      if (node.entry.type === 'symlink') return node;
      way.at = node.path;
      way.isDir = node.entry.type === 'dir';
    }
    return { links: way.links, end: { path: way.at, isDir: way.isDir } };
  }

  return (link) => {
    const ways = [start(link)];
    const open = new Set([link.path]);
    let answer = LOOP;

    function settle(way: Following, outcome: Outcome): void {
      open.delete(way.path);
      if (way.path === link.path) answer = outcome;
      else known.set(way.path, outcome);
    }

    function follow(met: TreeNode): void {
      open.add(met.path);
      ways.push(start(met));
      // The first of them has followed all others: however long the chain, no more than these are open.
      const lost = ways.length > MAX_SYMLINKS ? ways.shift() : undefined;
      if (lost !== undefined) settle(lost, LOOP);
    }

    for (let way = ways.at(-1); way !== undefined; way = ways.at(-1)) {
      const met = advance(way);
      if ('entry' in met) {
        const outcome = open.has(met.path) ? LOOP : known.get(met.path);
        if (outcome === undefined) follow(met);
        else goOn(way, outcome);
        continue;
      }
      ways.pop();
      settle(way, met);
      const by = ways.at(-1);
      if (by !== undefined) goOn(by, met);
    }
    return answer;
  };
}

/** Takes over where a symlink on the way leads. */
function goOn(way: Following, { links, end }: Outcome): void {
  way.links += links;
  if (way.links > MAX_SYMLINKS) way.outcome = LOOP;
  else if (end === undefined) way.outcome = { links: way.links };
  else {
    way.at = end.path;
    way.isDir = end.isDir;
  }
}

function childOf(folder: ByteText, name: ByteText): ByteText {
  return folder === '' ? name : `${folder}/${name}`;
}
