import { Problem } from '../../model/problem.ts';
import type { FindCredentials, RegistryHttp, RegistryRequest, RegistryResponse } from './contract.ts';
import { type Access, basicOf, fetchToken } from './fetch-token.ts';
import { type Challenge, parseChallenge } from './parse-challenge.ts';
import type { RegistryPlace } from './registry-url.ts';
import { networkProblem, watchBody } from './watch-body.ts';

export interface RegistryWorld {
  readonly http: RegistryHttp;
  readonly credentials: FindCredentials;
  sleep(ms: number): Promise<void>;
  /** Milliseconds of a clock that never goes back. */
  now(): number;
  readonly signal?: AbortSignal | undefined;
}

/** Published limits of talking to a registry. */
export const REGISTRY_LIMITS = {
  redirects: 5,
  /** Times one request is sent again after the registry was busy or failed. */
  retries: 4,
  /** A registry that wants a longer wait is given up. */
  retryAfterMs: 10_000,
  /** Ends an exchange in which nothing comes. */
  silenceMs: 30_000,
} as const;

export interface Ask {
  readonly method?: 'GET' | 'HEAD' | 'POST' | 'PUT' | undefined;
  /** Below the repository: `manifests/latest`, `blobs/sha256:…`; or where the registry said to go on. */
  readonly path: string | URL;
  readonly headers?: Readonly<Record<string, string>> | undefined;
  /** Opened anew each time the request is sent. */
  readonly body?: (() => Uint8Array | AsyncIterable<Uint8Array>) | undefined;
  /** Statuses that are answers; 200 and 206 where none are said. */
  readonly okay?: readonly number[] | undefined;
  /** What it is asked for; where nothing is said the method tells. */
  readonly access?: Access | undefined;
}

/** Speaks the distribution protocol with one repository; remembers its token. */
export interface RegistryClient {
  /** An answer with a status that is one; its body must be read or closed. @throws Problem `registry-…` */
  ask(ask: Ask): Promise<RegistryResponse>;
}

const OKAY: readonly number[] = [200, 206];

type Exchange = Pick<RegistryRequest, 'method' | 'url' | 'headers' | 'body'>;

export function makeRegistryClient(place: RegistryPlace, world: RegistryWorld): RegistryClient {
  const { credentials, signal, now } = world;
  let met: { readonly authorization: string; readonly access: Access } | undefined;
  /** A registry of a private network may lead to others there; a public one may not. */
  let isPrivate = place.isPrivate;

  const isHome = (url: URL) => url.host === place.base.host && url.protocol === place.base.protocol;

  async function authorize(challenge: Challenge, access: Access): Promise<typeof met> {
    if (challenge.is === 'bearer') {
      return { authorization: `Bearer ${await fetchToken(place, challenge, { access, credentials, send })}`, access };
    }
    const own = await credentials(place.host);
    return own?.is === 'password' ? { authorization: basicOf(own), access: 'push' } : undefined;
  }

  async function send(request: Exchange): Promise<RegistryResponse> {
    // A registry is told by the name its users know, not by the host that answers for it.
    const host = isHome(request.url) ? place.host : request.url.host;
    const limits = { mayBePrivate: isPrivate || isHome(request.url), silenceMs: REGISTRY_LIMITS.silenceMs };
    try {
      const response = await world.http({ ...request, ...limits, signal });
      if (isHome(request.url)) isPrivate ||= response.isPrivate;
      return { ...response, body: watchBody(response, { host, now, signal }) };
    } catch (cause) {
      signal?.throwIfAborted();
      throw networkProblem(host, cause);
    }
  }

  /** @returns the answer and whether it is the registry's own */
  async function follow(ask: Ask): Promise<{ readonly response: RegistryResponse; readonly isOwn: boolean }> {
    let url = typeof ask.path === 'string' ? new URL(`${place.repository}/${ask.path}`, place.base) : ask.path;
    const own = met?.access === 'push' || accessOf(ask) === 'pull' ? met?.authorization : undefined;
    for (let redirects = 0; ; redirects++) {
      const headers = { ...ask.headers, ...(isHome(url) && own !== undefined && { authorization: own }) };
      const response = await send({ method: ask.method ?? 'GET', url, headers, body: ask.body?.() });
      if (![301, 302, 303, 307, 308].includes(response.status)) return { response, isOwn: isHome(url) };
      response.close();
      url = redirectOf(place, url, response.headers['location'] ?? '', redirects);
    }
  }

  async function settle(ask: Ask): Promise<RegistryResponse> {
    const { response: first, isOwn } = await follow(ask);
    if (first.status !== 401) return first;
    first.close();
    // Whoever the registry led to gets nothing of the user's, so that there is no use in meeting what it asks for.
    const challenge = isOwn ? parseChallenge(first.headers['www-authenticate'] ?? '') : undefined;
    const answer = challenge && (await authorize(challenge, accessOf(ask)));
    if (answer === undefined) throw deniedBy(place);
    met = answer;
    return (await follow(ask)).response;
  }

  return {
    async ask(ask) {
      for (let tries = 0; ; tries++) {
        const response = await settle(ask);
        if ((ask.okay ?? OKAY).includes(response.status)) return response;
        response.close();
        await world.sleep(waitBefore(tries + 1, ask, response, place));
      }
    },
  };
}

function accessOf({ access, method = 'GET' }: Ask): Access {
  return access ?? (method === 'GET' || method === 'HEAD' ? 'pull' : 'push');
}

/** @returns how long to wait before a refused request is sent again @throws Problem where that is of no use */
function waitBefore(tries: number, ask: Ask, { status, headers }: RegistryResponse, place: RegistryPlace): number {
  if (status === 404) throw missingIn(place, ask);
  if (status === 401 || status === 403) throw deniedBy(place);
  const waitMs = waitOf(headers['retry-after'], tries - 1);
  const mayPass = (status === 429 || status >= 500) && waitMs <= REGISTRY_LIMITS.retryAfterMs;
  if (mayPass && tries <= REGISTRY_LIMITS.retries) return waitMs;
  throw new Problem('world', 'registry-refused', { host: place.host, status });
}

function deniedBy(place: RegistryPlace): Problem {
  return new Problem('world', 'registry-denied', { host: place.host, repository: place.repository });
}

function missingIn(place: RegistryPlace, ask: Ask): Problem {
  const what = String(ask.path);
  return new Problem('world', 'registry-not-found', { host: place.host, repository: place.repository, what });
}

/** Seconds as registries write them; a date, or what is neither, counts as nothing said. */
function waitOf(retryAfter: string | undefined, tries: number): number {
  return /^\d+$/.test(retryAfter ?? '') ? Number(retryAfter) * 1000 : 500 * 2 ** tries;
}

/**
 * Where a registry sends its client on to.
 * @throws Problem `registry-redirect-refused` for too many, and for one that leaves TLS
 */
export function redirectOf(place: RegistryPlace, from: URL, location: string, redirects: number): URL {
  const refuse = (reason: 'too-many' | 'insecure' | 'malformed') =>
    new Problem('world', 'registry-redirect-refused', { host: place.host, to: location.slice(0, 200), reason });
  if (redirects >= REGISTRY_LIMITS.redirects) throw refuse('too-many');
  if (location === '' || !URL.canParse(location, from.href)) throw refuse('malformed');
  const to = new URL(location, from);
  if (to.protocol !== 'https:' && !(to.protocol === 'http:' && from.protocol === 'http:')) throw refuse('insecure');
  return to;
}
