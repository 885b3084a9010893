import { WORD } from './js-words.ts';
import { readImport, readRequire } from './note-calls.ts';
import {
  type Frame,
  GUARDED,
  KIND,
  LATER,
  type Load,
  note,
  type Reading,
  START,
  type When,
  whenOf,
} from './reading.ts';
import { literalAt, openScanner, peekAt, readTemplate, readToken, SIGN, TOKEN } from './scan-tokens.ts';

/** What a script says that it loads. */
export interface ScriptLoads {
  readonly loads: readonly Load[];
  /** It imports or exports by statements. */
  readonly isModule: boolean;
  /** It changes how others are found. */
  readonly isHook: boolean;
  /** False where its text could not be followed to its end: nothing is told of it then. */
  readonly isSure: boolean;
}

const WHENS: readonly When[] = ['start', 'later', 'guarded'];

/** Beyond these nobody wrote it. */
const LIMITS = { depth: 2048, loads: 4096 } as const;

const UNSURE: ScriptLoads = { loads: [], isModule: false, isHook: false, isSure: false };

/** Cost: linear in its bytes; memory: its loads and open brackets, both bounded. Never throws. */
export function findLoads(bytes: Uint8Array): ScriptLoads {
  const root = frameOf(KIND.block, START, 0, 0);
  const r: Reading = {
    s: openScanner(bytes),
    frames: [root],
    top: root,
    loads: [],
    line: 1,
    lineAt: 0,
    popped: root,
    type: TOKEN.sign,
    word: WORD.other,
    sign: 59,
    wordBeforeDot: WORD.other,
    canEnd: false,
    isFromNext: false,
    isModule: false,
    isHook: false,
    hasRegister: false,
    hasOwnRequire: false,
    hasMadeRequire: false,
  };
  for (readToken(r.s); r.s.type !== TOKEN.end; readToken(r.s)) {
    readOne(r);
    if (r.frames.length > LIMITS.depth || r.loads.length > LIMITS.loads) return UNSURE;
  }
  return r.s.isLost || r.frames.length !== 1 ? UNSURE : tell(r);
}

function tell(r: Reading): ScriptLoads {
  const isMute = r.hasOwnRequire || (r.isModule && !r.hasMadeRequire);
  const loads = r.loads.filter(({ by }) => !isMute || by === 'static' || by === 'dynamic');
  const hasLoader = r.loads.some(({ specifier }) => /^(?:node:)?module$/.test(specifier));
  return {
    loads: loads.map((load) => ({ ...load, when: WHENS[load.when] ?? 'guarded' })),
    isModule: r.isModule,
    isHook: r.isHook || (r.hasRegister && hasLoader),
    isSure: true,
  };
}

function frameOf(kind: number, base: number, word: number, loadsAt: number, isControl = false): Frame {
  const state = { statement: START, expression: START, isClassNext: false, isLeaving: false, namesRequire: false };
  return { kind, base, isControl, word, loadsAt, ...state };
}

function readOne(r: Reading): void {
  const { s } = r;
  const { type } = s;
  if (type === TOKEN.word) readWord(r);
  else if (type === TOKEN.sign) readSign(r);
  else {
    if (s.isOnNewLine && r.canEnd && type !== TOKEN.templateOpen) endStatement(r);
    if (type === TOKEN.string && r.isFromNext && r.type === TOKEN.word && r.word === WORD.from) noteFrom(r);
    if (type === TOKEN.templateOpen) push(r, KIND.template);
    endValue(r, type !== TOKEN.templateOpen);
    r.word = WORD.other;
    r.sign = 0;
  }
  r.type = type === TOKEN.templateOpen ? TOKEN.sign : s.type;
}

function endValue(r: Reading, isValue: boolean): void {
  r.s.canDivide = isValue;
  r.canEnd = isValue;
}

function noteFrom(r: Reading): void {
  const literal = literalAt(r.s.bytes, r.s.start);
  if (literal !== undefined) note(r, 'static', START, literal.text);
  r.isFromNext = false;
}

function push(r: Reading, kind: number, base: number = START, isControl = false): void {
  const word = r.type === TOKEN.word ? r.word : WORD.other;
  r.top = frameOf(kind, Math.max(base, whenOf(r.top)), word, r.loads.length, isControl);
  r.frames.push(r.top);
}

