import { Problem } from '../../model/problem.ts';
import type { Credentials, FindCredentials, RegistryRequest, RegistryResponse } from './contract.ts';
import type { Challenge } from './parse-challenge.ts';
import type { RegistryPlace } from './registry-url.ts';
import { sharesDomain } from './shares-domain.ts';

/** Bytes of an answer that brings a token. */
const MOST_TOKEN_BYTES = 1 << 20;

export function basicOf({ user, password }: { readonly user: string; readonly password: string }): string {
  return `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
}

/** What a token is to be good for. */
export type Access = 'pull' | 'push';

interface Buying {
  readonly access: Access;
  readonly credentials: FindCredentials;
  send(request: Pick<RegistryRequest, 'method' | 'url' | 'headers' | 'body'>): Promise<RegistryResponse>;
}

/**
 * Buys a token where the registry says, for the repository that was asked for and nothing else. What the user has for the registry goes there
 * only where that place belongs to it: its own host, or one of the same domain. Any other place is asked without a name: the token goes to the
 * registry, which must not get one that is made out to the user by somebody else.
 * @throws Problem `registry-denied`, `registry-realm-refused`
 */
export async function fetchToken(
  place: RegistryPlace,
  challenge: Challenge & { readonly is: 'bearer' },
  { access, credentials, send }: Buying,
): Promise<string> {
  const realm = URL.canParse(challenge.realm) ? new URL(challenge.realm) : undefined;
  const isSafe = realm?.protocol === 'https:' || (realm?.protocol === 'http:' && place.base.protocol === 'http:');
  if (realm === undefined || !isSafe) {
    throw new Problem('world', 'registry-realm-refused', { host: place.host, realm: challenge.realm.slice(0, 200) });
  }
  const own = sharesDomain(realm.hostname, place.base.hostname) ? await credentials(place.host) : undefined;
  const scope = `repository:${place.repository}:${access === 'push' ? 'pull,push' : 'pull'}`;
  const asked = { ...(challenge.service !== undefined && { service: challenge.service }), scope };
  const response = await send(
    own?.is === 'identity-token' ? refreshRequest(realm, asked, own.token) : tokenRequest(realm, asked, own),
  );
  const token = response.status === 200 ? tokenIn(await readAll(response)) : undefined;
  response.close();
  if (token === undefined) {
    throw new Problem('world', 'registry-denied', { host: place.host, repository: place.repository });
  }
  return token;
}

function tokenRequest(realm: URL, asked: Readonly<Record<string, string>>, own: Credentials | undefined) {
  const url = new URL(realm.href);
  for (const [key, value] of Object.entries(asked)) url.searchParams.set(key, value);
  const headers: Record<string, string> = own?.is === 'password' ? { authorization: basicOf(own) } : {};
  return { method: 'GET' as const, url, headers };
}

function refreshRequest(realm: URL, asked: Readonly<Record<string, string>>, token: string) {
  const form = new URLSearchParams({
    ...asked,
    grant_type: 'refresh_token',
    client_id: 'plimsoll',
    refresh_token: token,
  });
  return {
    method: 'POST' as const,
    url: realm,
    headers: { 'content-type': 'application/x-www-form-urlencoded' },
    body: Buffer.from(form.toString()),
  };
}

function tokenIn(text: string): string | undefined {
  try {
    const told = JSON.parse(text) as { readonly token?: unknown; readonly access_token?: unknown } | null;
    const token = told?.token ?? told?.access_token;
    // What stands in a header may hold no line break.
    return typeof token === 'string' && /^[\x21-\x7e]+$/.test(token) ? token : undefined;
  } catch {
    return undefined;
  }
}

async function readAll(response: RegistryResponse): Promise<string> {
  const parts: Uint8Array[] = [];
  let bytes = 0;
  for await (const part of response.body) {
    bytes += part.length;
    if (bytes > MOST_TOKEN_BYTES) break;
    parts.push(part);
  }
  return Buffer.concat(parts).toString('utf8');
}
