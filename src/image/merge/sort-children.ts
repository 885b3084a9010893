import type { NamePool } from './name-pool.ts';
import type { NodeArena } from './node-arena.ts';

/** Children by the bytes of their names. Tars mostly name them in that order, which costs one look at each. Memory: a number each. */
export function sortChildren(arena: NodeArena, pool: NamePool, parent: number): number[] {
  const children = [...arena.children(parent)].reverse();
  return children.sort((a, b) => pool.compare(arena.name(a), arena.name(b)));
}
