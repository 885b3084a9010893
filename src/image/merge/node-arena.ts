import { grow } from '../entries/grow.ts';

/** A row of a layer; `NOWHERE` where there is none. */
export interface Place {
  readonly layer: number;
  readonly row: number;
}

export const NONE = -1;
export const NOWHERE: Place = { layer: NONE, row: NONE };

/**
 * Nodes of trees as columns; a node is a number. A child is found by its parent and its name's number in constant time. Nodes are
 * never given back: what is taken out of a tree stays as memory until all is dropped.
 */
export interface NodeArena {
  /** A node in no tree. */
  make(name: number, layer: number): number;
  /** Puts a node in front of its parent's other children. */
  attach(parent: number, node: number): void;
  /** Takes a node with all below it out of its parent. */
  detach(node: number): void;
  child(parent: number, name: number): number;
  /** `NONE` for a node in no tree, and for a root. */
  parent(node: number): number;
  /** Children, the last attached first. A loop may attach and detach; what it attaches it does not see. */
  children(parent: number): Iterable<number>;
  hasChildren(node: number): boolean;
  name(node: number): number;
  /** The layer that first named or implied it. */
  layer(node: number): number;
  /** The header that made it; `NOWHERE` for a folder that only a longer name implies. */
  own(node: number): Place;
  setOwn(node: number, own: Place): void;
  /** Where the content of a file lies. */
  content(node: number): Place;
  setContent(node: number, content: Place): void;
  flags(node: number): number;
  setFlags(node: number, flags: number): void;
}

/**
 * Drawn anew for each process: numbers of nodes and names follow the order of the tar, so whoever writes it chooses them. The seed goes
 * into both before they are mixed; put on at the end it would leave together what falls together. Only places in the table depend on it.
 */
const SEED = Math.floor(Math.random() * 0x7fff_ffff);
const FACTOR = Math.floor(Math.random() * 0x7fff_ffff) | 1;

/** Memory: 37 bytes a node and 8 to 16 for finding it. */
export function makeNodeArena(): NodeArena {
  let count = 0;
  const int = () => new Int32Array(0);
  let [names, firsts, nexts, previous, parents] = [int(), int(), int(), int(), int()];
  let [ownRows, contentRows] = [int(), int()];
  let layers = new Uint16Array(0);
  let ownLayers = new Uint16Array(0);
  let contentLayers = new Uint16Array(0);
  let marks = new Uint8Array(0);
  let slots = new Int32Array(256).fill(NONE);
  let taken = 0;

  function makeRoom(): void {
    const wanted = count + 1;
    names = grow(names, wanted);
    firsts = grow(firsts, wanted);
    nexts = grow(nexts, wanted);
    previous = grow(previous, wanted);
    parents = grow(parents, wanted);
    ownRows = grow(ownRows, wanted);
    contentRows = grow(contentRows, wanted);
    layers = grow(layers, wanted);
    ownLayers = grow(ownLayers, wanted);
    contentLayers = grow(contentLayers, wanted);
    marks = grow(marks, wanted);
  }

  const slotOf = (parent: number, name: number) =>
    mix(mix(parent ^ SEED) + Math.imul(name ^ SEED, FACTOR)) & (slots.length - 1);

  function find(parent: number, name: number): number {
    for (let slot = slotOf(parent, name); ; slot = (slot + 1) & (slots.length - 1)) {
      const node = slots[slot] ?? NONE;
      if (node === NONE) return ~slot;
      if (parents[node] === parent && names[node] === name) return slot;
    }
  }

  function enlarge(): void {
    const old = slots;
    slots = new Int32Array(slots.length * 2).fill(NONE);
    for (const node of old) if (node !== NONE) slots[~find(parents[node] ?? NONE, names[node] ?? NONE)] = node;
  }

  /** Closes the gap at `slot` by moving up what was pushed on from it, so that no tomb stones pile up. */
  function freeSlot(slot: number): void {
    let gap = slot;
    for (let at = (slot + 1) & (slots.length - 1); slots[at] !== NONE; at = (at + 1) & (slots.length - 1)) {
      const node = slots[at] ?? NONE;
      const home = slotOf(parents[node] ?? NONE, names[node] ?? NONE);
      const isBetween = gap <= at ? gap < home && home <= at : gap < home || home <= at;
      if (isBetween) continue;
      slots[gap] = node;
      gap = at;
    }
    slots[gap] = NONE;
    taken -= 1;
  }

  return {
    make(name, layer) {
      if (count === names.length) makeRoom();
      names[count] = name;
      layers[count] = layer;
      for (const links of [firsts, nexts, previous, parents, ownRows, contentRows]) links[count] = NONE;
      count += 1;
      return count - 1;
    },
    attach(parent, node) {
      if ((taken + 1) * 2 > slots.length) enlarge();
      parents[node] = parent;
      slots[~find(parent, names[node] ?? NONE)] = node;
      taken += 1;
      const first = firsts[parent] ?? NONE;
      nexts[node] = first;
      previous[node] = NONE;
      if (first !== NONE) previous[first] = node;
      firsts[parent] = node;
    },
    detach(node) {
      const parent = parents[node] ?? NONE;
      if (parent === NONE) return;
      freeSlot(find(parent, names[node] ?? NONE));
      const before = previous[node] ?? NONE;
      const after = nexts[node] ?? NONE;
      if (before === NONE) firsts[parent] = after;
      else nexts[before] = after;
      if (after !== NONE) previous[after] = before;
      parents[node] = NONE;
    },
    child(parent, name) {
      const slot = find(parent, name);
      return slot < 0 ? NONE : (slots[slot] ?? NONE);
    },
    parent: (node) => parents[node] ?? NONE,
    *children(parent) {
      for (let node = firsts[parent] ?? NONE; node !== NONE; ) {
        const after = nexts[node] ?? NONE;
        yield node;
        node = after;
      }
    },
    hasChildren: (node) => (firsts[node] ?? NONE) !== NONE,
    name: (node) => names[node] ?? NONE,
    layer: (node) => layers[node] ?? 0,
    own: (node) => placeAt(ownLayers, ownRows, node),
    setOwn(node, own) {
      ownLayers[node] = own.layer;
      ownRows[node] = own.row;
    },
    content: (node) => placeAt(contentLayers, contentRows, node),
    setContent(node, content) {
      contentLayers[node] = content.layer;
      contentRows[node] = content.row;
    },
    flags: (node) => marks[node] ?? 0,
    setFlags(node, flags) {
      marks[node] = flags;
    },
  };
}

function placeAt(layers: Uint16Array, rows: Int32Array, node: number): Place {
  const row = rows[node] ?? NONE;
  return row === NONE ? NOWHERE : { layer: layers[node] ?? 0, row };
}

/** Spreads what the low bits say over all of them. */
function mix(value: number): number {
  let mixed = Math.imul(value ^ (value >>> 16), 0x85eb_ca6b);
  mixed = Math.imul(mixed ^ (mixed >>> 13), 0xc2b2_ae35);
  return (mixed ^ (mixed >>> 16)) >>> 0;
}
