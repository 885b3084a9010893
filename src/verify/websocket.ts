import { createHash } from 'node:crypto';

/** Sixteen bytes; a server need not be told by them apart from another, only be shown to know what to do with them. */
const KEY = Buffer.from('plimsoll-asks-ws').toString('base64');
/** @see RFC 6455, 1.3 */
const GUID = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';

/** Headers of a request that wants to speak WebSocket. */
export function upgradeHeaders(subprotocol: string | undefined): Readonly<Record<string, string>> {
  return {
    connection: 'Upgrade',
    upgrade: 'websocket',
    'sec-websocket-version': '13',
    'sec-websocket-key': KEY,
    ...(subprotocol === undefined ? {} : { 'sec-websocket-protocol': subprotocol }),
  };
}

/** What a server that knows WebSocket makes of the key. */
export function acceptOf(key: string): string {
  return createHash('sha1').update(`${key}${GUID}`).digest('base64');
}

/** @returns what is wrong with an answer of 101, undefined where it agrees to speak WebSocket */
export function faultOfUpgrade(headers: Readonly<Record<string, string>>): string | undefined {
  if (headers['upgrade']?.toLowerCase() !== 'websocket') return `Upgrade: ${headers['upgrade'] ?? ''}`;
  const accept = headers['sec-websocket-accept'];
  return accept === acceptOf(KEY) ? undefined : `Sec-WebSocket-Accept: ${accept ?? ''}`;
}
