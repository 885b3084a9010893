import type { PackageRecord } from './contract.ts';
import type { TextRoom } from './open-text-room.ts';

/**
 * Folders of packages that the lock file npm keeps in `node_modules` marks as for development. @param base the folder that holds `node_modules`
 * @returns undefined where it is no such file
 */
export function parseHiddenLock(text: string, base: string, room: TextRoom): readonly string[] | undefined {
  const packages = (parseObject(text)?.['packages'] ?? undefined) as Readonly<Record<string, unknown>> | undefined;
  if (typeof packages !== 'object') return undefined;
  return Object.entries(packages)
    .filter(([, told]) => (told as { readonly dev?: unknown } | null)?.dev === true)
    .map(([folder]) => room.path(base === '' ? '' : `${base}/`, folder))
    .filter((folder) => folder !== undefined);
}

function parseObject(text: string): Readonly<Record<string, unknown>> | undefined {
  try {
    const told: unknown = JSON.parse(text.startsWith('\uFEFF') ? text.slice(1) : text);
    return typeof told === 'object' && told !== null ? (told as Record<string, unknown>) : undefined;
  } catch {
    return undefined;
  }
}

/** Name and version of a `package.json`; undefined where either is missing or it is no object, as for templates and fixtures. */
export function parsePackageJson(text: string, room: TextRoom): PackageRecord | undefined {
  const { name, version } = parseObject(text) ?? {};
  if (typeof name !== 'string' || typeof version !== 'string' || name === '' || version === '') return undefined;
  return room.record({ kind: 'npm', name, version });
}
