import { parseReference } from './reference.ts';

/** Where an image is read from. */
export type ImageName =
  | { readonly from: 'docker' | 'podman' | 'registry'; readonly name: string }
  | StoredName
  /** A bare name: the engine first, then the registry. */
  | { readonly from: 'anywhere'; readonly name: string };

const NAMED: ReadonlySet<string> = new Set(['docker', 'podman', 'registry']);
const STORED: ReadonlySet<string> = new Set(['oci', 'oci-archive', 'docker-archive']);
/** What may stand in front of a name, with a colon. */
export const IMAGE_SOURCES: readonly string[] = [...NAMED, ...STORED];

/** A folder or a file of this machine. */
export interface StoredName {
  /** `path`: what lies there says what it is. */
  readonly from: 'oci' | 'oci-archive' | 'docker-archive' | 'path';
  readonly path: string;
  readonly tag?: string | undefined;
}

/**
 * `docker:NAME`, `podman:NAME`, `registry:NAME`, `oci:DIR[:TAG]`, `oci-archive:FILE[:TAG]`, `docker-archive:FILE[:TAG]`, `./FILE[:TAG]` (also `../`
 * and `/`), or a bare name.
 * A path may hold colons: what stands behind the last one is a tag only where it can be one and holds no slash.
 * @returns undefined for what is none of these (also `--help`, `$(id)`, an empty path)
 */
export function parseImageName(text: string): ImageName | undefined {
  const colon = text.indexOf(':');
  const scheme = colon < 0 ? '' : text.slice(0, colon);
  const rest = text.slice(colon + 1);
  if (STORED.has(scheme)) return parseStored(scheme as StoredName['from'], rest);
  if (/^(\.{1,2}$|\.{0,2}\/)/.test(text)) return parseStored('path', text);
  const name = NAMED.has(scheme) ? rest : text;
  if (parseReference(name) === undefined && !isImageId(name)) return undefined;
  return { from: NAMED.has(scheme) ? (scheme as 'docker' | 'podman' | 'registry') : 'anywhere', name };
}

function isImageId(name: string): boolean {
  return /^(sha256:)?[0-9a-f]{12,64}$/.test(name);
}

function parseStored(from: StoredName['from'], rest: string): StoredName | undefined {
  const colon = rest.lastIndexOf(':');
  const tag = colon < 0 ? undefined : rest.slice(colon + 1);
  const isTagged = tag !== undefined && colon > 0 && isTag(tag);
  const path = isTagged ? rest.slice(0, colon) : rest;
  if (path === '' || path.includes('\0')) return undefined;
  return isTagged ? { from, path, tag } : { from, path };
}

/** A tag alone, or a whole reference with one, as archives of several images name them. */
function isTag(tag: string): boolean {
  return /^\w[\w.-]{0,127}$/.test(tag);
}
