import { type LookupAddress, type LookupAllOptions, lookup as lookUpName } from 'node:dns';
import { type ClientRequest, request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { isIP, type LookupFunction } from 'node:net';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { RegistryHttp, RegistryRequest, RegistryResponse } from '../../image/registry/contract.ts';
import { isPrivateAddress } from '../../image/registry/is-private-address.ts';

/** HTTP/1.1 by node's own client; redirects are given back, never followed. */
export const registryHttp: RegistryHttp = (asked) =>
  new Promise((resolve, reject) => {
    if (
      !asked.mayBePrivate &&
      isIP(asked.url.hostname.replace(/^\[|\]$/g, '')) &&
      isPrivateAddress(asked.url.hostname)
    ) {
      reject(new Error(`${asked.url.hostname} is a private address`));
      return;
    }
    const request = open(asked);
    // There may be more errors than one, after the answer came too: each needs somebody who hears it.
    request.on('error', reject);
    const silence = watchSilence(request, asked.silenceMs);
    request.once('response', (response) => {
      silence.rest();
      resolve(asResponse(request, response, silence));
    });
    if (asked.body === undefined || asked.body instanceof Uint8Array) request.end(asked.body);
    // Whichever of the two fails ends the other, and is the reason told.
    else pipeline(Readable.from(heardOut(asked.body, silence), { objectMode: false }), request).catch(reject);
  });

/** Ends an exchange in which the other side is waited for and says nothing; what we take our time for does not count. */
interface Silence {
  /** From now on the registry is waited for. */
  wait(): void;
  /** What comes next is ours to do. */
  rest(): void;
  /** Why the exchange was ended, where it was. */
  readonly reason: Error | undefined;
}

/** The socket tells silence best: bytes that go count as well as those that come, also within one large write. */
function watchSilence(request: ClientRequest, silenceMs: number): Silence {
  let isWaiting = true;
  let reason: Error | undefined;
  request.on('timeout', () => {
    if (!isWaiting) return;
    reason = Object.assign(new Error(`nothing came for ${silenceMs / 1000} s`), { code: 'ETIMEDOUT' });
    request.destroy(reason);
  });
  return {
    wait() {
      isWaiting = true;
      // Counts anew: the time before was not the registry's.
      request.socket?.setTimeout(silenceMs);
    },
    rest() {
      isWaiting = false;
    },
    get reason() {
      return reason;
    },
  };
}

/** A body to be sent, its maker not timed. */
async function* heardOut(body: AsyncIterable<Uint8Array>, silence: Silence): AsyncGenerator<Uint8Array> {
  silence.rest();
  for await (const chunk of body) {
    silence.wait();
    yield chunk;
    silence.rest();
  }
  silence.wait();
}

function open(asked: RegistryRequest): ClientRequest {
  const options: RequestOptions = {
    method: asked.method,
    headers: { ...asked.headers, 'user-agent': 'plimsoll', ...lengthOf(asked.body) },
    // Of the socket, from the first look for its address on.
    timeout: asked.silenceMs,
    ...(asked.mayBePrivate ? {} : { lookup: publicLookup }),
    ...(asked.signal === undefined ? {} : { signal: asked.signal }),
  };
  return asked.url.protocol === 'https:' ? httpsRequest(asked.url, options) : httpRequest(asked.url, options);
}

function lengthOf(body: RegistryRequest['body']): Record<string, number> {
  return body instanceof Uint8Array ? { 'content-length': body.length } : {};
}

type LookUpAll = (
  hostname: string,
  options: LookupAllOptions,
  callback: (error: NodeJS.ErrnoException | null, addresses: LookupAddress[]) => void,
) => void;

/** A public name may be made to lead to a private address; that is found out where the name is resolved, so that it cannot change afterwards. */
export function refusePrivate(lookUp: LookUpAll): LookupFunction {
  return (hostname, options, callback) => {
    lookUp(hostname, { ...options, all: true }, (error, addresses) => {
      const bad = addresses?.find(({ address }) => isPrivateAddress(address));
      const failure =
        error ??
        (bad &&
          Object.assign(new Error(`${hostname} leads to the private address ${bad.address}`), { code: 'EACCES' }));
      const first = addresses?.[0];
      if (failure || first === undefined) callback(failure ?? new Error(`${hostname} has no address`), '', 4);
      else if (options.all === true) callback(null, addresses as never);
      else callback(null, first.address, first.family);
    });
  };
}

const publicLookup = refusePrivate(lookUpName);

function asResponse(request: ClientRequest, response: IncomingMessage, silence: Silence): RegistryResponse {
  const headers = Object.fromEntries(
    Object.entries(response.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  );
  const isPrivate = isPrivateAddress(response.socket.remoteAddress ?? '');
  const body = read(response, silence);
  return { status: response.statusCode ?? 0, headers, isPrivate, body, close: () => request.destroy() };
}

/** A body that comes, its reader not timed. @throws ETIMEDOUT where nothing came: node only says that the connection was broken off */
async function* read(response: IncomingMessage, silence: Silence): AsyncGenerator<Uint8Array> {
  const chunks = response[Symbol.asyncIterator]() as AsyncIterator<Uint8Array>;
  try {
    for (;;) {
      // Once all came, the socket may be somebody else's.
      if (!response.complete) silence.wait();
      const next = await chunks.next();
      silence.rest();
      if (next.done === true) return;
      yield next.value;
    }
  } catch (error) {
    throw silence.reason ?? error;
  } finally {
    await chunks.return?.();
  }
}
