import { once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import { type AddressInfo, createServer as createTcpServer, type Server, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import type { HttpAsk } from '../../verify/ports.ts';
import { nodeHttp } from './node-http.ts';

const open: { close(): unknown }[] = [];
afterEach(() => {
  for (const server of open.splice(0)) server.close();
});

async function listen(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  open.push(server);
  return (server.address() as AddressInfo).port;
}
const serve = (on: RequestListener) => listen(createServer(on));
const serveTcp = (on: (socket: Socket) => void) => listen(createTcpServer(on));

const never = new AbortController().signal;
const get = (port: number, more: Partial<HttpAsk> = {}): HttpAsk => ({
  host: '127.0.0.1',
  port,
  method: 'GET',
  path: '/',
  headers: {},
  timeoutMs: 5_000,
  maxBodyBytes: 1_000,
  ...more,
});
const words = (bytes: Uint8Array) => Buffer.from(bytes).toString();

describe('asking over HTTP', () => {
  it('brings status, headers and body, and sends method, body and headers as given', async () => {
    const port = await serve((request, response) => {
      let body = '';
      request.on('data', (chunk) => {
        body += String(chunk);
      });
      request.on('end', () => {
        response.writeHead(201, { 'content-type': 'text/plain; charset=utf-8' });
        response.end(`${request.method} ${request.headers.host} ${request.headers['x-a']} ${body}`);
      });
    });
    const answer = await nodeHttp.ask(
      get(port, { method: 'POST', body: 'é', headers: { host: 'localhost:8000', 'x-a': '1' } }),
      never,
    );
    expect(answer).toMatchObject({ is: 'answer', status: 201, complete: true });
    if (answer.is !== 'answer') return;
    expect(answer.headers['content-type']).toBe('text/plain; charset=utf-8');
    expect(words(answer.body)).toBe('POST localhost:8000 1 é');
  });

  it('does not follow a redirect', async () => {
    const port = await serve((_, response) => response.writeHead(302, { location: '/elsewhere' }).end());
    expect(await nodeHttp.ask(get(port), never)).toMatchObject({
      is: 'answer',
      status: 302,
      headers: { location: '/elsewhere' },
    });
  });

  it('sends a path that a request line cannot hold percent-encoded', async () => {
    const port = await serve((request, response) => response.end(request.url));
    const answer = await nodeHttp.ask(get(port, { path: '/사용자 %20?q=a\r\nx: y' }), never);
    expect(answer.is === 'answer' && words(answer.body)).toBe(`${encodeURI('/사용자 ')}%20?q=a%0D%0Ax:%20y`);
  });

  it('cuts a body at the limit and says so', async () => {
    const port = await serve((_, response) => response.end('x'.repeat(100_000)));
    const answer = await nodeHttp.ask(get(port), never);
    expect(answer).toMatchObject({ is: 'answer', status: 200, complete: false });
    expect(answer.is === 'answer' && answer.body.byteLength).toBe(1_000);
  });

  it('takes a body of exactly the limit as complete', async () => {
    const port = await serve((_, response) => response.end('x'.repeat(1_000)));
    expect(await nodeHttp.ask(get(port), never)).toMatchObject({ complete: true });
  });

  it('answers what it has when a stream does not end in time', async () => {
    const port = await serve((_, response) => {
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      response.write('data: 1\n\n');
    });
    const answer = await nodeHttp.ask(get(port, { timeoutMs: 100 }), never);
    expect(answer).toMatchObject({ is: 'answer', status: 200, complete: false });
    expect(answer.is === 'answer' && words(answer.body)).toBe('data: 1\n\n');
  });

  it('says timeout when nothing comes', async () => {
    const port = await serve(() => undefined);
    expect(await nodeHttp.ask(get(port, { timeoutMs: 50 }), never)).toMatchObject({ is: 'timeout' });
  });

  it('says refused when nobody listens, and when a forwarder closes without a byte', async () => {
    const server = createTcpServer();
    const gone = await listen(server);
    server.close();
    expect(await nodeHttp.ask(get(gone), never)).toMatchObject({ is: 'refused', words: 'ECONNREFUSED' });
    const closes = await serveTcp((socket) => socket.end());
    expect(await nodeHttp.ask(get(closes), never)).toMatchObject({ is: 'refused' });
  });

  it('says garbled when what answers is no HTTP', async () => {
    const port = await serveTcp((socket) => socket.end('-ERR unknown command\r\n'));
    expect(await nodeHttp.ask(get(port), never)).toMatchObject({ is: 'garbled' });
  });

  it('takes a switch to WebSocket for an answer, and says goodbye', async () => {
    const server = createServer();
    const heard = new Promise<Buffer>((resolve) => {
      server.on('upgrade', (request, socket) => {
        socket.write(`HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n`);
        socket.write(`X-Key: ${request.headers['sec-websocket-key']}\r\n\r\n`);
        socket.once('data', resolve);
      });
    });
    const port = await listen(server);
    const headers = { connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-key': 'k' };
    const answer = await nodeHttp.ask(get(port, { headers }), never);
    expect(answer).toMatchObject({ is: 'answer', status: 101, headers: { 'x-key': 'k' }, complete: true });
    expect(await heard).toEqual(Buffer.from([0x88, 0x82, 0, 0, 0, 0, 0x03, 0xe8]));
  });

  it('ends at once when aborted', async () => {
    const controller = new AbortController();
    const port = await serve(() => controller.abort(new Error('stop')));
    await expect(nodeHttp.ask(get(port), controller.signal)).rejects.toThrow('stop');
    await expect(nodeHttp.ask(get(port), controller.signal)).rejects.toThrow('stop');
  });
});

describe('connecting', () => {
  it('calls a connection open only when it stands or speaks', async () => {
    const stands = await serveTcp((socket) => void open.push({ close: () => socket.destroy() }));
    expect(await nodeHttp.connect('127.0.0.1', stands, 5_000, never)).toMatchObject({ is: 'open' });
    const speaks = await serveTcp((socket) => socket.end('hello'));
    expect(await nodeHttp.connect('127.0.0.1', speaks, 5_000, never)).toMatchObject({ is: 'open' });
    const closes = await serveTcp((socket) => socket.destroy());
    expect(await nodeHttp.connect('127.0.0.1', closes, 5_000, never)).toMatchObject({ is: 'refused' });
  });
});
