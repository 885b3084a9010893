import { textToWords } from '../model/bytes.ts';

/** @see https://github.com/grpc/grpc/blob/master/doc/health-checking.md */
export const CHECK_PATH = '/grpc.health.v1.Health/Check';

const SERVING = ['UNKNOWN', 'SERVING', 'NOT_SERVING', 'SERVICE_UNKNOWN'];

/** Names of the statuses of a call, by their number. */
const CALL_STATUS =
  'OK CANCELLED UNKNOWN INVALID_ARGUMENT DEADLINE_EXCEEDED NOT_FOUND ALREADY_EXISTS PERMISSION_DENIED RESOURCE_EXHAUSTED FAILED_PRECONDITION ABORTED OUT_OF_RANGE UNIMPLEMENTED INTERNAL UNAVAILABLE DATA_LOSS UNAUTHENTICATED'.split(
    ' ',
  );

/** What an answer to `Check` says: the state of the service, else why the call failed. */
export function readHealth(status: number, message: Uint8Array): string {
  if (status !== 0) return CALL_STATUS[status] ?? `status ${status}`;
  const state = readState(message);
  return state === undefined ? 'no message' : (SERVING[state] ?? `state ${state}`);
}

/** `HealthCheckRequest`: one text, field 1. The empty one, the server as a whole, is no bytes at all. */
export function encodeCheck(service: string): Uint8Array {
  const text = Buffer.from(service);
  if (text.length === 0) return new Uint8Array();
  const length: number[] = [];
  for (let rest = text.length; ; rest >>>= 7) {
    length.push(rest > 0x7f ? (rest & 0x7f) | 0x80 : rest);
    if (rest <= 0x7f) break;
  }
  return Buffer.from([FIELD_ONE_TEXT, ...length, ...text]);
}

const FIELD_ONE_TEXT = 0x0a;
/** Bytes of the longest number. */
const NUMBER_BYTES = 10;

/** `HealthCheckResponse`: one number, field 1; what a later version adds is passed over. @returns undefined where it is no message */
function readState(message: Uint8Array): number | undefined {
  let state = 0;
  for (let at = 0; at < message.length; ) {
    const field = readField(message, at);
    if (field === undefined) return undefined;
    if (field.n === 1 && field.value !== undefined) state = field.value;
    at = field.end;
  }
  return state;
}

interface Field {
  readonly n: number;
  /** Of a number. */
  readonly value?: number | undefined;
  readonly end: number;
}

const NUMBER = 0;
const LENGTHENED = 2;
/** Kinds of fields that take as many bytes always. */
const FIXED: Readonly<Record<number, number>> = { 1: 8, 5: 4 };

function readField(message: Uint8Array, at: number): Field | undefined {
  const tag = readNumber(message, at);
  if (tag === undefined) return undefined;
  const kind = tag.value % 8;
  const n = Math.floor(tag.value / 8);
  const fixed = FIXED[kind];
  const read = kind === NUMBER || kind === LENGTHENED ? readNumber(message, tag.end) : undefined;
  const end = fixed === undefined ? read && read.end + (kind === LENGTHENED ? read.value : 0) : tag.end + fixed;
  if (end === undefined || end > message.length) return undefined;
  return { n, value: kind === NUMBER ? read?.value : undefined, end };
}

function readNumber(bytes: Uint8Array, from: number): { readonly value: number; readonly end: number } | undefined {
  let value = 0;
  for (let i = 0; i < NUMBER_BYTES; i++) {
    const byte = bytes[from + i];
    if (byte === undefined) return undefined;
    value += (byte & 0x7f) * 2 ** (7 * i);
    if (byte < 0x80) return { value, end: from + i + 1 };
  }
  return undefined;
}

/** `grpc-message`, percent-encoded. */
export function readWords(encoded: string): string {
  const bytes = encoded.replace(/%([0-9a-fA-F]{2})/g, (_, hex: string) =>
    String.fromCharCode(Number.parseInt(hex, 16)),
  );
  return textToWords(bytes);
}
