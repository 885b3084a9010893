type Numbers = Uint8Array | Uint16Array | Uint32Array | Int32Array | Float64Array;

/** Room for at least `length` numbers; the old ones stay. Grows by a half, so that filling costs linear time in all. */
export function grow<T extends Numbers>(array: T, length: number): T {
  if (length <= array.length) return array;
  const larger = sameKind(array, Math.max(length, array.length + (array.length >> 1), 64));
  larger.set(array);
  return larger;
}

/** Exactly the first `length` numbers, in memory of their own size. */
export function trim<T extends Numbers>(array: T, length: number): T {
  return (length === array.length ? array : array.slice(0, length)) as T;
}

function sameKind<T extends Numbers>(array: T, length: number): T {
  return new (array.constructor as new (length: number) => T)(length);
}
