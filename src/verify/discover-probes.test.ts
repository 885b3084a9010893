import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { readDescription, readSocketTable } from './adapt-probes.ts';
import { type DiscoverInput, discoverProbes, tcpPorts } from './discover-probes.ts';
import { suffixAfter } from './run-probes.ts';

const discover = (more: Partial<Omit<DiscoverInput, 'image'>> & { image?: Partial<DiscoverInput['image']> } = {}) =>
  discoverProbes({ routes: [], portHints: [], ...more, image: { exposedPorts: [], env: [], ...more.image } });
const ids = (set: ReturnType<typeof discover>) => set.probes.map((p) => p.id);

describe('questions without configuration', () => {
  it('002-12 asks / of an exposed port, every further exposed port, and for life last', () => {
    const set = discover({ image: { exposedPorts: ['8000/tcp', '9000', '53/udp'] } });
    expect(set.port).toBe(8000);
    expect(ids(set)).toEqual(['GET /', 'tcp 9000', 'alive']);
  });

  it('takes the port that is both exposed and spoken of', () => {
    expect(discover({ image: { exposedPorts: ['9000', '8080'] }, portHints: [8080] }).port).toBe(8080);
    expect(discover({ image: { exposedPorts: ['9000', '8080'], env: ['PORT=8080'] } }).port).toBe(8080);
    expect(discover({ image: { exposedPorts: ['9000'], env: ['PORT=8080'] } }).port).toBe(9000);
    expect(discover({ image: { env: ['PORT=8080'] } }).port).toBe(8080);
    expect(discover({ image: { env: ['PORT=abc'] }, portHints: [0, 70_000, 5000] }).port).toBe(5000);
  });

  it('asks only for life where there is no port', () => {
    expect(ids(discover())).toEqual(['alive']);
  });

  it('asks reading routes without parameters, each once', () => {
    const route = (method: string, path: string) => ({ method, path });
    const routes = [
      route('GET', '/a'),
      route('get', '/a'),
      route('POST', '/b'),
      route('GET', '/c/{id}'),
      route('GET', '/d/:id'),
    ];
    expect(ids(discover({ routes, portHints: [80] }))).toEqual(['GET /', 'GET /a', 'alive']);
  });

  it('T50 runs the health check as the engine would', () => {
    const exec = (healthcheck: readonly string[]) =>
      discover({ image: { healthcheck } }).probes.find((p) => p.from === 'healthcheck')?.exec?.argv;
    expect(exec(['CMD', '/app', 'ping'])).toEqual(['/app', 'ping']);
    expect(exec(['CMD-SHELL', 'curl -f x || exit 1'])).toEqual(['/bin/sh', '-c', 'curl -f x || exit 1']);
    expect(exec(['NONE'])).toBeUndefined();
    expect(exec([])).toBeUndefined();
  });

  it('asks what is configured first, then the routes nobody configured, then for life', () => {
    const own = { ...discover({ portHints: [80] }).probes[0], id: 'mine' } as ReturnType<
      typeof discover
    >['probes'][number];
    const set = discover({ routes: [{ method: 'GET', path: '/a' }], configured: { probes: [own], port: 1234 } });
    expect(ids(set)).toEqual(['mine', 'GET /a', 'alive']);
    expect(set.port).toBe(1234);
    const same = discover({ routes: [{ method: 'GET', path: '/' }], configured: { probes: [own] } });
    expect(ids(same)).toEqual(['mine', 'alive']);
  });

  it('keeps two questions of one name apart', () => {
    const [root] = discover({ portHints: [80] }).probes;
    const probes = root ? [root, root, { ...root, id: 'alive' }] : [];
    expect(ids(discover({ configured: { probes } }))).toEqual(['GET /', 'GET / (2)', 'alive', 'alive (2)']);
  });

  it('reads exposed ranges, bounded', () => {
    expect(tcpPorts(['8000-8002/tcp', '1-65535', 'x', '99999'])).toEqual([
      8000, 8001, 8002, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10,
    ]);
  });
});

describe('what a running container tells', () => {
  it('reads an API description and nothing else', () => {
    const paths = { '/b/{id}': { get: {}, parameters: [] }, '/a': { post: {}, get: {} }, 'x-extra': {} };
    expect(readDescription({ openapi: '3.1.0', paths })).toEqual(['GET /a', 'GET /b/{id}', 'POST /a']);
    expect(readDescription({ paths })).toBeUndefined();
    expect(readDescription({ openapi: '3.1.0', paths: null })).toBeUndefined();
    expect(readDescription('openapi')).toBeUndefined();
    fc.assert(fc.property(fc.jsonValue(), (value) => readDescription(value) === undefined));
  });

  it('reads the ports that are open to others', () => {
    const table = [
      '  sl  local_address rem_address   st tx_queue rx_queue tr tm->when retrnsmt   uid  timeout inode',
      '   0: 00000000:1F90 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 1',
      '   1: 0100007F:A0C1 00000000:0000 0A 00000000:00000000 00:00000000 00000000     0        0 2',
      '   2: 00000000:1F91 00000000:0000 01 00000000:00000000 00:00000000 00000000     0        0 3',
      '   3: 00000000000000000000000000000000:0BB8 00000000000000000000000000000000:0000 0A 0:0 0:0 0 0 0 4',
    ].join('\n');
    expect(readSocketTable(table)).toEqual([8080, 3000]);
    expect(readSocketTable('')).toEqual([]);
  });
});

describe('the fresh part of a log', () => {
  it('is what follows the part already seen, also when the start has been cut off', () => {
    expect(suffixAfter('', 'abc')).toBe('abc');
    expect(suffixAfter('ab', 'abc')).toBe('c');
    expect(suffixAfter('xxab', 'abc')).toBe('abc');
    const old = 'x'.repeat(50) + 'line 1\n'.repeat(100);
    expect(suffixAfter(old, `${old.slice(30)}new`)).toBe('new');
  });
});
