import { type Atom, type Expression, type Item, isWordRune } from './parse-go-regexp.ts';

type Step =
  | { readonly is: 'take'; readonly takes: (rune: number) => boolean }
  | { readonly is: 'check'; readonly edge: 'begin' | 'end' | 'word-edge' | 'no-word-edge' }
  | { readonly is: 'split'; readonly to: number[] }
  | { readonly is: 'found' };

/**
 * Whether an expression finds itself anywhere in a text (its anchors are part of it). All its steps are followed at once: time is
 * steps × length of the text, whatever the expression.
 */
export type Finder = (runes: readonly number[]) => boolean;

const MOST_STEPS = 200_000;

/** @returns undefined where the expression would need more than 200 000 steps (`{1000}` many times over) */
export function compileGoRegexp(expression: Expression): Finder | undefined {
  const steps: Step[] = [];
  const entry: number[] = [];
  steps.push({ is: 'split', to: entry });
  for (const row of expression) {
    entry.push(steps.length);
    if (!addRow(steps, row)) return undefined;
    steps.push({ is: 'found' });
  }
  let now = new Frontier(steps.length);
  let next = new Frontier(steps.length);
  return (runes) => {
    now.clear();
    next.clear();
    for (let at = 0; at <= runes.length; at++) {
      if (now.enter(steps, 0, runes, at)) return true;
      if (at < runes.length && now.advance(steps, runes, at, next)) return true;
      [now, next] = [next, now];
      next.clear();
    }
    return false;
  };
}

function addRow(steps: Step[], row: readonly Item[]): boolean {
  return row.every((item) => addItem(steps, item));
}

function addItem(steps: Step[], item: Item): boolean {
  for (let i = 0; i < item.min; i++) if (!addAtom(steps, item.atom)) return false;
  if (item.max === undefined) return addEndless(steps, item.atom);
  const skips: number[][] = [];
  for (let i = item.min; i < item.max; i++) {
    const to = [steps.length + 1];
    skips.push(to);
    steps.push({ is: 'split', to });
    if (!addAtom(steps, item.atom)) return false;
  }
  for (const to of skips) to.push(steps.length);
  return true;
}

function addEndless(steps: Step[], atom: Atom): boolean {
  const loop = steps.length;
  const to = [loop + 1];
  steps.push({ is: 'split', to });
  if (!addAtom(steps, atom)) return false;
  steps.push({ is: 'split', to: [loop] });
  to.push(steps.length);
  return true;
}

function addAtom(steps: Step[], atom: Atom): boolean {
  if (steps.length > MOST_STEPS) return false;
  if (atom.is === 'group') return addRow(steps, atom.items);
  steps.push(atom.is === 'set' ? { is: 'take', takes: atom.takes } : { is: 'check', edge: atom.is });
  return true;
}

/** The steps that are live at one place of the text, each once. Lives as long as its finder. */
class Frontier {
  readonly list: Int32Array;
  count = 0;
  private readonly seen: Uint8Array;
  private readonly todo: number[] = [];

  constructor(steps: number) {
    this.list = new Int32Array(steps);
    this.seen = new Uint8Array(steps);
  }

  clear(): void {
    for (let i = 0; i < this.count; i++) this.seen[this.list[i] ?? 0] = 0;
    this.count = 0;
  }

  /** Takes the code point at `at` into `next`. @returns whether the end of the program was reached */
  advance(steps: readonly Step[], runes: readonly number[], at: number, next: Frontier): boolean {
    const rune = runes[at] ?? 0;
    for (let i = 0; i < this.count; i++) {
      const index = this.list[i] ?? 0;
      const step = steps[index];
      if (step?.is === 'take' && step.takes(rune) && next.enter(steps, index + 1, runes, at + 1)) return true;
    }
    return false;
  }

  /** Follows every step that takes nothing. @returns whether the end of the program was reached */
  enter(steps: readonly Step[], start: number, runes: readonly number[], at: number): boolean {
    this.todo.push(start);
    for (let index = this.todo.pop(); index !== undefined; index = this.todo.pop()) {
      if (this.seen[index] === 1) continue;
      this.seen[index] = 1;
      this.list[this.count++] = index;
      const step = steps[index];
      if (step?.is === 'found') {
        this.todo.length = 0;
        return true;
      }
      if (step?.is === 'split') this.todo.push(...step.to);
      else if (step?.is === 'check' && holds(step.edge, runes, at)) this.todo.push(index + 1);
    }
    return false;
  }
}

function holds(edge: 'begin' | 'end' | 'word-edge' | 'no-word-edge', runes: readonly number[], at: number): boolean {
  if (edge === 'begin') return at === 0;
  if (edge === 'end') return at === runes.length;
  const isEdge = isWordRune(runes[at - 1]) !== isWordRune(runes[at]);
  return isEdge === (edge === 'word-edge');
}
