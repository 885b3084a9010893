import type { Outcome } from './answer.ts';
import { CHECK_PATH, encodeCheck, readHealth, readWords } from './grpc-health.ts';
import type { HttpPort } from './ports.ts';

const MESSAGE_BYTES = 65_536;

export interface HealthAsk {
  readonly host: string;
  /** Of this machine. */
  readonly port: number;
  /** Of the container, as a developer would call it. */
  readonly inside: number;
  /** Empty = the server as a whole. */
  readonly service: string;
  readonly timeoutMs: number;
}

/** Asks a server for its health as gRPC has it. */
export async function callHealth(http: HttpPort, ask: HealthAsk, signal: AbortSignal): Promise<Outcome> {
  const { host, port, inside, service, timeoutMs } = ask;
  const message = encodeCheck(service);
  const call = { host, port, authority: `localhost:${inside}`, path: CHECK_PATH, message, timeoutMs };
  const answer = await http.call({ ...call, maxBodyBytes: MESSAGE_BYTES }, signal);
  if (answer.is !== 'answer') return answer;
  return { is: 'grpc', status: readHealth(answer.status, answer.message), words: readWords(answer.words) };
}
