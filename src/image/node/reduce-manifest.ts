/** What is kept of a package.json. Texts are raw bytes, one unit per byte, as paths are. */
export interface Manifest {
  readonly name?: string;
  readonly main?: string;
  readonly type?: string;
  /** As they are. */
  readonly exports?: unknown;
  readonly imports?: unknown;
  /** Names alone. */
  readonly dependencies?: readonly string[];
  readonly devDependencies?: readonly string[];
  /** Those that may be left out: optional ones, and optional ones of the peers. */
  readonly optional?: readonly string[];
  readonly scripts?: Readonly<Record<string, string>>;
}

const MAX_KEPT_BYTES = 64 << 10;

/**
 * @param text all of the file, raw bytes @param isOwn it is not below a node_modules: what it asks for and how it is started counts
 * @returns JSON of `Manifest`; `malformed` where it is none; undefined where it is more than is kept
 */
export function reduceManifest(text: string, isOwn: boolean): string | 'malformed' | undefined {
  try {
    const all: unknown = JSON.parse(text.startsWith('\xef\xbb\xbf') ? text.slice(3) : text);
    const kept = JSON.stringify(isRecord(all) ? reduce(all, isOwn) : {});
    return kept.length > MAX_KEPT_BYTES ? undefined : kept;
  } catch (error) {
    return error instanceof SyntaxError ? 'malformed' : undefined;
  }
}

function reduce(all: Readonly<Record<string, unknown>>, isOwn: boolean): Manifest {
  const optional = [...namesOf(all['optionalDependencies']), ...optionalPeers(all['peerDependenciesMeta'])];
  const { exports, imports } = all;
  return {
    ...textOf(all, 'name'),
    ...textOf(all, 'main'),
    ...textOf(all, 'type'),
    ...(exports !== undefined && { exports }),
    ...(imports !== undefined && { imports }),
    ...(optional.length > 0 && { optional }),
    ...(isOwn && {
      dependencies: namesOf(all['dependencies']),
      devDependencies: namesOf(all['devDependencies']),
      scripts: textsOf(all['scripts']),
    }),
  };
}

function isRecord(value: unknown): value is Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function textOf(all: Readonly<Record<string, unknown>>, key: 'name' | 'main' | 'type'): Manifest {
  const value = all[key];
  return typeof value === 'string' ? { [key]: value } : {};
}

function namesOf(value: unknown): readonly string[] {
  return isRecord(value) ? Object.keys(value) : [];
}

function optionalPeers(value: unknown): readonly string[] {
  if (!isRecord(value)) return [];
  return Object.keys(value).filter((name) => isRecord(value[name]) && value[name]['optional'] === true);
}

function textsOf(value: unknown): Readonly<Record<string, string>> {
  if (!isRecord(value)) return {};
  return Object.fromEntries(
    Object.entries(value).filter((pair): pair is [string, string] => typeof pair[1] === 'string'),
  );
}
