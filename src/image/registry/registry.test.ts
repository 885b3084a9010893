import { describe, expect, test } from 'vitest';
import type { HeldRequest, HeldResponse } from '../../../test/held/hostile/contract.ts';
import { playWorld } from '../../../test/kit/registry-play.ts';
import { nodeInflater } from '../../adapters/blobs/node-inflater.ts';
import { parseReference } from '../../model/reference.ts';
import { indexLayers } from '../index-layers.ts';
import { type Blobs, makeTar, makeView, putManifest } from '../random-image.ts';
import { packImage } from '../sinks/pack-image.ts';
import { isPrivateAddress } from './is-private-address.ts';
import { openRegistryImage } from './open-registry.ts';
import { parseChallenge } from './parse-challenge.ts';
import { pushImage } from './push-image.ts';
import { type CredentialHost, readCredentials } from './read-credentials.ts';
import { makeRegistryClient } from './registry-client.ts';
import { HUB, placeOf } from './registry-url.ts';
import { sharesDomain } from './shares-domain.ts';

const HOST = 'registry.example';
const OTHER = 'git-host.test';
const BLOBS: Blobs = new Map();
const MANIFEST = putManifest(BLOBS, { layers: [makeTar([{ name: 'a', content: 'x'.repeat(5000) }])] }) as {
  readonly digest: string;
  readonly mediaType: string;
};
const blobOf = (digest: string) => Buffer.from(BLOBS.get(`blobs/${digest.replace(':', '/')}`) ?? []);
const LAYER = (JSON.parse(blobOf(MANIFEST.digest).toString()) as { layers: [{ digest: string }] }).layers[0].digest;

function whole(bytes: Buffer, headers: Readonly<Record<string, string>> = {}): HeldResponse {
  return { status: 200, headers, body: { is: 'whole', bytes } };
}

/** An honest registry of one image, which can also be pushed to. */
function honest({ method, path }: HeldRequest): HeldResponse {
  if (method === 'POST') return { status: 202, headers: { location: '/upload' } };
  if (method === 'PUT') return { status: 201 };
  const [, kind, name = ''] = /\/(manifests|blobs)\/([^/]+)$/.exec(path) ?? [];
  if (kind === 'manifests') return whole(blobOf(MANIFEST.digest), { 'content-type': MANIFEST.mediaType });
  const blob = blobOf(name);
  return blob.length === 0 ? { status: 404 } : whole(blob);
}

/** @param login hosts the user is logged in to */
function meet(
  changed: (request: HeldRequest) => HeldResponse | undefined,
  { name = `${HOST}/team/app:1`, login = [] as readonly string[] } = {},
) {
  const hosts = [HOST, OTHER, `auth.${HOST}`, `registry.${OTHER}`, `auth.${OTHER}`, `registry-1.${HUB}`, `auth.${HUB}`];
  const known = hosts.map((host) => ({ name: host, address: '192.0.2.1' }));
  const { seen, ...world } = playWorld(known, (request) => changed(request) ?? honest(request));
  const reference = parseReference(name);
  if (reference === undefined) throw new Error('no reference');
  const place = placeOf(reference);
  const credentials = async (host: string) =>
    login.includes(host) ? ({ is: 'password', user: 'me', password: `of ${host}` } as const) : undefined;
  const client = makeRegistryClient(place, { ...world, credentials });
  const open = () => openRegistryImage(client, place, 'linux/amd64', nodeInflater(''));
  const tokens = () =>
    seen.requests.flatMap(({ url, host, headers }) => {
      const { pathname, searchParams } = new URL(url);
      return pathname === '/token' ? [{ host, scope: searchParams.get('scope'), by: headers['authorization'] }] : [];
    });
  return { seen, place, client, open, tokens };
}

const basicOf = (host: string) => `Basic ${Buffer.from(`me:of ${host}`).toString('base64')}`;

