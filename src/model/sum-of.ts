/** Of one amount each. */
export function sumOf<T>(items: Iterable<T>, amountOf: (item: T) => number): number {
  let sum = 0;
  for (const item of items) sum += amountOf(item);
  return sum;
}

/** Of things with bytes. */
export function sumBytes(items: Iterable<{ readonly bytes: number }>): number {
  return sumOf(items, ({ bytes }) => bytes);
}
