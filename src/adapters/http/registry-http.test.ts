import { EventEmitter, once } from 'node:events';
import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { type LocalRegistryOptions, startLocalRegistry } from '../../../test/kit/local-registry.ts';
import { indexLayers } from '../../image/index-layers.ts';
import { type MemberSpec, makeView } from '../../image/random-image.ts';
import type { Credentials } from '../../image/registry/contract.ts';
import { openRegistryImage } from '../../image/registry/open-registry.ts';
import { pushImage } from '../../image/registry/push-image.ts';
import { makeRegistryClient } from '../../image/registry/registry-client.ts';
import { placeOf } from '../../image/registry/registry-url.ts';
import { packImage } from '../../image/sinks/pack-image.ts';
import { parseReference } from '../../model/reference.ts';
import { nodeInflater } from '../blobs/node-inflater.ts';
import { refusePrivate, registryHttp } from './registry-http.ts';

const closing: (() => Promise<void>)[] = [];
afterEach(async () => {
  for (const close of closing.splice(0)) await close();
});

const file = (name: string, content: string): MemberSpec => ({ name, content });
const IMAGE = makeView([[file('a', 'x'.repeat(200_000))], [file('b', '2')]]);
const LOGIN: Credentials = { is: 'password', user: 'me', password: 'secret' };

async function meet(options: LocalRegistryOptions = {}, own?: Credentials) {
  const registry = await startLocalRegistry(options);
  closing.push(registry.close);
  const reference = parseReference(`${registry.host}/team/app:1`);
  if (reference === undefined) throw new Error('no reference');
  const place = placeOf(reference);
  const waits: number[] = [];
  const client = makeRegistryClient(place, {
    http: registryHttp,
    credentials: async (host) => (host === registry.host ? own : undefined),
    sleep: async (ms) => {
      waits.push(ms);
    },
    now: () => performance.now(),
  });
  return { registry, place, client, waits };
}

async function pulled({ client, place }: Awaited<ReturnType<typeof meet>>) {
  const view = await openRegistryImage(client, place, 'linux/amd64', nodeInflater(''));
  const indexes = await indexLayers(view, []);
  return { view, names: indexes.map(({ diffId, isVerified }) => [diffId, isVerified]) };
}

const WANTED = IMAGE.layers.map(({ diffId }) => [diffId, true]);

describe('a registry of this machine', () => {
  test('an image that was pushed comes back byte for byte; what is there is not sent again', async () => {
    const met = await meet();
    const packed = await packImage(IMAGE);
    const all = [...packed.layers, packed.config, packed.manifest].reduce((sum, { size }) => sum + size, 0);
    expect(await pushImage(met.client, met.place, packed)).toBe(all);
    const { view, names } = await pulled(met);
    expect([view.digest, view.configDigest]).toEqual([packed.manifest.digest, IMAGE.configDigest]);
    expect(names).toEqual(WANTED);
    expect(await pushImage(met.client, met.place, packed)).toBe(packed.manifest.size);
  });

  test('manifest and configuration alone take two requests', async () => {
    const met = await meet();
    await pushImage(met.client, met.place, await packImage(IMAGE));
    met.registry.log.length = 0;
    await openRegistryImage(met.client, met.place, 'linux/amd64', nodeInflater(''));
    expect(met.registry.log).toHaveLength(2);
  });

  test('a token is bought once, with what the user has for the registry', async () => {
    const met = await meet({ login: { user: 'me', password: 'secret' } }, LOGIN);
    await pushImage(met.client, met.place, await packImage(IMAGE));
    expect((await pulled(met)).names).toEqual(WANTED);
    expect(met.registry.log.filter((line) => line.endsWith('/token'))).toHaveLength(1);
  });

  test('without a login, or with a wrong one, it says so', async () => {
    for (const own of [undefined, { ...LOGIN, password: 'wrong' }]) {
      const met = await meet({ login: { user: 'me', password: 'secret' } }, own);
      await expect(pulled(met)).rejects.toMatchObject({ code: 'registry-denied' });
    }
  });

  test('a connection that breaks is gone on with where it broke', async () => {
    const packed = await packImage(IMAGE);
    const digest = packed.layers[0]?.digest ?? '';
    const met = await meet({ cut: { digest, afterBytes: 70_000 } });
    await pushImage(met.client, met.place, packed);
    expect((await pulled(met)).names).toEqual(WANTED);
    expect(met.registry.log.filter((line) => line === `GET /v2/team/app/blobs/${digest}`)).toHaveLength(2);
  });

  test('bytes that are not the blob are refused', async () => {
    const met = await meet();
    const packed = await packImage(IMAGE);
    await pushImage(met.client, met.place, packed);
    const digest = packed.layers[0]?.digest ?? '';
    const bytes = Buffer.from(met.registry.blobs.get(digest) ?? Buffer.alloc(0));
    bytes[600] = 0x21;
    met.registry.blobs.set(digest, bytes);
    await expect(pulled(met)).rejects.toMatchObject({ code: 'registry-bytes-wrong' });
  });

  test('an image that is not there', async () => {
    await expect(pulled(await meet())).rejects.toMatchObject({ code: 'registry-not-found' });
  });
});