/** @returns false where this bracket closes another, which no script does */
function pop(r: Reading, ...kinds: readonly number[]): boolean {
  const frame = r.frames.pop();
  const below = r.frames.at(-1);
  if (frame === undefined || below === undefined || !kinds.includes(frame.kind)) {
    r.s.isLost = true;
    return false;
  }
  r.popped = frame;
  r.top = below;
  if (frame.isLeaving && frame.kind === KIND.block) leave(r);
  return true;
}

/** What stands behind a `return` in its function is done only sometimes. */
function leave(r: Reading): void {
  for (let i = r.frames.length - 1; i >= 0; i--) {
    const frame = r.frames[i];
    if (frame === undefined) return;
    frame.base = GUARDED;
    if (frame.kind === KIND.body) return;
  }
}

function endStatement(r: Reading): void {
  const { top } = r;
  top.statement = START;
  top.expression = START;
  if (top.isLeaving) leave(r);
  top.isLeaving = false;
}

function readWord(r: Reading): void {
  const { s, top } = r;
  const { word } = s;
  const isProperty = isBehindDot(r);
  const before = r.type === TOKEN.word ? r.word : WORD.other;
  if (s.isOnNewLine && !isProperty) endByLine(r, before);
  const isPlace = top.kind === KIND.object || top.kind === KIND.class;
  const isKey = isPlace && (word === WORD.control || word === WORD.guard || word === WORD.return);
  const isName = isProperty || isKey;
  if (word !== WORD.other && isProperty) readProperty(r, word);
  else if (word !== WORD.other && !isKey) readKeyword(r, word, before);
  endValue(r, isName || !isOpening(word));
  r.word = isProperty ? propertyWord(r, word) : isKey || word === WORD.extensions ? WORD.other : word;
  // `for await (` is a `for`.
  if (word === WORD.await && before === WORD.control) r.word = WORD.control;
  r.sign = 0;
}

function isBehindDot({ type, sign }: Reading): boolean {
  return type === TOKEN.sign && (sign === 46 || sign === 35 || sign === SIGN.optional);
}

/** A word on a new line begins a statement, where the one before may end. */
function endByLine(r: Reading, before: number): void {
  const isEnded = r.canEnd || before === WORD.return || before === WORD.ends;
  if (isEnded && r.s.word !== WORD.operator) endStatement(r);
}

/** Words that an expression follows, so that a slash behind them divides nothing. */
function isOpening(word: number): boolean {
  return (
    (word >= WORD.return && word <= WORD.statement) ||
    word === WORD.await ||
    word === WORD.class ||
    word === WORD.import ||
    word === WORD.export
  );
}

/** Properties whose name counts behind them; their objects' names count too, because others have the same. */
function propertyWord(r: Reading, word: number): number {
  const isOfLoader = r.wordBeforeDot === WORD.require || r.wordBeforeDot === WORD.module;
  return word === WORD.main || (word === WORD.extensions && isOfLoader) ? word : WORD.other;
}

function readProperty(r: Reading, word: number): void {
  const { bytes, at } = r.s;
  const next = peekAt(bytes, at);
  if (word === WORD.hook) r.isHook = true;
  else if (word === WORD.assignedHook || (word === WORD.load && r.wordBeforeDot === WORD.module)) {
    r.isHook ||= bytes[next] === 61 && bytes[next + 1] !== 61;
  } else if (word === WORD.register) r.hasRegister ||= bytes[next] === 40 && r.wordBeforeDot === WORD.module;
  else if (word === WORD.paths && (r.wordBeforeDot === WORD.module || r.wordBeforeDot === WORD.main)) {
    r.isHook ||= bytes[next] === 46 || bytes[next] === 91 || bytes[next] === 61;
  }
}

function readKeyword(r: Reading, word: number, before: number): void {
  const { s, top } = r;
  if (word === WORD.require) readRequire(r, before);
  else if (word === WORD.import) readImport(r, before);
  else if (word === WORD.export && r.frames.length === 1) {
    r.isModule = true;
    const next = s.bytes[peekAt(s.bytes, s.at)];
    r.isFromNext = next === 42 || next === 123;
  } else if (word === WORD.guard) top.statement = GUARDED;
  else if (word === WORD.class) top.isClassNext = true;
  else if (word === WORD.return) top.isLeaving = true;
  else if (word === WORD.hook) r.isHook = true;
  else if (word === WORD.register) r.hasRegister ||= s.bytes[peekAt(s.bytes, s.at)] === 40;
}

