import { type ClientHttp2Session, connect, type IncomingHttpHeaders } from 'node:http2';
import type { GrpcAnswer, GrpcAsk } from '../../verify/ports.ts';

/** Not compressed, then four bytes of length. */
const PREFIX = 5;

/** One call in gRPC over node's own HTTP/2 without TLS; one connection per call. */
export async function callGrpc(question: GrpcAsk, signal: AbortSignal): Promise<GrpcAnswer> {
  signal.throwIfAborted();
  const started = performance.now();
  const elapsedMs = () => performance.now() - started;
  return new Promise((resolve, reject) => {
    const { host, port } = question;
    const session: ClientHttp2Session = connect(`http://${host.includes(':') ? `[${host}]` : host}:${port}`);
    const timer = setTimeout(() => settle({ is: 'timeout', ms: elapsedMs() }), question.timeoutMs);
    const onAbort = () => {
      finish();
      reject(signal.reason as Error);
    };
    signal.addEventListener('abort', onAbort, { once: true });
    const fail = (error: NodeJS.ErrnoException) => settle(failureOf(error, elapsedMs()));
    session.on('error', fail);
    session.on('close', () => settle({ is: 'refused', words: 'closed', ms: elapsedMs() }));

    let head: IncomingHttpHeaders = {};
    let tail: IncomingHttpHeaders = {};
    const chunks: Buffer[] = [];
    let readBytes = 0;
    const stream = session.request({
      ':method': 'POST',
      ':path': question.path,
      ':authority': question.authority,
      'content-type': 'application/grpc',
      te: 'trailers',
    });
    stream.on('error', fail);
    stream.on('response', (headers) => {
      head = headers;
    });
    stream.on('trailers', (headers) => {
      tail = headers;
    });
    stream.on('data', (chunk: Buffer) => {
      readBytes += chunk.byteLength;
      if (readBytes > question.maxBodyBytes) settle({ is: 'garbled', words: 'a message too long', ms: elapsedMs() });
      else chunks.push(chunk);
    });
    stream.on('close', () => settle(answerOf(head, tail, Buffer.concat(chunks), elapsedMs())));
    stream.end(frame(question.message));

    function settle(answer: GrpcAnswer): void {
      finish();
      resolve(answer);
    }
    function finish(): void {
      clearTimeout(timer);
      signal.removeEventListener('abort', onAbort);
      session.destroy();
    }
  });
}

function frame(message: Uint8Array): Buffer {
  const prefix = Buffer.alloc(PREFIX);
  prefix.writeUInt32BE(message.byteLength, 1);
  return Buffer.concat([prefix, message]);
}

/** A call that fails has no message, and its status may stand in the head. */
function answerOf(head: IncomingHttpHeaders, tail: IncomingHttpHeaders, body: Buffer, ms: number): GrpcAnswer {
  if (head[':status'] === undefined) return { is: 'refused', words: 'closed', ms };
  const told = tail['grpc-status'] ?? head['grpc-status'];
  const isGrpc = String(head['content-type'] ?? '').startsWith('application/grpc');
  if (told === undefined || !isGrpc) return { is: 'garbled', words: `HTTP/2 ${head[':status']}`, ms };
  const [status, words] = [Number(told), String(tail['grpc-message'] ?? head['grpc-message'] ?? '')];
  if (status !== 0) return { is: 'answer', status, words, message: new Uint8Array(), ms };
  const isWhole = body.byteLength >= PREFIX && body[0] === 0 && body.readUInt32BE(1) === body.byteLength - PREFIX;
  if (!isWhole) return { is: 'garbled', words: 'no single message', ms };
  return { is: 'answer', status, words, message: body.subarray(PREFIX), ms };
}

/** Before the two sides agree on HTTP/2 a forwarder without a listener behind it closes; what speaks something else breaks the protocol. */
function failureOf(error: NodeJS.ErrnoException, ms: number): GrpcAnswer {
  // A call is cancelled because of what befell its connection.
  const cause = error.cause instanceof Error ? (error.cause as NodeJS.ErrnoException) : error;
  const words = cause.code ?? cause.message;
  return /^ERR_HTTP2_(?:ERROR|SESSION_ERROR)$/.test(words)
    ? { is: 'garbled', words: cause.message, ms }
    : { is: 'refused', words, ms };
}
