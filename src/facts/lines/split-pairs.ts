/** A name and its value as they stand in a step's words. */
export interface Pair {
  readonly name: string;
  readonly value: string;
  /** What joins them: `=`, the space of `ENV NAME value`, or nothing where no value is told. */
  readonly sign: '=' | ' ' | '';
  /** Where it begins. */
  readonly start: number;
  /** Where the value ends; behind it stands a space, or nothing. */
  readonly end: number;
  /** Its value surely ends there: builders write no quotes, so that any ` NAME=` behind it may be a part of it. */
  readonly isSure: boolean;
}

export interface PairRules {
  /** A first word without a sign is a name, and all behind it its value; else it is a name alone. */
  readonly hasOldForm?: boolean;
  /** The value that the name is known to have here. */
  readonly known?: ((name: string) => string | undefined) | undefined;
  /** How many there are, where that is told. */
  readonly count?: number | undefined;
}

/** Takes a stretch of a step's words apart, all of it. Cost: linear in it and in the values that are known. */
export function splitPairs(words: string, from: number, to: number, rules: PairRules = {}): readonly Pair[] {
  const pairs: Pair[] = [];
  const tried = new Set<string>();
  let start = from;
  while (start < to) {
    const pair = readPair(words, { start, to }, rules, tried);
    pairs.push(pair);
    start = pair.end + 1;
  }
  // Each true one has a sign of its own: as many as are counted can only be the true ones.
  const isCounted = rules.count === pairs.length && pairs.every(({ sign }) => sign === '=');
  return isCounted ? pairs.map((pair) => ({ ...pair, isSure: true })) : pairs;
}

function readPair(
  words: string,
  { start, to }: { readonly start: number; readonly to: number },
  { hasOldForm = false, known }: PairRules,
  tried: Set<string>,
): Pair {
  const wordEnd = endOfWord(words, start, to);
  const at = words.slice(start, wordEnd).indexOf('=');
  if (at <= 0) {
    const name = words.slice(start, wordEnd);
    const isOld = hasOldForm && wordEnd < to;
    const value = isOld ? words.slice(wordEnd + 1, to) : '';
    return { name, value, sign: isOld ? ' ' : '', start, end: isOld ? to : wordEnd, isSure: isOld };
  }
  const name = words.slice(start, start + at);
  const valueStart = start + at + 1;
  const exact = tried.has(name) ? undefined : exactEnd(words, { start: valueStart, to }, known?.(name));
  // A name said again is not tried again: many of them with one long value would cost its length each.
  tried.add(name);
  const end = exact ?? endOfValue(words, wordEnd, to);
  return { name, value: words.slice(valueStart, end), sign: '=', start, end, isSure: exact !== undefined };
}

function exactEnd(
  words: string,
  { start, to }: { readonly start: number; readonly to: number },
  value: string | undefined,
): number | undefined {
  if (value === undefined) return undefined;
  for (const form of [value, `"${value}"`]) {
    const end = start + form.length;
    if (!words.startsWith(form, start) || end > to) continue;
    if (end === to) return end;
    if (words[end] === ' ' && words.slice(end + 1, endOfWord(words, end + 1, to)).indexOf('=') > 0) return end;
  }
  return undefined;
}

/** Up to the next word that may be a name and a sign. */
function endOfValue(words: string, from: number, to: number): number {
  let end = from;
  while (end < to) {
    const next = endOfWord(words, end + 1, to);
    if (words.slice(end + 1, next).indexOf('=') > 0) return end;
    end = next;
  }
  return to;
}

function endOfWord(words: string, start: number, to: number): number {
  const end = words.indexOf(' ', start);
  return end < 0 || end > to ? to : end;
}
