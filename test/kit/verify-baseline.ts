import type { Cause } from '../../src/model/verdict.ts';
import type { ProbeSet } from '../../src/verify/contract.ts';
import { type DiscoverInput, discoverProbes, getProbe } from '../../src/verify/discover-probes.ts';
import { type KnownRoute, resolvePlaces } from '../../src/verify/resolve-places.ts';
import { type Baseline, learnBaseline, type VerifyImageOptions, verifyImage } from '../../src/verify/verify-image.ts';
import { createWorld, type FakeApp, type FakeWorld, json } from './verify-world.ts';

export const PORT = 8000;
export const routes: readonly KnownRoute[] = [
  { method: 'GET', path: '/', file: 'main.py', line: 20 },
  { method: 'GET', path: '/health', file: 'main.py', line: 31 },
  { method: 'POST', path: '/users', file: 'main.py', line: 40 },
  { method: 'GET', path: '/users', file: 'main.py', line: 50 },
];

/** An application that keeps users, gives random scores per process, and cannot serialise its health. */
export function goodApp(start: number, more: Partial<FakeApp> = {}): FakeApp {
  let users = 2;
  const app: FakeApp = {
    port: PORT,
    readyAfterMs: 900,
    log: 'INFO: started\n',
    answer(method, path) {
      if (path === '/') return json({ name: 'app', model: ['a', 'b'] });
      if (path === '/users' && method === 'POST') return json({ id: ++users }, 201);
      if (path === '/users') return json(Array.from({ length: users }, (_, i) => ({ id: i + 1 })));
      if (path === '/score') return json({ score: 0.1 + start / 7, of: 'x' });
      if (path === '/health') return { status: 500, type: 'text/plain', body: 'no', writes: TRACEBACK };
      return { status: 404 };
    },
  };
  return { ...app, ...more };
}

export const TRACEBACK = `INFO: "GET /health HTTP/1.1" 500 Internal Server Error
Traceback (most recent call last):
  File "/usr/local/lib/python3.12/site-packages/fastapi/routing.py", line 301, in app
    content = await serialize_response(
ValueError: [TypeError("'numpy.int64' object is not iterable"), TypeError('vars() argument must have __dict__ attribute')]
`;

export const probes = [
  getProbe('/', 'config'),
  getProbe('/health', 'config'),
  { ...getProbe('/users', 'config'), id: 'create', http: { method: 'POST', path: '/users', headers: {}, body: '{}' } },
  getProbe('/users', 'config'),
  getProbe('/score', 'config'),
];
export const image = { exposedPorts: ['8000/tcp'], env: [] };
export const input: DiscoverInput = { image, routes, portHints: [] };
export const configured = discoverProbes({ ...input, configured: { probes } });

export const options: VerifyImageOptions & { readonly known: readonly string[] } = {
  labels: { ours: '1' },
  name: 'run-1',
  places: resolvePlaces(['main.py'], routes),
  redact: (text) => text.replaceAll('s3cret', '***'),
  signal: new AbortController().signal,
  closure: [],
  known: routes.map((r) => `${r.method} ${r.path}`),
};

interface Tried {
  readonly world: FakeWorld;
  readonly baseline: Baseline;
  readonly verify: (more?: Partial<VerifyImageOptions>) => ReturnType<typeof verifyImage>;
}

export async function tryOut(
  rung: (start: number) => FakeApp | string,
  set: ProbeSet = configured,
  base: (start: number) => FakeApp = goodApp,
): Promise<Tried> {
  const world = createWorld({ base, rung });
  const baseline = await learnBaseline(world, 'base', set, options);
  const kept = JSON.parse(JSON.stringify(baseline)) as Baseline;
  return { world, baseline: kept, verify: (more) => verifyImage(world, 'rung', kept, { ...options, ...more }) };
}
export const codes = (causes: readonly Pick<Cause, 'message'>[]) => causes.map((c) => c.message.code);
export const changed = (path: string, reply: ReturnType<typeof json>) => (start: number) => {
  const app = goodApp(start);
  return goodApp(start, { answer: (m, p, n) => (p === path ? reply : (app.answer?.(m, p, n) ?? { status: 404 })) });
};
