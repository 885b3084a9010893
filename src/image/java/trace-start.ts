import type { ClassFile, Member, Method } from './read-class.ts';

/** Instructions by the length of what follows them; 0 where not listed. */
const OPERANDS = new Uint8Array(256);
for (const code of [16, 18, 21, 22, 23, 24, 25, 54, 55, 56, 57, 58, 188]) OPERANDS[code] = 1;
for (const code of [17, 19, 20, 132, 178, 179, 180, 181, 182, 183, 184, 187, 189, 192, 193]) OPERANDS[code] = 2;
OPERANDS[197] = 3;
for (const code of [185, 186]) OPERANDS[code] = 4;

const LDC = 18;
const LDC_WIDE = 19;
const FIRST_BRANCH = 153;
const FIRST_RETURN = 172;
const LAST_RETURN = 177;
const GET_STATIC = 178;
const GET_FIELD = 180;
const PUT_FIELD = 181;
const FIRST_INVOKE = 182;
const INVOKE_STATIC = 184;
const INVOKE_SPECIAL = 183;
const LAST_INVOKE = 185;
const NEW = 187;
const NEW_ARRAY = 189;
const NEW_ARRAYS = 197;
const THROW = 191;
const WIDE = 196;

const NAMES_CLASS: ReadonlySet<number> = new Set([LDC, LDC_WIDE, NEW, NEW_ARRAY, NEW_ARRAYS]);

/** They may wait for ever, or end the program: nothing behind them is sure. */
const WAITS =
  /^(?:sleep|join|wait|await\w*|park\w*|exit|halt|accept|read\w*|waitFor|take|get|poll|call|invoke\w*|run|main|launch|start\w*|next\w*|has[A-Z]\w*|load\w*|forEach\w*|submit|execute)$/;
/** Starting these goes on at once. */
const STARTS_AT_ONCE = /^com\/sun\/net\/httpserver\//;
const PLATFORM = /^(?:java|javax|com\/sun\/net\/httpserver)\//;
const MOST_CALLS = 64;
const MOST_DEPTH = 8;

/**
 * Classes that a program asks for on its way into `main` whatever its arguments and surroundings are: what stands in front of the first
 * branch and of the first call that may not come back. What a handler would catch is left out.
 * @param find a class of the program's own
 */
export function traceStart(main: ClassFile, find: (name: string) => ClassFile | undefined): readonly string[] {
  const asked = new Set<string>();
  let calls = 0;
  for (let next: ClassFile | undefined = main, left = MOST_DEPTH; next !== undefined && left > 0; left--) {
    for (const name of [next.superName, ...next.interfaces]) if (name !== undefined) asked.add(name);
    next = next.superName === undefined ? undefined : find(next.superName);
  }

  /** @returns whether it surely comes to its end */
  function trace(owner: ClassFile, method: Method | undefined, depth: number): boolean {
    calls += 1;
    if (method === undefined || depth > MOST_DEPTH || calls > MOST_CALLS) return false;
    const { code, guards } = method;
    for (let at = 0; at < code.length; at += 1 + (OPERANDS[code[at] ?? 0] ?? 0)) {
      const op = code[at] ?? 0;
      if (op >= FIRST_RETURN && op <= LAST_RETURN) return true;
      // A class that is missing may be caught where it is asked for: what follows is another way.
      const isGuarded = guards.some(({ from, to }) => at >= from && at < to);
      const isWhole = at + (OPERANDS[op] ?? 0) < code.length;
      if (leaves(op) || isGuarded || !isWhole || !step(owner, op, indexAt(code, at, op), depth)) return false;
    }
    return false;
  }

  function step(owner: ClassFile, op: number, index: number, depth: number): boolean {
    if (NAMES_CLASS.has(op)) {
      const name = owner.pool.className(index);
      if (name !== undefined) asked.add(name);
      return true;
    }
    if (op < GET_STATIC || op > LAST_INVOKE) return true;
    if (op === GET_FIELD || op === PUT_FIELD) return true;
    const member = owner.pool.member(index);
    if (member === undefined) return false;
    asked.add(member.owner);
    return op < FIRST_INVOKE || call(op, member, depth);
  }

  function call(op: number, member: Member, depth: number): boolean {
    const own = op === INVOKE_STATIC || op === INVOKE_SPECIAL ? find(member.owner) : undefined;
    if (own !== undefined) return trace(own, own.method(member.name, member.descriptor), depth + 1);
    if (member.name === '<init>' || STARTS_AT_ONCE.test(member.owner)) return true;
    return PLATFORM.test(member.owner) && !WAITS.test(member.name);
  }

  if (main.method('<clinit>', '()V') === undefined || trace(main, main.method('<clinit>', '()V'), 0)) {
    trace(main, main.method('main', '([Ljava/lang/String;)V'), 0);
  }
  return [...asked];
}

function leaves(op: number): boolean {
  return (op >= FIRST_BRANCH && op < FIRST_RETURN) || op === THROW || op === WIDE || op > NEW_ARRAYS;
}

function indexAt(code: Buffer, at: number, op: number): number {
  if (op === LDC) return code[at + 1] ?? 0;
  return (OPERANDS[op] ?? 0) >= 2 ? code.readUInt16BE(at + 1) : 0;
}
