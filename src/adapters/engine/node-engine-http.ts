import { readFileSync } from 'node:fs';
import { type ClientRequest, request as httpRequest, type IncomingMessage, type RequestOptions } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { join } from 'node:path';
import { Readable } from 'node:stream';
import { pipeline } from 'node:stream/promises';
import type { EngineEndpoint, EngineRequest, EngineResponse } from '../../engine/http-port.ts';

/** Speaks HTTP over the engine's socket. One connection per call: a call may last as long as a container does. */
export function nodeEngineHttp(endpoint: EngineEndpoint, call: EngineRequest): Promise<EngineResponse> {
  return new Promise((resolve, reject) => {
    const body = call.json === undefined ? undefined : Buffer.from(JSON.stringify(call.json));
    const headers: Record<string, string | number> = { host: 'docker', connection: 'close' };
    if (body !== undefined)
      Object.assign(headers, { 'content-type': 'application/json', 'content-length': body.length });
    if (call.tar !== undefined) headers['content-type'] = 'application/x-tar';
    const request = open(endpoint, {
      method: call.method,
      path: call.path,
      headers,
      agent: false,
      ...(call.signal === undefined ? {} : { signal: call.signal }),
    });
    request.once('error', reject);
    if (call.silenceMs !== undefined) {
      request.setTimeout(call.silenceMs, () =>
        request.destroy(Object.assign(new Error('the engine is silent'), { code: 'ETIMEDOUT' })),
      );
    }
    request.once('response', (response) => resolve(asResponse(request, response)));
    if (call.tar === undefined) request.end(body);
    // A source that fails breaks the request off, and is the reason told.
    else pipeline(Readable.from(call.tar, { objectMode: false }), request).catch(reject);
  });
}

function open(endpoint: EngineEndpoint, options: RequestOptions): ClientRequest {
  if (endpoint.is === 'unix') return httpRequest({ ...options, socketPath: endpoint.path });
  const where = { ...options, host: endpoint.host, port: endpoint.port };
  if (endpoint.tls === undefined) return httpRequest(where);
  const { dir, verify } = endpoint.tls;
  return httpsRequest({
    ...where,
    ca: readPem(dir, 'ca.pem'),
    cert: readPem(dir, 'cert.pem'),
    key: readPem(dir, 'key.pem'),
    rejectUnauthorized: verify,
  });
}

function readPem(dir: string | undefined, name: string): string | undefined {
  if (dir === undefined) return undefined;
  try {
    return readFileSync(join(dir, name), 'utf8');
  } catch {
    // The handshake says what was missing.
    return undefined;
  }
}

function asResponse(request: ClientRequest, response: IncomingMessage): EngineResponse {
  const headers = Object.fromEntries(
    Object.entries(response.headers).map(([name, value]) => [
      name,
      Array.isArray(value) ? value.join(', ') : (value ?? ''),
    ]),
  );
  return { status: response.statusCode ?? 0, headers, body: response, close: () => request.destroy() };
}
