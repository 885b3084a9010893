import { json } from '../kit/image.ts';
import { PLAIN_READ, refused } from './build.ts';
import type { HeldHost, HeldRequest, HeldResponse, HostileCase } from './contract.ts';
import {
  ELSEWHERE,
  honest,
  isBlob,
  LAYER_DIGEST,
  REGISTRY,
  redirect,
  registryCase,
  status,
  whole,
} from './registry-play.ts';

/** Registries that send the client, or what is meant for them, elsewhere (61). */

const CLASS = 'the list of 64 (trivy CVE-2024-35192, oras)';
const no = refused('network-refused');
const SECRETS = ['authorization', 'cookie', 'proxy-authorization'];
const neverTo = (host: string) => SECRETS.map((header) => ({ host, header }));

/** A redirect of the layer's blob, after which nothing may be asked of where it leads. */
const leads = (id: string, says: string, location: string, hosts: readonly HeldHost[] = []): HostileCase =>
  registryCase(
    {
      number: 61,
      id: `redirect-${id}`,
      says,
      answer: no,
      network: { neverAsked: [location], mostRequests: 12 },
    },
    (request) => (request.host === REGISTRY.name && isBlob(request) ? redirect(location) : undefined),
    { hosts: [REGISTRY, ELSEWHERE, ...hosts] },
  );

/** A chain of so many redirects before the layer is served. */
const chain = (id: string, says: string, redirects: number, answer: HostileCase['answer']): HostileCase =>
  registryCase({ number: 61, id, says, answer, network: { mostRequests: 20 } }, (request) => {
    const step = isBlob(request) ? 0 : Number(/^\/step\/(\d+)$/.exec(request.path)?.[1] ?? -1);
    if (step < 0) return undefined;
    return step < redirects
      ? redirect(`/step/${step + 1}`)
      : honest({ ...request, path: `/v2/app/blobs/${LAYER_DIGEST}` });
  });

const challenge =
  (value: string) =>
  (request: HeldRequest): HeldResponse | undefined => {
    if (request.path.startsWith('/token'))
      return request.headers['authorization'] === undefined ? status(401) : token();
    if (request.host !== REGISTRY.name || request.headers['authorization'] === 'Bearer held') return undefined;
    return status(401, { 'www-authenticate': value });
  };

function token(): HeldResponse {
  return whole(json({ token: 'held' }), 'application/json');
}