/** Wants a token of `realm`, which gives one for what it is asked; without a login only where `isOpen`. */
function wantsToken(realm: string, { isOpen = true, more = '' } = {}) {
  return ({ host, path, headers }: HeldRequest): HeldResponse | undefined => {
    if (path.startsWith('/token')) {
      if (!isOpen && headers['authorization'] === undefined) return { status: 401 };
      const scope = new URL(path, `https://${host}`).searchParams.get('scope') ?? '';
      return whole(Buffer.from(JSON.stringify({ token: scope.split(':').at(-1) })));
    }
    if (headers['authorization']?.startsWith('Bearer pull')) return undefined;
    return { status: 401, headers: { 'www-authenticate': `Bearer realm="${realm}",service="s"${more}` } };
  };
}

describe('tokens', () => {
  test('are bought for the repository that was asked for, whatever scope the registry wishes', async () => {
    const more = ',scope="repository:victim/private:pull,push"';
    const { open, tokens } = meet(wantsToken(`https://${HOST}/token`, { more }), { login: [HOST] });
    await open();
    expect(tokens()).toEqual([{ host: HOST, scope: 'repository:team/app:pull', by: basicOf(HOST) }]);
  });

  test('of a sister of the registry are bought with the login; Docker Hub’s too', async () => {
    const realms = [
      [`registry.${OTHER}/team/app:1`, `registry.${OTHER}`, `auth.${OTHER}`],
      ['team/app:1', HUB, `auth.${HUB}`],
    ] as const;
    for (const [name, login, host] of realms) {
      const { open, tokens } = meet(wantsToken(`https://${host}/token`), { name, login: [login] });
      await open();
      expect(tokens()).toEqual([{ host, scope: 'repository:team/app:pull', by: basicOf(login) }]);
    }
  });

  test('of a place that is not the registry’s are asked for without a name, though the user is logged in there', async () => {
    const { open, tokens } = meet(wantsToken(`https://${OTHER}/token`), { login: [HOST, OTHER] });
    await open();
    expect(tokens()).toEqual([{ host: OTHER, scope: 'repository:team/app:pull', by: undefined }]);
  });

  test('made out to the user by somebody else never reach the registry', async () => {
    const more = ',scope="repository:victim/private:pull,push"';
    const { open, seen } = meet(wantsToken(`https://${OTHER}/token`, { isOpen: false, more }), { login: [OTHER] });
    await expect(open()).rejects.toMatchObject({ code: 'registry-denied' });
    expect(seen.requests.filter(({ headers }) => headers['authorization'] !== undefined)).toEqual([]);
  });

  test('are not bought because somebody asks whom the registry led to', async () => {
    const asks = wantsToken(`https://auth.${HOST}/token`);
    const { open, tokens } = meet(
      (request) => {
        if (request.host === OTHER || request.path.startsWith('/token')) return asks(request);
        const isBlob = request.path.includes('/blobs/');
        return isBlob ? { status: 307, headers: { location: `https://${OTHER}/store` } } : undefined;
      },
      { login: [HOST] },
    );
    await expect(open()).rejects.toMatchObject({ code: 'registry-denied' });
    expect(tokens()).toEqual([]);
  });

  test('for reading are not used for pushing; one for pushing is bought once', async () => {
    const { client, place, open, tokens } = meet(wantsToken(`https://${HOST}/token`), { login: [HOST] });
    await open();
    await pushImage(client, place, await packImage(makeView([[{ name: 'b', content: 'new' }]])));
    expect(tokens().map(({ scope }) => scope)).toEqual(['repository:team/app:pull', 'repository:team/app:pull,push']);
  });
});

describe('a connection that breaks behind the last byte', () => {
  const cutAfter = (bytes: number) =>
    meet(({ path, headers }) => {
      if (!path.endsWith(LAYER)) return undefined;
      if (headers['range'] !== undefined) return { status: 416 };
      return { status: 200, body: { is: 'cut', bytes: blobOf(LAYER).subarray(0, bytes) } };
    });

  test('is no fault: nothing is left to be asked for', async () => {
    const [index] = await indexLayers(await cutAfter(blobOf(LAYER).length).open(), []);
    expect(index?.isVerified).toBe(true);
  });

  test('a registry that has no more although bytes are missing sends a wrong layer', async () => {
    const view = await cutAfter(blobOf(LAYER).length - 1).open();
    await expect(indexLayers(view, [])).rejects.toMatchObject({
      code: 'registry-bytes-wrong',
      args: { reason: 'length' },
    });
  });
});

