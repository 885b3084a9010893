import type { Scanner } from './scan-tokens.ts';

/** When a load is done: with its module; only if something else holds, or with its failure caught; once a function is called. */
export type When = 'start' | 'later' | 'guarded';

/** How a module is named: `require`, `require.resolve`, a static import or export, `import()`, a name handed to `bindings` (empty for `node-gyp-build`). */
export type LoadBy = 'require' | 'resolve' | 'static' | 'dynamic' | 'bindings';

export interface Load {
  readonly by: LoadBy;
  readonly when: When;
  readonly line: number;
  /** Raw bytes as text. */
  readonly specifier: string;
}

export const START = 0;
export const LATER = 1;
export const GUARDED = 2;

export const KIND = { block: 0, paren: 1, bracket: 2, object: 3, body: 4, class: 5, template: 6 } as const;

/** An open bracket, and what is known of the statement it stands in. */
export interface Frame {
  readonly kind: number;
  /** The earliest that anything in it is done. */
  base: number;
  /** The same for the statement that is read (`if (x) y`), and for its expression (`x && y`, `() => y`). */
  statement: number;
  expression: number;
  /** Of `if`, `for` and the like; a block follows, and no function. */
  readonly isControl: boolean;
  /** What stands before it, where that is a word. */
  readonly word: number;
  readonly loadsAt: number;
  isClassNext: boolean;
  /** A `return` is being read: what follows it is done only if it was not reached. */
  isLeaving: boolean;
  namesRequire: boolean;
}

export interface Reading {
  readonly s: Scanner;
  readonly frames: Frame[];
  top: Frame;
  readonly loads: { by: LoadBy; when: number; line: number; specifier: string }[];
  line: number;
  lineAt: number;
  popped: Frame;
  /** The token before. */
  type: number;
  word: number;
  sign: number;
  wordBeforeDot: number;
  /** What stands before may end a statement, where a line ends. */
  canEnd: boolean;
  isFromNext: boolean;
  isModule: boolean;
  isHook: boolean;
  hasRegister: boolean;
  /** `require` is something else here. */
  hasOwnRequire: boolean;
  hasMadeRequire: boolean;
}

export function whenOf({ base, statement, expression }: Frame): number {
  return Math.max(base, statement, expression);
}

export function note(r: Reading, by: LoadBy, when: number, specifier: string): void {
  const { bytes, start } = r.s;
  for (let at = bytes.indexOf(10, r.lineAt); at >= 0 && at < start; at = bytes.indexOf(10, r.lineAt)) {
    r.line += 1;
    r.lineAt = at + 1;
  }
  r.loads.push({ by, when, line: r.line, specifier });
}
