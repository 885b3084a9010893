/** Letters that may be wrong: half a short word is another word. */
function mayDiffer(word: string): number {
  return word.length < 5 ? 1 : 2;
}

/** Of the known words those that a word may have been meant for, the nearest first; upper case is no difference. */
export function nearWords(word: string, known: readonly string[]): readonly string[] {
  const lower = word.toLowerCase();
  return known
    .map((one) => ({ one, distance: countEdits(lower, one) }))
    .filter(({ distance }) => distance <= mayDiffer(word))
    .toSorted((a, b) => a.distance - b.distance)
    .map(({ one }) => one);
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
