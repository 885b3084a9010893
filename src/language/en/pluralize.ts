/** `1 stage`, `2 stages`: for nouns that take a plain s. */
export function pluralize(count: number, noun: string): string {
  return `${count} ${count === 1 ? noun : `${noun}s`}`;
}