test('which hosts are of one owner', () => {
  const pairs: readonly (readonly [string, string, boolean])[] = [
    ['registry.example', 'registry.example', true],
    ['registry.example.org', 'gitlab.example.org', true],
    ['registry.example.org', 'example.org', true],
    [`registry-1.${HUB}`, `auth.${HUB}`, true],
    ['registry.shop.co.uk', 'auth.shop.co.uk', true],
    ['registry.shop.co.uk', 'auth.evil.co.uk', false],
    ['shop.co.uk', 'co.uk', false],
    ['shop.com.au.', 'evil.com.au.', false],
    ['one.azurecr.io', 'two.azurecr.io', false],
    ['one.azurecr.io', 'one.azurecr.io', true],
    ['example.org', 'example.com', false],
    ['notexample.org', 'example.org', false],
    ['localhost', 'localhost', true],
    ['registry', 'auth', false],
    ['10.0.0.5', '10.9.0.5', false],
    ['127.0.0.1', '127.0.0.1', true],
    ['[::1]', '[::2]', false],
  ];
  for (const [a, b, isOne] of pairs) expect([a, b, sharesDomain(a, b)]).toEqual([a, b, isOne]);
  for (const [a, b, isOne] of pairs) expect([a, b, sharesDomain(b, a)]).toEqual([a, b, isOne]);
});

test('which addresses are private', () => {
  const inside = [
    ...['0.0.0.0', '10.0.0.5', '100.64.0.1', '127.0.0.1', '169.254.169.254', '172.16.0.1', '172.31.255.255'],
    ...['192.168.1.1', '198.18.0.1', '224.0.0.1', '255.255.255.255'],
    ...['::', '::1', '[::1]', '0:0:0:0:0:0:0:1', '::7f00:1', 'fc00::1', 'fdff::1', 'fe80::1', 'fe80::1%eth0'],
    ...['FEBF::1', 'fec0::1', 'ff02::1'],
    // IPv4 within IPv6, in both ways of writing.
    ...['::ffff:127.0.0.1', '[::ffff:7f00:1]', '0:0:0:0:0:ffff:a00:5', '::FFFF:A9FE:A9FE', '::ffff:0:10.0.0.1'],
    ...['64:ff9b::10.0.0.1', '64:ff9b::7f00:1', '64:ff9b::a9fe:a9fe', '64:ff9b:1::808:808', '2002:a00:1::1'],
    // Neither a name nor an address.
    ...['1:2', '::1::', 'g::1'],
  ];
  const outside = [
    ...['8.8.8.8', '100.128.0.1', '172.32.0.1', '192.0.2.10', '198.20.0.1', '223.255.255.255'],
    ...['2606:4700::1111', '[2606:4700::1111]', '::ffff:8.8.8.8', '::ffff:808:808', '64:ff9b::808:808'],
    ...['2002:808:808::1', 'registry.example', 'localhost', ''],
  ];
  expect(inside.filter((address) => !isPrivateAddress(address))).toEqual([]);
  expect(outside.filter((address) => isPrivateAddress(address))).toEqual([]);
});

test('challenges', () => {
  const bearer = { is: 'bearer', realm: 'https://a.test/token' };
  const headers: readonly (readonly [string, unknown])[] = [
    ['', undefined],
    ['Basic realm="x"', { is: 'basic' }],
    ['basic', { is: 'basic' }],
    ['Digest realm="x"', undefined],
    ['Bearer service="s"', undefined],
    ['Bearer realm="https://a.test/token"', bearer],
    ['Basic realm="x", Bearer realm="https://a.test/token"', bearer],
    ['BEARER Realm = "https://a.test/token" , SERVICE="a, b"', { ...bearer, service: 'a, b' }],
    ['Bearer realm="https://a.test/token",scope="repository:a:pull,push"', bearer],
    ['Bearer realm="https://a.test/\\token",service=s', { ...bearer, service: 's' }],
    ['Bearer realm="https://a.test/token', undefined],
    ['"', undefined],
  ];
  for (const [header, wanted] of headers) expect([header, parseChallenge(header)]).toEqual([header, wanted]);
});

