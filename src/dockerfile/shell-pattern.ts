/** One element of a pattern as the Dockerfile's `${x#pattern}` forms know it: no bracket expressions. */
export type PatternToken =
  | { readonly is: 'many' }
  | { readonly is: 'one' }
  | { readonly is: 'text'; readonly unit: string };

/** @param units the characters of the pattern @returns undefined where BuildKit refuses it: an escape of anything but `* ? \ } /` */
export function parsePattern(units: readonly string[]): readonly PatternToken[] | undefined {
  const tokens: PatternToken[] = [];
  for (let i = 0; i < units.length; i += 1) {
    const unit = units[i] ?? '';
    if (unit === '*') tokens.push({ is: 'many' });
    else if (unit === '?') tokens.push({ is: 'one' });
    else if (unit !== '\\') tokens.push({ is: 'text', unit });
    else {
      const next = units[i + 1];
      if (next === undefined || !'*?\\}/'.includes(next)) return undefined;
      tokens.push({ is: 'text', unit: next });
      i += 1;
    }
  }
  return tokens;
}

/**
 * @returns where the longest (or shortest) match that starts at `from` ends, undefined where none does.
 * Cost: units × tokens, whatever the pattern: all its states are walked at once.
 */
export function matchEnd(
  tokens: readonly PatternToken[],
  units: readonly string[],
  from: number,
  longest: boolean,
): number | undefined {
  let states = closeStates(tokens, new Set([0]));
  let found: number | undefined;
  for (let at = from; ; at += 1) {
    if (states.has(tokens.length)) {
      found = at;
      if (!longest) return found;
    }
    const unit = units[at];
    if (unit === undefined || states.size === 0) return found;
    states = closeStates(tokens, stepStates(tokens, states, unit));
  }
}

function stepStates(tokens: readonly PatternToken[], states: ReadonlySet<number>, unit: string): Set<number> {
  const next = new Set<number>();
  for (const state of states) {
    const token = tokens[state];
    if (token === undefined) continue;
    if (token.is === 'text') {
      if (token.unit === unit) next.add(state + 1);
    } else if (unit !== '\n') next.add(token.is === 'many' ? state : state + 1);
  }
  return next;
}

function closeStates(tokens: readonly PatternToken[], states: Set<number>): Set<number> {
  for (const state of states) if (tokens[state]?.is === 'many') states.add(state + 1);
  return states;
}
