/** Published limits of one layer's inflating: all it may come to, and how many times its compressed bytes once it is past `freeBytes`. */
export const INFLATE_LIMITS = {
  bytes: 64 * 2 ** 30,
  ratio: 1000,
  freeBytes: 64 * 2 ** 20,
  windowBytes: 128 * 2 ** 20,
} as const;

export type InflateLimits = { readonly [K in keyof typeof INFLATE_LIMITS]: number };