describe('what the user has for a registry', () => {
  const base64 = (text: string) => Buffer.from(text).toString('base64');
  /** @param answers of helpers, by their name and what they are asked */
  async function look(host: string, configs: readonly unknown[], answers: Readonly<Record<string, unknown>> = {}) {
    const asked: string[] = [];
    const from: CredentialHost = {
      configs: configs.map((config) => async () => (typeof config === 'string' ? config : JSON.stringify(config))),
      async askHelper(name, server) {
        asked.push(`${name} ${server}`);
        const answer = answers[`${name} ${server}`];
        return typeof answer === 'string' ? answer : JSON.stringify(answer);
      },
    };
    return { found: await readCredentials(host, from), asked };
  }
  const me = { is: 'password', user: 'me', password: 'pa:ss' };

  test('stands in the file, under the names tools have for it', async () => {
    for (const key of [HOST, `https://${HOST}`, `https://${HOST}/v2/`, `${HOST}/team`]) {
      expect((await look(HOST, [{ auths: { [key]: { auth: base64('me:pa:ss') } } }])).found).toEqual(me);
    }
    const hub = { auths: { [`https://index.${HUB}/v1/`]: { username: 'me', password: 'pa:ss' } } };
    expect((await look(HUB, [hub])).found).toEqual(me);
    expect((await look(HOST, [hub])).found).toBeUndefined();
  });

  test('may be an identity token, in the file or of a helper', async () => {
    const token = { is: 'identity-token', token: 't' };
    const auths = { [HOST]: { auth: base64('me:pa:ss'), identitytoken: 't' } };
    expect((await look(HOST, [{ auths }])).found).toEqual(token);
    const answers = { [`keys ${HOST}`]: { Username: '<token>', Secret: 't' } };
    expect((await look(HOST, [{ credsStore: 'keys' }], answers)).found).toEqual(token);
  });

  test('is asked of the registry’s own helper, else of the common one, else of the file', async () => {
    const auths = { [HOST]: { auth: base64('file:f') } };
    const config = { credsStore: 'keys', credHelpers: { [HOST]: 'own' }, auths };
    const answers = {
      [`own ${HOST}`]: { Username: 'own', Secret: 'o' },
      [`keys ${OTHER}`]: { Username: 'k', Secret: 'k' },
    };
    expect(await look(HOST, [config], answers)).toMatchObject({ found: { user: 'own' }, asked: [`own ${HOST}`] });
    expect(await look(OTHER, [config], answers)).toMatchObject({ found: { user: 'k' }, asked: [`keys ${OTHER}`] });
    expect((await look(HOST, [config])).found).toMatchObject({ user: 'file' });
  });

  test('damaged files and helpers know nothing, and the next file is asked', async () => {
    const good = { auths: { [HOST]: { auth: base64('me:pa:ss') } } };
    const damaged: readonly unknown[] = [
      ...['', '{', 'null', '[]', '7', '{"auths":7}'],
      ...[base64('no colon'), base64(':no user'), base64('no password:'), '%%%', 7, null].map((auth) => ({
        auths: { [HOST]: { auth } },
      })),
      { auths: { [HOST]: null } },
      { credHelpers: { [HOST]: 7 } },
      { credsStore: { a: 1 } },
    ];
    for (const config of damaged) expect([config, (await look(HOST, [config, good])).found]).toEqual([config, me]);
    for (const answer of ['{', '[]', 'null', '{"Username":7,"Secret":"s"}', '{"Username":"","Secret":"s"}']) {
      expect((await look(HOST, [{ credsStore: 'keys' }, good], { [`keys ${HOST}`]: answer })).found).toEqual(me);
    }
  });

  test('a helper’s name that is a path is never run', async () => {
    for (const credsStore of ['../../bin/sh', 'a b', 'x;y', '']) {
      expect((await look(HOST, [{ credsStore }])).asked).toEqual([]);
    }
  });
});
