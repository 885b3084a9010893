const VERBS = ['look', 'optimize', 'apply', 'report', 'doctor', 'clean'] as const;

/** Letters that may be wrong: half a short word is another word. */
function mayDiffer(word: string): number {
  return word.length < 5 ? 1 : 2;
}

/** Verbs that a word may have been meant for, the nearest first. */
export function nearVerbs(word: string): readonly string[] {
  return VERBS.map((verb) => ({ verb, distance: countEdits(word, verb) }))
    .filter(({ distance }) => distance <= mayDiffer(word))
    .toSorted((a, b) => a.distance - b.distance)
    .map(({ verb }) => verb);
}

/** Levenshtein distance. */
function countEdits(from: string, to: string): number {
  let row = Array.from({ length: to.length + 1 }, (_, j) => j);
  for (const [i, letter] of Array.from(from.slice(0, 40)).entries()) {
    const next = [i + 1];
    for (let j = 1; j <= to.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (letter === to[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row.at(-1) ?? 0;
}
