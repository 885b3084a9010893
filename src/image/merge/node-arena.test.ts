import { expect, test } from 'vitest';
import { makeNodeArena, NONE } from './node-arena.ts';

const COUNT = 60_000;

/** Undoes the mixing of an earlier table, which had no seed: names that all fell on two places of it. */
function unmix(mixed: number): number {
  let value = Math.imul(mixed ^ (mixed >>> 16), 0x7ed1_b41d);
  value = Math.imul(value ^ (value >>> 13) ^ (value >>> 26), 0xa5cb_9243);
  return value ^ (value >>> 16);
}

function attachAll(nameOf: (i: number) => number): number {
  const arena = makeNodeArena();
  const parent = arena.make(0, 0);
  const started = process.cpuUsage();
  for (let i = 0; i < COUNT; i++) arena.attach(parent, arena.make(nameOf(i), 0));
  const { user, system } = process.cpuUsage(started);
  expect(arena.child(parent, nameOf(COUNT - 1))).toBe(COUNT);
  return (user + system) / 1e6;
}

test('names chosen to fall together without the seed are found as fast as others', () => {
  const plain = attachAll((i) => i);
  const chosen = attachAll((i) => unmix((i << 16) | 0) ^ Math.imul(1, 0x9e37_79b1));
  expect(chosen).toBeLessThan(0.2 + 10 * plain);
});

test('children come and go, whatever their places in the table', () => {
  const arena = makeNodeArena();
  const parents = [arena.make(0, 0), arena.make(0, 0)];
  const nodes = Array.from({ length: 2000 }, (_, i) => {
    const node = arena.make(i >> 1, 0);
    arena.attach(parents[i & 1] ?? NONE, node);
    return node;
  });
  for (const node of nodes) if (node % 3 === 0) arena.detach(node);
  for (const [i, node] of nodes.entries()) {
    expect(arena.child(parents[i & 1] ?? NONE, i >> 1)).toBe(node % 3 === 0 ? NONE : node);
    expect(arena.parent(node)).toBe(node % 3 === 0 ? NONE : parents[i & 1]);
  }
  const left = nodes.filter((node, i) => node % 3 !== 0 && (i & 1) === 0).reverse();
  expect([...arena.children(parents[0] ?? NONE)]).toEqual(left);
});