export const SENDING_CASES: readonly HostileCase[] = [
  chain('redirects-5', 'Five redirects, as many as are followed', 5, PLAIN_READ),
  chain('redirects-6', 'One redirect more than are followed', 6, no),
  registryCase(
    { number: 61, id: 'redirect-loop', says: 'A redirect to itself', answer: no, network: { mostRequests: 20 } },
    (request) => (isBlob(request) ? redirect(request.path) : undefined),
  ),
  registryCase(
    { number: 61, id: 'redirect-to-nowhere', says: 'A redirect without a location', answer: no },
    (request) => (isBlob(request) ? status(307) : undefined),
  ),
  leads('to-http', 'From https to http on the same host', `http://registry.test/v2/app/blobs/${LAYER_DIGEST}`),
  leads('to-loopback', 'To the machine itself', 'http://127.0.0.1:8080/layer'),
  leads('to-loopback-by-https', 'To the machine itself by https', 'https://127.0.0.1:8443/layer'),
  leads('to-loopback-by-name', 'To the machine itself by its name', 'https://localhost/layer'),
  leads('to-loopback-in-ipv6', 'To the machine itself in IPv6', 'https://[::1]/layer'),
  leads('to-loopback-mapped', 'To the machine itself as IPv4 within IPv6', 'https://[::ffff:127.0.0.1]/layer'),
  leads('to-loopback-as-a-number', 'To the machine itself as one number', 'https://2130706433/layer'),
  leads('to-link-local', 'To the cloud’s metadata', 'https://169.254.169.254/latest/meta-data/iam'),
  leads('to-link-local-in-ipv6', 'To a link-local address in IPv6', 'https://[fe80::1]/layer'),
  leads('to-private', 'Into a private range', 'https://10.0.0.5/layer'),
  leads('to-unspecified', 'To the address that is none', 'https://0.0.0.0/layer'),
  leads(
    'to-a-name-that-is-private',
    'To a public name that resolves to a private address',
    'https://inside.test/layer',
    [{ name: 'inside.test', address: '10.0.0.5' }],
  ),
  leads('to-a-file', 'To a file', 'file:///etc/passwd'),
  leads('to-ftp', 'To another protocol', 'ftp://elsewhere.test/layer'),
  registryCase(
    {
      number: 61,
      id: 'redirect-to-another-host',
      says: 'To a public host, as registries do with blobs: followed, without what was meant for the registry',
      source: CLASS,
      answer: PLAIN_READ,
      network: { neverSent: neverTo(ELSEWHERE.name) },
    },
    (request) => {
      if (request.host === ELSEWHERE.name) return honest({ ...request, path: `/v2/app/blobs/${LAYER_DIGEST}` });
      if (request.headers['authorization'] === undefined) return status(401, { 'www-authenticate': 'Basic realm="r"' });
      return isBlob(request) ? redirect('https://elsewhere.test/store/layer') : undefined;
    },
    { credentialsFor: [REGISTRY.name] },
  ),
  registryCase(
    {
      number: 61,
      id: 'redirect-away-and-back',
      says: 'To another host and back: what was meant for the registry is not sent on the way',
      source: CLASS,
      answer: PLAIN_READ,
      network: { neverSent: neverTo(ELSEWHERE.name), mostRequests: 20 },
    },
    (request) => {
      if (request.host === ELSEWHERE.name) return redirect('https://registry.test/back');
      if (request.path === '/back') return honest({ ...request, path: `/v2/app/blobs/${LAYER_DIGEST}` });
      if (request.headers['authorization'] === undefined) return status(401, { 'www-authenticate': 'Basic realm="r"' });
      return isBlob(request) ? redirect('https://elsewhere.test/there') : undefined;
    },
    { credentialsFor: [REGISTRY.name] },
  ),
  registryCase(
    {
      number: 61,
      id: 'private-registry-redirects-to-itself',
      says: 'The registry itself is on the machine: there it may send the client',
      answer: PLAIN_READ,
    },
    (request) => {
      if (request.path === '/store/layer') return honest({ ...request, path: `/v2/app/blobs/${LAYER_DIGEST}` });
      return isBlob(request) ? redirect('http://127.0.0.1:5000/store/layer') : undefined;
    },
    { hosts: [{ name: '127.0.0.1:5000', address: '127.0.0.1' }], reference: '127.0.0.1:5000/app:1' },
  ),
  registryCase(
    {
      number: 61,
      id: 'realm-on-another-host',
      says: 'The registry wants its password sent to another host',
      source: CLASS,
      answer: no,
      network: { neverSent: neverTo(ELSEWHERE.name), mostRequests: 12 },
    },
    challenge('Bearer realm="https://elsewhere.test/token",service="registry.test"'),
    { credentialsFor: [REGISTRY.name] },
  ),
  // Was: read. It never said where the token goes: to the registry. Bought with the user's name for that host, it would hand any
  // registry a token of any other the user is logged in to, so the host is asked without a name, and this one gives nothing then.
  registryCase(
    {
      number: 61,
      id: 'realm-on-a-configured-host',
      says: 'The same where the user has named that host too: what is for that host is not the registry’s to ask for',
      source: CLASS,
      answer: no,
      network: { neverSent: [...neverTo(ELSEWHERE.name), ...neverTo(REGISTRY.name)], mostRequests: 12 },
    },
    challenge('Bearer realm="https://elsewhere.test/token",service="registry.test"'),
    { credentialsFor: [REGISTRY.name, ELSEWHERE.name] },
  ),
  registryCase(
    {
      number: 61,
      id: 'realm-and-scope-of-a-third-party',
      says: 'The registry wants a token for somebody else’s private repository: neither it nor what buys it goes anywhere',
      source: CLASS,
      answer: no,
      network: { neverSent: [...neverTo(ELSEWHERE.name), ...neverTo(REGISTRY.name)], mostRequests: 12 },
    },
    challenge(
      'Bearer realm="https://elsewhere.test/token",service="elsewhere.test",scope="repository:victim/private:pull,push"',
    ),
    { credentialsFor: [ELSEWHERE.name] },
  ),
  ...(
    [
      ['by-http', 'http://registry.test/token'],
      ['link-local', 'https://169.254.169.254/token'],
      ['on-the-machine', 'http://127.0.0.1:9/token'],
      ['a-file', 'file:///etc/passwd'],
    ] as const
  ).map(([id, realm]) =>
    registryCase(
      {
        number: 61,
        id: `realm-${id}`,
        says: 'A realm nobody may be asked at',
        source: CLASS,
        answer: no,
        network: { neverAsked: [realm], mostRequests: 12 },
      },
      challenge(`Bearer realm="${realm}",service="registry.test"`),
      { credentialsFor: [REGISTRY.name] },
    ),
  ),
  registryCase(
    {
      number: 61,
      id: 'token-that-never-works',
      says: 'A token is given and refused, again and again',
      answer: no,
      network: { mostRequests: 12 },
    },
    (request) =>
      request.path.startsWith('/token')
        ? token()
        : status(401, { 'www-authenticate': 'Bearer realm="https://registry.test/token"' }),
    { credentialsFor: [REGISTRY.name] },
  ),
  registryCase(
    {
      number: 61,
      id: 'challenge-that-is-none',
      says: 'A challenge of 10 kB of commas and quotes',
      answer: no,
      ceilings: { seconds: 10 },
      network: { mostRequests: 12 },
    },
    () => status(401, { 'www-authenticate': `Bearer realm="${'a",b="\\'.repeat(1500)}` }),
    { credentialsFor: [REGISTRY.name] },
  ),
];
