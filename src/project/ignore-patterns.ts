import type { ByteText } from '../model/bytes.ts';
import { Problem } from '../model/problem.ts';
import { isAcceptedPattern } from './accept-pattern.ts';
import { cleanPath, trimSpace } from './clean-path.ts';
import { compilePattern, type PathTest } from './compile-pattern.ts';
import { repairUtf8 } from './go-runes.ts';
import type { IgnorePatternFault } from './messages.ts';

/** One effective line of an ignore file. */
export interface IgnorePattern {
  /** Trimmed and cleaned; an exception keeps its `!`. */
  readonly pattern: ByteText;
  /** 1-based. */
  readonly line: number;
}

/** Where one path stands, and what its children inherit. */
export interface Standing {
  /** The builder does not send it. */
  readonly excluded: boolean;
  /** Index of the pattern that had the last word; undefined where none matched. */
  readonly decidedBy: number | undefined;
  /** The builder does not look inside. */
  readonly closed: boolean;
  /** Per pattern: it matched here or above, and was asked. */
  readonly matched: Uint8Array;
}

/** An ignore file at work. Paths are relative to the context's root, raw bytes, `/` between names, no `.` or `..`. */
export interface Ignore {
  readonly patterns: readonly IgnorePattern[];
  /** Whether the builder leaves the path out. @throws Problem `ignore-pattern-bad` where it asks a pattern that means nothing */
  excludes(path: ByteText): boolean;
  /** Whether the builder looks inside the folder: it is included, or an exception (`!`) may name something below it. */
  mayHoldIncluded(dir: ByteText): boolean;
  /**
   * Whether the builder sends the file without its content. It asks twice, once while walking (a pattern that found the parent excluded
   * already is not remembered for the children) and once when it opens the file (every parent is asked anew); where the
   * answers differ the file arrives empty.
   */
  arrivesEmpty(path: ByteText): boolean;
  /** Where a path stands, given where its parent stands (none at the root): what a walk uses, one level per step. */
  judge(path: ByteText, parent: Standing | undefined): Standing;
}

/** Longest line the builder reads. */
const LINE_LIMIT_BYTES = 65_535;

/**
 * Effective patterns of an ignore file as the builder reads it: comments only at the very start of a line, byte order mark, white space, one
 * leading slash, `.` and `..` taken out. @throws Problem `ignore-line-too-long`
 */
export function readIgnorePatterns(text: ByteText, file = '.dockerignore'): readonly IgnorePattern[] {
  const patterns: IgnorePattern[] = [];
  for (const [index, raw] of text.split('\n').entries()) {
    if (raw.length > LINE_LIMIT_BYTES) {
      const args = { file, line: index + 1, bytes: raw.length, limitBytes: LINE_LIMIT_BYTES };
      throw new Problem('usage', 'ignore-line-too-long', args);
    }
    const pattern = readLine(index === 0 && raw.startsWith('\xef\xbb\xbf') ? raw.slice(3) : raw);
    if (pattern !== undefined) patterns.push({ pattern, line: index + 1 });
  }
  return patterns;
}

function readLine(raw: ByteText): ByteText | undefined {
  if (raw.startsWith('#')) return undefined;
  const line = trimSpace(raw);
  if (line === '') return undefined;
  const exception = line.startsWith('!');
  const named = exception ? trimSpace(line.slice(1)) : line;
  const cleaned = named === '' ? '' : cleanPath(named);
  const relative = cleaned.length > 1 && cleaned.startsWith('/') ? cleaned.slice(1) : cleaned;
  return exception ? `!${relative}` : relative;
}

interface Rule {
  readonly exception: boolean;
  readonly text: ByteText;
  readonly source: IgnorePattern;
  /** Compiled when first asked: the builder, too, finds a bad expression only then. */
  test: PathTest | undefined;
}

/**
 * @param patterns as `readIgnorePatterns` gives them, or bare patterns (their line is then their place in the list)
 * @param file named in problems
 * @throws Problem `ignore-pattern-bad` where the builder refuses the file as a whole
 */
