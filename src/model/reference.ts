/** An image name as a Dockerfile or a command line gives it, taken apart. */
export interface Reference {
  /** Registry host, only when the name says one: the default registry is never spelled out. */
  readonly host: string | undefined;
  /** Repository path without host, `library/` left off: `python`, `gcr-like/distroless/static`. */
  readonly repository: string;
  readonly tag: string | undefined;
  readonly digest: string | undefined;
}

const NAME = /^(?:[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)(?:\/[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*)*$/;
const TAG = /^\w[\w.-]{0,127}$/;
const DIGEST = /^[a-z0-9]+(?:[.+_-][a-z0-9]+)*:[0-9a-fA-F]{32,}$/;

/** A name or an address; those of IPv6 stand in brackets. */
const HOST = /^(?:[A-Za-z0-9.-]+|\[[0-9a-fA-F:.]+\])(?::\d+)?$/;
/** Of host and path together. */
const MOST_NAME = 255;

/** @returns undefined where the text is no image reference (also: `--help`, `$(id)`); never throws. @see distribution/reference grammar */
export function parseReference(text: string): Reference | undefined {
  const at = text.indexOf('@');
  const digest = at < 0 ? undefined : text.slice(at + 1);
  if (digest !== undefined && !DIGEST.test(digest)) return undefined;
  const named = at < 0 ? text : text.slice(0, at);
  const colon = named.lastIndexOf(':');
  const hasTag = colon > named.lastIndexOf('/');
  const tag = hasTag ? named.slice(colon + 1) : undefined;
  if (tag !== undefined && !TAG.test(tag)) return undefined;
  const path = hasTag ? named.slice(0, colon) : named;
  const slash = path.indexOf('/');
  const first = slash < 0 ? '' : path.slice(0, slash);
  const host = /[.:]/.test(first) || first === 'localhost' ? first : undefined;
  if (host !== undefined && !HOST.test(host)) return undefined;
  const rest = host === undefined ? path : path.slice(slash + 1);
  const repository = host === undefined && rest.startsWith('library/') ? rest.slice('library/'.length) : rest;
  return NAME.test(repository) && path.length <= MOST_NAME ? { host, repository, tag, digest } : undefined;
}

export function formatReference(r: Reference): string {
  const host = r.host === undefined ? '' : `${r.host}/`;
  return `${host}${r.repository}${r.tag === undefined ? '' : `:${r.tag}`}${r.digest === undefined ? '' : `@${r.digest}`}`;
}
