import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface LocalRegistryOptions {
  /** Wanted for a token, which is then wanted for everything. */
  readonly login?: { readonly user: string; readonly password: string } | undefined;
  /** Cuts the first answer with this blob after so many bytes. */
  readonly cut?: { readonly digest: string; readonly afterBytes: number } | undefined;
}

export interface LocalRegistry {
  /** `127.0.0.1:PORT` */
  readonly host: string;
  readonly blobs: Map<string, Buffer>;
  readonly manifests: Map<string, { readonly type: string; readonly bytes: Buffer }>;
  /** `GET /v2/…`, one a request. */
  readonly log: string[];
  close(): Promise<void>;
}

const TOKEN = 'local-token';

/** A registry of this process on a port of this machine: the distribution protocol as far as pushing and pulling need it. */
export async function startLocalRegistry(options: LocalRegistryOptions = {}): Promise<LocalRegistry> {
  const blobs: LocalRegistry['blobs'] = new Map();
  const manifests: LocalRegistry['manifests'] = new Map();
  const log: string[] = [];
  let cuts = options.cut === undefined ? 0 : 1;

  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => response.destroy(error as Error));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<ServerResponse> {
    const url = new URL(request.url ?? '/', `http://${host}`);
    log.push(`${request.method} ${url.pathname}`);
    const body = await readBody(request);
    if (url.pathname === '/token') return giveToken(request, response);
    if (options.login !== undefined && request.headers.authorization !== `Bearer ${TOKEN}`) {
      const challenge = `Bearer realm="http://${host}/token",service="local"`;
      return end(response, 401, { 'www-authenticate': challenge });
    }
    const [, repository, kind, name] = /^\/v2\/(.+)\/(manifests|blobs\/uploads|blobs)\/(.*)$/.exec(url.pathname) ?? [];
    if (kind === 'manifests') return manifest(request, response, `${repository}/${name}`, body);
    if (kind === 'blobs/uploads') return upload(request, response, { url, repository, body });
    if (kind === 'blobs') return blob(request, response, name ?? '');
    return end(response, url.pathname === '/v2/' ? 200 : 404);
  }

  function giveToken(request: IncomingMessage, response: ServerResponse): ServerResponse {
    const { user, password } = options.login ?? { user: '', password: '' };
    const wanted = `Basic ${Buffer.from(`${user}:${password}`).toString('base64')}`;
    if (request.headers.authorization !== wanted) return end(response, 401);
    return end(response, 200, {}, Buffer.from(JSON.stringify({ token: TOKEN })));
  }

  function manifest(request: IncomingMessage, response: ServerResponse, key: string, body: Buffer): ServerResponse {
    if (request.method === 'PUT') {
      const kept = { type: request.headers['content-type'] ?? '', bytes: body };
      manifests.set(key, kept);
      manifests.set(`${key.slice(0, key.lastIndexOf('/'))}/${digestOf(body)}`, kept);
      return end(response, 201);
    }
    const found = manifests.get(key);
    return found === undefined ? end(response, 404) : end(response, 200, { 'content-type': found.type }, found.bytes);
  }

  function upload(
    request: IncomingMessage,
    response: ServerResponse,
    { url, repository, body }: { readonly url: URL; readonly repository: string | undefined; readonly body: Buffer },
  ): ServerResponse {
    if (request.method === 'POST') return end(response, 202, { location: `/v2/${repository}/blobs/uploads/one` });
    const digest = url.searchParams.get('digest') ?? '';
    if (digestOf(body) !== digest) return end(response, 400);
    blobs.set(digest, body);
    return end(response, 201);
  }

  function blob(request: IncomingMessage, response: ServerResponse, digest: string): ServerResponse {
    const found = blobs.get(digest);
    if (found === undefined) return end(response, 404);
    if (request.method === 'HEAD') return end(response, 200, { 'content-length': String(found.length) });
    const from = Number(/^bytes=(\d+)-$/.exec(request.headers.range ?? '')?.[1] ?? 0);
    if (cuts > 0 && options.cut?.digest === digest) {
      cuts -= 1;
      response.writeHead(200, { 'content-length': String(found.length) });
      response.write(found.subarray(0, options.cut.afterBytes), () => response.destroy());
      return response;
    }
    return end(response, from > 0 ? 206 : 200, {}, found.subarray(from));
  }

  return { host, blobs, manifests, log, close: () => new Promise((resolve) => server.close(() => resolve())) };
}

async function readBody(request: IncomingMessage): Promise<Buffer> {
  const parts: Buffer[] = [];
  for await (const part of request) parts.push(part as Buffer);
  return Buffer.concat(parts);
}

function end(
  response: ServerResponse,
  status: number,
  headers: Record<string, string> = {},
  body?: Buffer,
): ServerResponse {
  response.writeHead(status, body === undefined ? headers : { 'content-length': String(body.length), ...headers });
  return response.end(body);
}

function digestOf(bytes: Buffer): string {
  return `sha256:${createHash('sha256').update(bytes).digest('hex')}`;
}
