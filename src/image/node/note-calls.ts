import { WORD } from './js-words.ts';
import { GUARDED, KIND, type LoadBy, note, type Reading, START, whenOf } from './reading.ts';
import { literalAt, peekAt } from './scan-tokens.ts';

/** A call of `require`, or something else that is done with its name. @param before the word in front */
export function readRequire(r: Reading, before: number): void {
  const { bytes, at } = r.s;
  const next = peekAt(bytes, at);
  const sign = bytes[next];
  if (sign === 40) noteCall(r, 'require', next);
  else if (sign === 46 && matches(bytes, next, '.resolve')) noteCall(r, 'resolve', peekAt(bytes, next + 8));
  else if (sign === 61 && bytes[next + 1] !== 61 && bytes[next + 1] !== 62) {
    if (isMadeHere(bytes, next)) r.hasMadeRequire = true;
    else r.hasOwnRequire = true;
  } else if (before === WORD.binding) r.hasOwnRequire = true;
  if (r.top.kind === KIND.paren && (sign === 44 || sign === 41) && (r.sign === 40 || r.sign === 44)) {
    r.top.namesRequire = true;
  }
  if (sign === 61 && bytes[next + 1] === 62) r.hasOwnRequire = true;
}

/** `= createRequire(import.meta.url)`, by whatever name. */
function isMadeHere(bytes: Uint8Array, at: number): boolean {
  const text = Buffer.from(bytes.buffer, bytes.byteOffset + at, Math.min(160, bytes.length - at)).toString('latin1');
  return /^=\s*[\w$.]*\(\s*(?:import\.meta\.url|__filename)\s*\)/.test(text);
}

function matches(bytes: Uint8Array, at: number, text: string): boolean {
  for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text.charCodeAt(i)) return false;
  return true;
}

/** The text that is the only argument of a call. @param at its opening bracket @param behind also where a second one follows */
function argumentAt(bytes: Uint8Array, at: number, behind: boolean) {
  if (bytes[at] !== 40) return undefined;
  const literal = literalAt(bytes, peekAt(bytes, at + 1));
  if (literal === undefined) return undefined;
  const end = peekAt(bytes, literal.end);
  const isWhole = bytes[end] === 41 || (behind && bytes[end] === 44);
  return isWhole ? { text: literal.text, end: end + 1 } : undefined;
}

function noteCall(r: Reading, by: LoadBy, at: number): void {
  const { bytes } = r.s;
  const literal = argumentAt(bytes, at, by === 'resolve');
  if (literal === undefined) return;
  note(r, by, whenOf(r.top), literal.text);
  const behind = peekAt(bytes, literal.end);
  const name = literal.text === 'bindings' ? argumentAt(bytes, behind, false)?.text : undefined;
  if (name !== undefined) note(r, 'bindings', whenOf(r.top), name);
  // It looks below the folder of its package, which nearly everybody hands it.
  if (literal.text === 'node-gyp-build' && bytes[behind] === 40) note(r, 'bindings', whenOf(r.top), '');
}

/** A statement, a call, or `import.meta`. @param before the word in front */
export function readImport(r: Reading, before: number): void {
  const { bytes, at } = r.s;
  const next = peekAt(bytes, at);
  const sign = bytes[next];
  if (sign === 40) {
    const literal = argumentAt(bytes, next, true);
    if (literal === undefined) return;
    const follows = bytes[peekAt(bytes, literal.end)];
    const isAwaited = before === WORD.await && follows !== 46;
    note(r, 'dynamic', isAwaited ? whenOf(r.top) : GUARDED, literal.text);
  } else if (sign === 46) r.isModule = true;
  else if (r.frames.length === 1) {
    r.isModule = true;
    const literal = literalAt(bytes, next);
    if (literal !== undefined) note(r, 'static', START, literal.text);
    r.isFromNext = literal === undefined;
  }
}
