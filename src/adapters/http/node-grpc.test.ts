import { once } from 'node:events';
import { createServer as createHttpServer } from 'node:http';
import { createServer, type ServerHttp2Session, type ServerHttp2Stream } from 'node:http2';
import { type AddressInfo, createServer as createTcpServer, type Server } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { CHECK_PATH, encodeCheck, readHealth } from '../../verify/grpc-health.ts';
import type { GrpcAsk } from '../../verify/ports.ts';
import { callGrpc } from './node-grpc.ts';

const open: { close(): unknown }[] = [];
afterEach(() => {
  for (const one of open.splice(0)) one.close();
});

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  open.push(server);
  return (server.address() as AddressInfo).port;
}

/** A server of one method. */
async function serve(on: (stream: ServerHttp2Stream, asked: Buffer, path: string) => void): Promise<number> {
  const server = createServer();
  server.on('session', (session: ServerHttp2Session) => open.push({ close: () => session.destroy() }));
  server.on('stream', (stream, headers) => {
    const chunks: Buffer[] = [];
    stream.on('data', (chunk: Buffer) => chunks.push(chunk));
    stream.on('error', () => undefined);
    stream.on('end', () => on(stream, Buffer.concat(chunks), `${headers[':authority']} ${headers[':path']}`));
  });
  return listen(server);
}

const never = new AbortController().signal;
const ask = (port: number, more: Partial<GrpcAsk> = {}): GrpcAsk => ({
  host: '127.0.0.1',
  port,
  authority: 'localhost:50051',
  path: CHECK_PATH,
  message: encodeCheck('shop.Orders'),
  timeoutMs: 5_000,
  maxBodyBytes: 1_000,
  ...more,
});
const framed = (bytes: readonly number[]) => Buffer.from([0, 0, 0, 0, bytes.length, ...bytes]);
const GRPC = { ':status': 200, 'content-type': 'application/grpc' };

function answer(stream: ServerHttp2Stream, body: Buffer, status = '0'): void {
  stream.respond(GRPC, { waitForTrailers: true });
  stream.on('wantTrailers', () => stream.sendTrailers({ 'grpc-status': status }));
  stream.end(body);
}

describe('calling over gRPC', () => {
  it('sends one message to a method and brings the one it answers', async () => {
    let seen: unknown;
    const port = await serve((stream, asked, path) => {
      seen = [path, asked.subarray(0, 7), asked.subarray(7).toString()];
      answer(stream, framed([8, 1]));
    });
    const told = await callGrpc(ask(port), never);
    expect(told).toMatchObject({ is: 'answer', status: 0 });
    expect(told.is === 'answer' && readHealth(told.status, told.message)).toBe('SERVING');
    expect(seen).toEqual([`localhost:50051 ${CHECK_PATH}`, Buffer.from([0, 0, 0, 0, 13, 10, 11]), 'shop.Orders']);
  });

  it('brings the status of a call that fails, wherever it stands', async () => {
    const inHead = await serve((stream) =>
      stream.respond({ ...GRPC, 'grpc-status': '5', 'grpc-message': 'unknown service' }, { endStream: true }),
    );
    expect(await callGrpc(ask(inHead), never)).toMatchObject({ is: 'answer', status: 5, words: 'unknown service' });
    const inTail = await serve((stream) => answer(stream, Buffer.alloc(0), '12'));
    expect(await callGrpc(ask(inTail), never)).toMatchObject({ is: 'answer', status: 12 });
  });

  it('says garbled when what answers is no gRPC', async () => {
    const page = await serve((stream) => {
      stream.respond({ ':status': 404, 'content-type': 'text/html' });
      stream.end('no');
    });
    expect(await callGrpc(ask(page), never)).toMatchObject({ is: 'garbled', words: 'HTTP/2 404' });
    const cut = await serve((stream) => answer(stream, framed([8, 1]).subarray(0, 6)));
    expect(await callGrpc(ask(cut), never)).toMatchObject({ is: 'garbled' });
    const long = await serve((stream) => answer(stream, Buffer.alloc(5_000)));
    expect(await callGrpc(ask(long), never)).toMatchObject({ is: 'garbled' });
    const old = await listen(createTcpServer((socket) => socket.end('HTTP/1.1 400 Bad Request\r\n\r\n')));
    expect(await callGrpc(ask(old), never)).toMatchObject({ is: 'garbled' });
    const node = await listen(createHttpServer((_, response) => response.end('hello')));
    expect((await callGrpc(ask(node), never)).is).toMatch(/garbled|refused/);
  });

  it('says refused when nobody listens, and when a forwarder closes without a byte', async () => {
    const server = createTcpServer();
    const gone = await listen(server);
    server.close();
    expect(await callGrpc(ask(gone), never)).toMatchObject({ is: 'refused', words: 'ECONNREFUSED' });
    const closes = await listen(createTcpServer((socket) => socket.end()));
    expect(await callGrpc(ask(closes), never)).toMatchObject({ is: 'refused' });
    const resets = await listen(createTcpServer((socket) => socket.resetAndDestroy()));
    expect(await callGrpc(ask(resets), never)).toMatchObject({ is: 'refused' });
  });

  it('says timeout when nothing comes', async () => {
    const port = await serve(() => undefined);
    expect(await callGrpc(ask(port, { timeoutMs: 50 }), never)).toMatchObject({ is: 'timeout' });
  });

  it('ends at once when aborted', async () => {
    const controller = new AbortController();
    const port = await serve(() => controller.abort(new Error('stop')));
    await expect(callGrpc(ask(port), controller.signal)).rejects.toThrow('stop');
    await expect(callGrpc(ask(port), controller.signal)).rejects.toThrow('stop');
  });
});
