import { describe, expect, it } from 'vitest';
import { codes, image, PORT, tryOut } from '../../test/kit/verify-baseline.ts';
import type { FakeApp, FakeReply } from '../../test/kit/verify-world.ts';
import { readConfig } from '../config/read-config.ts';
import type { Cause } from '../model/verdict.ts';
import { configureProbes } from './configure-probes.ts';
import { discoverProbes } from './discover-probes.ts';
import { acceptOf } from './websocket.ts';

async function compare(config: string, now: Partial<FakeApp>, before: Partial<FakeApp>) {
  const configured = configureProbes(readConfig(config, 'probes.yaml'), '/');
  const set = discoverProbes({ image, routes: [], portHints: [], configured });
  const app = (more: Partial<FakeApp>) => (): FakeApp => ({ port: PORT, readyAfterMs: 300, ...more });
  const { world, baseline, verify } = await tryOut(app(now), set, app(before));
  const { verdict } = await verify();
  expect(world.left()).toEqual([]);
  return { baseline, running: verdict.running, causes: verdict.causes, codes: codes(verdict.causes as Cause[]) };
}

describe('a switch to WebSocket', () => {
  const CHAT = 'probes: [{ ws: { path: /chat, subprotocol: v1, headers: { x-room: "7" } } }]';
  const speaks = (more: Readonly<Record<string, string>> = {}): Partial<FakeApp> => ({
    upgrade: (path, headers): FakeReply => ({
      status: path === '/chat' && headers['x-room'] === '7' ? 101 : 404,
      headers: {
        upgrade: 'WebSocket',
        'sec-websocket-accept': acceptOf(headers['sec-websocket-key'] ?? ''),
        'sec-websocket-protocol': headers['sec-websocket-protocol'] ?? '',
        ...more,
      },
    }),
  });

  it('knows what the other side makes of a key', () => {
    expect(acceptOf('dGhlIHNhbXBsZSBub25jZQ==')).toBe('s3pPLMBiTxaQ9kYGzzhZRbK+xOo=');
  });

  it('works where it is agreed to, and proves more than that it lives', async () => {
    const { baseline, running } = await compare(CHAT, speaks(), speaks());
    expect(running).toBe('works');
    expect(baseline.set.probes.map(({ id }) => id)).toEqual(['ws /chat', 'alive']);
    expect(baseline.expectations).toMatchObject({ standing: 'green', coverage: { probed: 1, known: 5 } });
  });

  it('is ready where it answers nothing but a switch', async () => {
    const mute: Partial<FakeApp> = { ...speaks(), answer: () => 'hangs' };
    expect((await compare(CHAT, mute, mute)).running).toBe('works');
  });

  it.each([
    ['is not there', {}, 'upgrade-refused'],
    ['is answered by what does not know WebSocket', speaks({ 'sec-websocket-accept': 'x' }), 'speaks-otherwise'],
    ['switches to something else', speaks({ upgrade: 'h2c' }), 'speaks-otherwise'],
    ['chooses another subprotocol', speaks({ 'sec-websocket-protocol': 'v2' }), 'subprotocol-refused'],
    ['has nobody listening', { port: 1 }, 'not-ready'],
  ] as const)('breaks where it %s', async (_, now, code) => {
    const told = await compare(CHAT, now, speaks());
    expect([told.running, told.codes]).toEqual(['broken', [code]]);
  });

  it('is as before where the other one refused it too', async () => {
    const told = await compare(`${CHAT.slice(0, -1)}, { http: { path: / } }]`, { answer: ok }, { answer: ok });
    expect(told.running).toBe('works-as-before');
    expect((await compare(CHAT, {}, {})).running).toBe('unverified');
  });
});

describe('the health check of gRPC', () => {
  const GRPC = 'probes: [{ grpc: { service: shop.Orders } }]';
  const says = (health: FakeApp['health']): Partial<FakeApp> => (health ? { health } : {});
  const serving = says(() => 'SERVING');

  it('works where it serves, also after it did not yet', async () => {
    const { baseline, running } = await compare(
      GRPC,
      says((asked) => (asked < 9 ? 'NOT_SERVING' : 'SERVING')),
      serving,
    );
    expect(running).toBe('works');
    expect(baseline.set.probes.map(({ id }) => id)).toEqual(['grpc shop.Orders', 'alive']);
    expect(baseline.expectations.standing).toBe('green');
  });

  it.each([
    ['does not serve', says(() => 'NOT_SERVING'), 'grpc-not-serving'],
    ['does not know the service', says(() => 5), 'grpc-not-serving'],
    ['has no health check', says(() => 12), 'grpc-not-serving'],
    ['speaks something else', {}, 'speaks-otherwise'],
    ['has nobody listening', { port: 1 }, 'not-ready'],
  ] as const)('breaks where it %s', async (_, now, code) => {
    const told = await compare(GRPC, now, serving);
    expect([told.running, told.codes]).toEqual(['broken', [code]]);
  });

  it.each([5, 12])('is red where the other one does not know it (%i), and asked when it is ready', async (status) => {
    const { baseline, running } = await compare(
      GRPC,
      says(() => status),
      says(() => status),
    );
    expect(baseline.expectations.setAside.map(({ cause }) => cause.message.code)).toEqual(['grpc-not-serving']);
    expect(running).toBe('unverified');
    expect(
      (
        await compare(
          GRPC,
          serving,
          says(() => status),
        )
      ).codes,
    ).toEqual([]);
  });
});

const ok: NonNullable<FakeApp['answer']> = () => ({ status: 200, body: '{}' });
