/** Where a map of exports or imports leads. */
export type Mapped =
  | { readonly is: 'path'; readonly target: string }
  /** Of imports alone: another package. */
  | { readonly is: 'package'; readonly specifier: string }
  /** Named by none of its entries, or by one that leads nowhere. */
  | { readonly is: 'none' }
  /** Not a map as Node describes it. */
  | { readonly is: 'unknown' };

const NONE: Mapped = { is: 'none' };
const UNKNOWN: Mapped = { is: 'unknown' };
/** Nobody nests conditions deeper. */
const MAX_DEPTH = 32;

/** @param subpath `.` or `./path` @param conditions those that hold, besides `default` */
export function resolveExports(exports: unknown, subpath: string, conditions: ReadonlySet<string>): Mapped {
  const map = isSugar(exports) ? { '.': exports } : (exports as Readonly<Record<string, unknown>>);
  return resolveMap(map, subpath, conditions, false);
}

/** @param specifier begins with `#` */
export function resolveImports(imports: unknown, specifier: string, conditions: ReadonlySet<string>): Mapped {
  if (!isRecord(imports)) return imports === undefined ? NONE : UNKNOWN;
  return resolveMap(imports, specifier, conditions, true);
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** One target for the package itself. */
function isSugar(exports: unknown): boolean {
  return !isRecord(exports) || !Object.keys(exports).some((key) => key.startsWith('.'));
}

function resolveMap(
  map: Readonly<Record<string, unknown>>,
  key: string,
  conditions: ReadonlySet<string>,
  isImports: boolean,
): Mapped {
  const choose = (target: unknown, match: string | undefined) =>
    resolveTarget(target, match, conditions, isImports, 0) ?? NONE;
  if (Object.hasOwn(map, key) && !key.includes('*') && !key.endsWith('/')) return choose(map[key], undefined);
  // A folder as it was mapped before patterns.
  if (Object.keys(map).some((k) => k.endsWith('/') && key.startsWith(k))) return UNKNOWN;
  const pattern = bestPattern(Object.keys(map), key);
  if (pattern === undefined) return NONE;
  const star = pattern.indexOf('*');
  return choose(map[pattern], key.slice(star, key.length - (pattern.length - star - 1)));
}

/** The one with the longest beginning, then the longest of all. */
function bestPattern(keys: readonly string[], key: string): string | undefined {
  let best: string | undefined;
  for (const pattern of keys) {
    const star = pattern.indexOf('*');
    if (star < 0 || pattern.indexOf('*', star + 1) >= 0 || !key.startsWith(pattern.slice(0, star))) continue;
    const tail = pattern.slice(star + 1);
    if (key.length < pattern.length || !key.endsWith(tail) || key === pattern.slice(0, star)) continue;
    const bestStar = best?.indexOf('*') ?? -1;
    if (best === undefined || star > bestStar || (star === bestStar && pattern.length > best.length)) best = pattern;
  }
  return best;
}

/** @returns undefined where no condition holds, so that the next one is asked */
function resolveTarget(
  target: unknown,
  match: string | undefined,
  conditions: ReadonlySet<string>,
  isImports: boolean,
  depth: number,
): Mapped | undefined {
  if (depth > MAX_DEPTH) return UNKNOWN;
  const inner = (value: unknown) => resolveTarget(value, match, conditions, isImports, depth + 1);
  if (typeof target === 'string') return resolveText(target, match, isImports);
  if (target === null) return NONE;
  if (Array.isArray(target)) {
    const found = target.map(inner).filter((mapped) => mapped !== undefined);
    return found.find(({ is }) => is === 'path' || is === 'package') ?? found[0];
  }
  if (!isRecord(target)) return UNKNOWN;
  for (const [condition, value] of Object.entries(target)) {
    if (condition !== 'default' && !conditions.has(condition)) continue;
    const mapped = inner(value);
    if (mapped !== undefined) return mapped;
  }
  return undefined;
}

function resolveText(target: string, match: string | undefined, isImports: boolean): Mapped {
  const filled = match === undefined ? target : target.replaceAll('*', () => match);
  if (target.startsWith('./')) {
    return /(?:^|\/)(?:\.\.?|node_modules)(?:\/|$)/.test(filled.slice(2)) ? UNKNOWN : { is: 'path', target: filled };
  }
  const isPackage = isImports && !/^(?:\.\.?\/|\/)/.test(target) && !/^[a-z]+:\/\//.test(target);
  return isPackage ? { is: 'package', specifier: filled } : UNKNOWN;
}