export function compileIgnore(patterns: readonly (IgnorePattern | ByteText)[], file = '.dockerignore'): Ignore {
  const sources = patterns
    .map((p, index) => (typeof p === 'string' ? { pattern: p, line: index + 1 } : p))
    .filter((p) => trimSpace(p.pattern) !== '');
  const rules = sources.map((source) => createRule(source, file));
  const isClosed = createPruning(rules);

  function asks(rule: Rule, path: ByteText): boolean {
    rule.test ??= compilePattern(rule.text) ?? refuse(file, rule.source, 'expression');
    return rule.test(path);
  }

  function judge(path: ByteText, parent: Standing | undefined): Standing {
    const matched = new Uint8Array(rules.length);
    let excluded = false;
    let decidedBy: number | undefined;
    for (const [index, rule] of rules.entries()) {
      const inherited = parent?.matched[index] === 1;
      if (!inherited && (rule.exception !== excluded || !asks(rule, path))) continue;
      matched[index] = 1;
      if (excluded === rule.exception) decidedBy = index;
      excluded = !rule.exception;
    }
    if (parent?.closed === true) return { excluded: true, decidedBy: parent.decidedBy, closed: true, matched };
    return { excluded, decidedBy, closed: excluded && isClosed(path), matched };
  }

  const standingOf = createMemo(judge);
  return {
    patterns: sources,
    judge,
    excludes: (path) => standingOf(path).excluded,
    mayHoldIncluded: (dir) => !standingOf(dir).closed,
    arrivesEmpty: (path) => !standingOf(path).excluded && matchesPathOrParent(path),
  };

  function matchesPathOrParent(path: ByteText): boolean {
    let excluded = false;
    for (const rule of rules) {
      if (rule.exception !== excluded) continue;
      if (parentsAndSelf(path).some((p) => asks(rule, p))) excluded = !rule.exception;
    }
    return excluded;
  }
}

/** Standing of single paths: walks down from the root, keeping the last folder's, since questions come in the order of the tree. */
function createMemo(judge: Ignore['judge']): (path: ByteText) => Standing {
  let lastDir: ByteText | undefined;
  let lastStanding: Standing | undefined;
  return (path) => {
    const dir = path.slice(0, Math.max(path.lastIndexOf('/'), 0));
    if (dir !== lastDir) {
      let standing: Standing | undefined;
      if (dir !== '') for (const p of parentsAndSelf(dir)) standing = judge(p, standing);
      lastDir = dir;
      lastStanding = standing;
    }
    return judge(path, lastStanding);
  };
}

function parentsAndSelf(path: ByteText): ByteText[] {
  const paths: ByteText[] = [];
  for (let at = path.indexOf('/', 1); at > 0; at = path.indexOf('/', at + 1)) paths.push(path.slice(0, at));
  paths.push(path);
  return paths;
}

/** The builder skips an excluded folder unless an exception may name something below: exceptions with wildcards always may. */
function createPruning(rules: readonly Rule[]): (dir: ByteText) => boolean {
  const exceptions = rules.filter((rule) => rule.exception).map((rule) => withoutTrailingGlob(rule.text));
  if (exceptions.some((text) => /[*[\]?^\\]/.test(text))) return () => false;
  return (dir) => !exceptions.some((text) => `${text}/`.startsWith(`${dir}/`));
}

function withoutTrailingGlob(text: ByteText): ByteText {
  const shorter = text.endsWith('/**') ? text.slice(0, -3) : text;
  return shorter.endsWith('/*') ? shorter.slice(0, -2) : shorter;
}

function createRule(source: IgnorePattern, file: string): Rule {
  // Patterns travel to the builder as JSON, which turns every byte that is no UTF-8 into U+FFFD.
  const cleaned = cleanPath(trimSpace(repairUtf8(source.pattern)));
  const exception = cleaned.startsWith('!');
  const text = exception ? cleaned.slice(1) : cleaned;
  if (text === '') return refuse(file, source, 'lone-exclamation');
  if (!isAcceptedPattern(text)) return refuse(file, source, 'syntax');
  return { exception, text, source, test: undefined };
}

/**
 * The patterns as they are, where the builder can be sent them: they travel in a header of printable ASCII, and are encoded for it only
 * where one of them holds a character beyond ASCII. A tab inside a pattern thus fails the build, and beside an `é` does not.
 * @throws Problem `ignore-pattern-bad` with the first pattern that holds a control character
 * @see github.com/moby/buildkit session/filesync; the engine's own answers in test/engine/dockerignore.test.ts
 */
export function requireSendable(patterns: readonly IgnorePattern[], file = '.dockerignore'): readonly IgnorePattern[] {
  if (patterns.some((p) => /[\x80-\xff]/.test(p.pattern))) return patterns;
  const unsendable = patterns.find((p) => /[\x00-\x1f\x7f]/.test(p.pattern));
  return unsendable === undefined ? patterns : refuse(file, unsendable, 'control-character');
}

function refuse(file: string, source: IgnorePattern, reason: IgnorePatternFault): never {
  throw new Problem('usage', 'ignore-pattern-bad', { file, line: source.line, pattern: source.pattern, reason });
}