describe('the network', () => {
  const ask = (url: string, mayBePrivate: boolean, silenceMs = 1000) =>
    registryHttp({ method: 'GET', url: new URL(url), headers: {}, mayBePrivate, silenceMs });

  test('addresses of this machine are asked only where they may be', async () => {
    const registry = await startLocalRegistry();
    closing.push(registry.close);
    const port = registry.host.split(':')[1];
    await expect(ask(`http://127.0.0.1:${port}/v2/`, false)).rejects.toThrow('private');
    await expect(ask(`http://[::ffff:127.0.0.1]:${port}/v2/`, false)).rejects.toThrow('private');
    expect(registry.log).toEqual([]);
    expect(await ask(`http://127.0.0.1:${port}/v2/`, true)).toMatchObject({ status: 200, isPrivate: true });
  });

  test.each([
    [['127.0.0.1'], 'private'],
    [['192.0.2.1', '::1'], 'private'],
    [[], 'no address'],
    [['198.51.100.7'], undefined],
  ])('a name that leads to %j', async (addresses, refusal) => {
    const lookUp = refusePrivate((_, __, done) =>
      done(
        null,
        addresses.map((address) => ({ address, family: 4 })),
      ),
    );
    const found = new Promise((resolve, reject) => {
      lookUp('registry.test', {}, (error, address) => (error === null ? resolve(address) : reject(error)));
    });
    if (refusal === undefined) expect(await found).toBe(addresses[0]);
    else await expect(found).rejects.toThrow(refusal);
  });

  /** @returns where it answers */
  async function serve(listener: RequestListener): Promise<string> {
    const server = createServer(listener);
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
    closing.push(async () => {
      server.closeAllConnections();
      server.close();
    });
    return `http://127.0.0.1:${(server.address() as AddressInfo).port}/`;
  }
  const send = (url: string, body: AsyncIterable<Uint8Array>, silenceMs = 1000) =>
    registryHttp({ method: 'PUT', url: new URL(url), headers: {}, body, mayBePrivate: true, silenceMs });
  /** Time passes: as much as it takes to give up a server that says nothing. */
  const beIdle = async (ms: number) => ask(await serve(() => undefined), true, ms).catch(() => undefined);

  test('a server that says nothing is given up', async () => {
    const url = await serve(() => undefined);
    await expect(ask(url, true, 50)).rejects.toMatchObject({ code: 'ETIMEDOUT' });
  });

  test('a server that goes silent in the middle of a body is given up for that', async () => {
    const url = await serve((_, response) => response.writeHead(200, { 'content-length': '1000' }).write('some'));
    const { body } = await ask(url, true, 50);
    const read = async () => {
      for await (const _ of body);
    };
    await expect(read()).rejects.toMatchObject({ code: 'ETIMEDOUT' });
  });

  test('a server that takes nothing of what is sent is given up', async () => {
    const url = await serve((request) => request.pause());
    const endless = async function* () {
      for (;;) yield Buffer.alloc(1 << 20);
    };
    await expect(send(url, endless(), 100)).rejects.toMatchObject({ code: 'ETIMEDOUT' });
  });

  test('a reader that takes its time is not the server’s silence', async () => {
    const length = 32 << 20;
    const url = await serve((_, response) => response.end(Buffer.alloc(length)));
    const { body } = await ask(url, true, 400);
    let bytes = 0;
    for await (const chunk of body) {
      if (bytes === 0) await beIdle(800);
      bytes += chunk.length;
    }
    expect(bytes).toBe(length);
  });

  test('nor is one who makes what is sent', async () => {
    const url = await serve(async (request, response) => {
      let bytes = 0;
      for await (const chunk of request) bytes += (chunk as Buffer).length;
      response.end(String(bytes));
    });
    const slow = async function* () {
      yield Buffer.from('one');
      await beIdle(800);
      yield Buffer.from('two');
    };
    const { body } = await send(url, slow(), 400);
    const parts: Uint8Array[] = [];
    for await (const part of body) parts.push(part);
    expect(Buffer.concat(parts).toString()).toBe('6');
  });

  test('what is sent is closed where the server breaks off', async () => {
    const url = await serve((request) => request.once('data', () => request.destroy()));
    const seen = new EventEmitter();
    const closed = once(seen, 'closed');
    const endless = async function* () {
      try {
        for (;;) yield Buffer.alloc(1 << 16);
      } finally {
        seen.emit('closed');
      }
    };
    await expect(send(url, endless())).rejects.toThrow();
    await closed;
  });

  test('where what is sent breaks off, so does the exchange', async () => {
    const seen = new EventEmitter();
    const closed = once(seen, 'closed');
    const url = await serve((request) => {
      request.resume();
      request.once('error', () => undefined);
      request.once('close', () => seen.emit('closed', request.complete));
    });
    const failing = async function* () {
      yield Buffer.from('one');
      // Else the request would not have been begun.
      await beIdle(50);
      throw new Error('the source failed');
    };
    await expect(send(url, failing(), 60_000)).rejects.toThrow('the source failed');
    expect(await closed).toEqual([false]);
  });
});