function readSign(r: Reading): void {
  const { s, top } = r;
  const { sign } = s;
  if (sign === 46 || sign === SIGN.optional) r.wordBeforeDot = r.type === TOKEN.word ? r.word : WORD.other;
  const isValue = takeSign(r, sign);
  if (sign === SIGN.step) {
    if (s.isOnNewLine && r.canEnd) endStatement(r);
    endValue(r, s.canDivide);
  } else endValue(r, isValue === true);
  // A function's end divides nothing, and a statement may end with it.
  if (sign === 125) r.canEnd ||= r.popped.kind === KIND.body || r.popped.kind === KIND.class;
  if (sign === SIGN.guards || sign === SIGN.optional) top.expression = GUARDED;
  r.sign = sign;
  r.word = WORD.other;
}

/** @returns whether it ends a value; undefined for what is between values */
function takeSign(r: Reading, sign: number): boolean | undefined {
  const { top } = r;
  if (sign === 40) {
    const isControl = r.type === TOKEN.word && (r.word === WORD.control || r.word === WORD.guard);
    push(r, KIND.paren, START, isControl);
  } else if (sign === 91) push(r, KIND.bracket);
  else if (sign === 123) openBrace(r);
  else if (sign === 41) return closeParen(r);
  else if (sign === 93) return pop(r, KIND.bracket);
  else if (sign === 125) return closeBrace(r);
  else if (sign === 59) {
    r.s.isLost ||= top.kind === KIND.object;
    endStatement(r);
    top.isClassNext = false;
  } else if (sign === 44) top.expression = START;
  else if (sign === SIGN.arrow) {
    if (r.sign === 41) demoteParameters(r);
    top.expression = Math.max(top.expression, LATER);
  } else if (sign === 61 && r.sign === 93) r.isHook ||= r.popped.word === WORD.extensions;
  return undefined;
}

/** What seemed to be a call was the head of a function. */
function demoteParameters(r: Reading): void {
  const { loadsAt, namesRequire } = r.popped;
  for (let i = loadsAt; i < r.loads.length; i++) {
    const load = r.loads[i];
    if (load !== undefined && load.by !== 'static') load.when = Math.max(load.when, LATER);
  }
  r.hasOwnRequire ||= namesRequire;
}

function closeParen(r: Reading): boolean {
  if (!pop(r, KIND.paren)) return false;
  if (r.popped.isControl) r.top.statement = GUARDED;
  return !r.popped.isControl;
}

function openBrace(r: Reading): void {
  const { s, top } = r;
  const isAfterParen = r.type === TOKEN.sign && r.sign === 41;
  if (isAfterParen && r.popped.isControl) push(r, KIND.block);
  else if (top.isClassNext) {
    top.isClassNext = false;
    push(r, KIND.class, LATER);
  } else if (isAfterParen) {
    demoteParameters(r);
    push(r, KIND.body, LATER);
  } else if (r.sign === SIGN.arrow) push(r, KIND.body, LATER);
  else if (s.isOnNewLine && r.canEnd) {
    endStatement(r);
    push(r, KIND.block);
  } else push(r, isBlockNext(r) ? KIND.block : KIND.object);
}

function isBlockNext(r: Reading): boolean {
  if (r.type === TOKEN.word) return r.word === WORD.guard || r.word === WORD.static;
  if (r.type !== TOKEN.sign) return false;
  const isInBlock = r.top.kind === KIND.block || r.top.kind === KIND.body;
  if (r.sign === 59 || r.sign === 123 || r.sign === 125) return isInBlock;
  return r.sign === 58 && isInBlock && r.top.expression !== GUARDED;
}

function closeBrace(r: Reading): boolean {
  const { s } = r;
  if (!pop(r, KIND.block, KIND.object, KIND.body, KIND.class, KIND.template)) return false;
  const { kind } = r.popped;
  if (kind === KIND.template) {
    readTemplate(s);
    if (s.type === TOKEN.templateOpen) push(r, KIND.template);
    return s.type !== TOKEN.templateOpen;
  }
  if (kind === KIND.block) endStatement(r);
  return kind === KIND.object;
}
