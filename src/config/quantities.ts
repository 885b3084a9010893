const MS: Readonly<Record<string, number>> = { ms: 1, s: 1000, m: 60_000, h: 3_600_000 };
const BYTES: Readonly<Record<string, number>> = {
  B: 1,
  kB: 1e3,
  MB: 1e6,
  GB: 1e9,
  TB: 1e12,
  KiB: 2 ** 10,
  MiB: 2 ** 20,
  GiB: 2 ** 30,
  TiB: 2 ** 40,
};

/** `90s`, `1.5m` → ms; undefined where it is no duration. */
export function parseDuration(text: string): number | undefined {
  return parseQuantity(text, MS);
}

/** `10GB` (decimal), `512MiB` (binary) → bytes; undefined where it is no size. */
export function parseByteSize(text: string): number | undefined {
  return parseQuantity(text, BYTES);
}

function parseQuantity(text: string, units: Readonly<Record<string, number>>): number | undefined {
  const parts = /^(\d+(?:\.\d+)?)\s?([A-Za-z]+)$/.exec(text.trim());
  const factor = units[parts?.[2] ?? ''];
  return parts === null || factor === undefined ? undefined : Math.round(Number(parts[1]) * factor);
}
