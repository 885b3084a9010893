import { type IncomingMessage, request as openRequest } from 'node:http';
import { connect as openSocket } from 'node:net';
import type { HttpAnswer, HttpAsk, HttpPort, TcpAnswer } from '../../verify/ports.ts';
import { callGrpc } from './node-grpc.ts';

/** How long a connection must stand before it counts as open. */
const HOLD_MS = 200;

/** WebSocket's closing frame with code 1000; a client has to mask it, and may do so with nothing. */
const GOODBYE = Uint8Array.of(0x88, 0x82, 0, 0, 0, 0, 0x03, 0xe8);

/** HTTP/1.1 over node's own client, one connection per question. */
export const nodeHttp: HttpPort = { ask, call: callGrpc, connect };

async function ask(question: HttpAsk, signal: AbortSignal): Promise<HttpAnswer> {
  signal.throwIfAborted();
  const started = performance.now();
  const elapsedMs = () => performance.now() - started;
  return new Promise((resolve, reject) => {
    let answering: { readonly response: IncomingMessage; readonly chunks: Uint8Array[] } | undefined;
    const request = openRequest({
      host: question.host,
      port: question.port,
      method: question.method,
      path: escapePath(question.path),
      headers: headersOf(question),
      agent: false,
      insecureHTTPParser: false,
    });
    const timer = setTimeout(() => {
      settle(answering ? answerOf(answering, false, elapsedMs()) : { is: 'timeout', ms: elapsedMs() });
    }, question.timeoutMs);
    const onAbort = () => {
      finish();
      reject(signal.reason as Error);
    };
    signal.addEventListener('abort', onAbort, { once: true });
    request.on('response', (response) => {
      const reading = { response, chunks: [] as Uint8Array[] };
      answering = reading;
      let readBytes = 0;
      response.on('data', (chunk: Buffer) => {
        const room = question.maxBodyBytes - readBytes;
        readBytes += chunk.byteLength;
        reading.chunks.push(chunk.byteLength > room ? chunk.subarray(0, room) : chunk);
        if (readBytes > question.maxBodyBytes) settle(answerOf(reading, false, elapsedMs()));
      });
      response.on('end', () => settle(answerOf(reading, true, elapsedMs())));
      response.on('error', () => settle(answerOf(reading, false, elapsedMs())));
      response.on('aborted', () => settle(answerOf(reading, false, elapsedMs())));
    });
    // A switch of protocols is an answer without a body.
    request.on('upgrade', (response, socket) => {
      const answer = answerOf({ response, chunks: [] }, true, elapsedMs());
      // The other side may break off first.
      socket.on('error', () => settle(answer));
      socket.end(/^websocket$/i.test(response.headers.upgrade ?? '') ? GOODBYE : '', () => settle(answer));
    });
    request.on('error', (error: NodeJS.ErrnoException) => settle(failureOf(error, answering, elapsedMs())));
    request.end(question.body);

    function settle(answer: HttpAnswer): void {
      finish();
      resolve(answer);
    }
    function finish(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      request.destroy();
    }
  });
}

function failureOf(
  error: NodeJS.ErrnoException,
  answering: { readonly response: IncomingMessage; readonly chunks: readonly Uint8Array[] } | undefined,
  ms: number,
): HttpAnswer {
  if (answering) return answerOf(answering, false, ms);
  const words = error.code ?? error.message;
  return words.startsWith('HPE_') ? { is: 'garbled', words, ms } : { is: 'refused', words, ms };
}

/** What cannot stand in a request line is percent-encoded; what is encoded stays. */
function escapePath(path: string): string {
  return path.replace(/[^\x21-\x7e]+/gu, (odd) => encodeURIComponent(Buffer.from(odd).toString()));
}

function headersOf(question: HttpAsk): Record<string, string> {
  const given = question.headers;
  const names = new Set(Object.keys(given).map((name) => name.toLowerCase()));
  const headers: Record<string, string> = { ...given };
  if (!names.has('accept')) headers['accept'] = '*/*';
  if (!names.has('connection')) headers['connection'] = 'close';
  if (question.body !== undefined && !names.has('content-length') && !names.has('transfer-encoding')) {
    headers['content-length'] = String(Buffer.byteLength(question.body));
  }
  return headers;
}

function answerOf(
  answering: { readonly response: IncomingMessage; readonly chunks: readonly Uint8Array[] },
  complete: boolean,
  ms: number,
): HttpAnswer {
  const { response, chunks } = answering;
  const headers: Record<string, string> = {};
  for (const [name, value] of Object.entries(response.headers)) {
    if (value !== undefined) headers[name] = Array.isArray(value) ? value.join(', ') : value;
  }
  return { is: 'answer', status: response.statusCode ?? 0, headers, body: Buffer.concat(chunks), complete, ms };
}

async function connect(host: string, port: number, timeoutMs: number, signal: AbortSignal): Promise<TcpAnswer> {
  signal.throwIfAborted();
  const started = performance.now();
  return new Promise((resolve, reject) => {
    const socket = openSocket({ host, port });
    const refuse = (words: string) => settle({ is: 'refused', words, ms: performance.now() - started });
    let connectedMs = 0;
    let timer = setTimeout(() => refuse('ETIMEDOUT'), timeoutMs);
    const onAbort = () => {
      finish();
      reject(signal.reason as Error);
    };
    signal.addEventListener('abort', onAbort, { once: true });
    socket.on('connect', () => {
      connectedMs = performance.now() - started;
      clearTimeout(timer);
      timer = setTimeout(() => settle({ is: 'open', ms: connectedMs }), HOLD_MS);
    });
    socket.on('data', () => settle({ is: 'open', ms: connectedMs }));
    socket.on('error', (error: NodeJS.ErrnoException) => refuse(error.code ?? error.message));
    socket.on('close', () => refuse('closed'));

    function settle(answer: TcpAnswer): void {
      finish();
      resolve(answer);
    }
    function finish(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      socket.destroy();
    }
  });
}
