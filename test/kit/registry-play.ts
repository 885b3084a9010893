import type { RegistryHttp, RegistryRequest, RegistryResponse } from '../../src/image/registry/contract.ts';
import { isPrivateAddress } from '../../src/image/registry/is-private-address.ts';
import type { HeldBody, HeldHost, HeldRequest, HeldResponse } from '../held/hostile/contract.ts';

/** What the hosts of a play saw. */
export interface Seen {
  readonly requests: { readonly url: string; readonly host: string; readonly headers: HeldRequest['headers'] }[];
  /** What the clock of the play says. */
  nowMs: number;
}

/** The hosts of a play as the world of a registry client: names lead where the play says, time passes when it is waited for. */
export function playWorld(hosts: readonly HeldHost[], handle: (request: HeldRequest) => HeldResponse) {
  const seen: Seen = { requests: [], nowMs: 0 };
  const asked = new Map<string, number>();
  const addresses = new Map(hosts.map(({ name, address }) => [name, address]));

  function addressOf(url: URL): string {
    const literal = /^[\d.]+$|^\[/.test(url.hostname) ? url.hostname : undefined;
    const known = addresses.get(url.host) ?? (url.hostname === 'localhost' ? '127.0.0.1' : undefined) ?? literal;
    if (known === undefined) throw new Error(`${url.hostname} has no address`);
    return known;
  }

  const http: RegistryHttp = async (request) => {
    const address = addressOf(request.url);
    if (isPrivateAddress(address) && !request.mayBePrivate) throw new Error(`${address} is private`);
    const { url } = request;
    const key = `${request.method} ${url.host} ${url.pathname}${url.search}`;
    const nth = asked.get(key) ?? 0;
    asked.set(key, nth + 1);
    seen.requests.push({ url: url.href, host: url.host, headers: request.headers });
    const answer = handle({
      scheme: url.protocol === 'https:' ? 'https' : 'http',
      host: url.host,
      method: request.method,
      path: url.pathname + url.search,
      headers: request.headers,
      nth,
    });
    return asResponse(answer, { request, seen, isPrivate: isPrivateAddress(address) });
  };

  return {
    seen,
    http,
    sleep: async (ms: number) => {
      seen.nowMs += ms;
    },
    now: () => seen.nowMs,
  };
}

function asResponse(
  answer: HeldResponse,
  { request, seen, isPrivate }: { readonly request: RegistryRequest; readonly seen: Seen; readonly isPrivate: boolean },
): RegistryResponse {
  let isOpen = true;
  return {
    status: answer.status,
    headers: answer.headers ?? {},
    isPrivate,
    body: pieces(answer.body, request.silenceMs, seen, () => isOpen),
    close: () => {
      isOpen = false;
    },
  };
}

async function* pieces(
  body: HeldBody | undefined,
  silenceMs: number,
  seen: Seen,
  isOpen: () => boolean,
): AsyncGenerator<Uint8Array> {
  if (body?.is === 'whole') yield body.bytes;
  if (body?.is === 'silence') {
    seen.nowMs += silenceMs;
    throw Object.assign(new Error('nothing came'), { code: 'ETIMEDOUT' });
  }
  if (body?.is === 'cut') {
    yield body.bytes;
    throw Object.assign(new Error('the connection was cut'), { code: 'ECONNRESET' });
  }
  if (body?.is !== 'drip') return;
  for (let n = 0; isOpen() && n < (body.pieces ?? Number.POSITIVE_INFINITY); n++) {
    seen.nowMs += body.everyMs;
    if (body.everyMs > silenceMs) throw Object.assign(new Error('nothing came'), { code: 'ETIMEDOUT' });
    yield body.piece;
  }
}
