import { createServer, type Server } from 'node:http';
import { join } from 'node:path';

interface Thing {
  readonly id: string;
  readonly labels: Readonly<Record<string, string>>;
}

export interface FakeDocker {
  readonly host: string;
  readonly containers: Thing[];
  readonly networks: Thing[];
  readonly volumes: Thing[];
  readonly tags: string[];
  /** What `save` gives of a tag; these are images too. A function is called and nothing is given, ever. */
  readonly archives: Map<string, Uint8Array | (() => void)>;
  close(): Promise<void>;
}

/** The little of an engine's API that looking and sweeping need, on a socket of its own: no test may sweep a real one. */
export async function startFakeDocker(dir: string): Promise<FakeDocker> {
  const socket = join(dir, 'docker.sock');
  const fake = {
    containers: [] as Thing[],
    networks: [] as Thing[],
    volumes: [] as Thing[],
    tags: [] as string[],
    archives: new Map<string, Uint8Array | (() => void)>(),
  };
  const server: Server = createServer((request, response) => {
    const url = new URL(request.url ?? '/', 'http://docker');
    const [, tag = ''] = /\/images\/(.+)\/get$/.exec(decodeURIComponent(url.pathname)) ?? [];
    const archive = fake.archives.get(tag);
    if (archive !== undefined) {
      if (typeof archive === 'function') archive();
      else response.end(archive);
      return;
    }
    const answer = answerTo(request.method ?? 'GET', url, fake);
    response.writeHead(answer === undefined ? 404 : 200, { 'content-type': 'application/json' });
    response.end(JSON.stringify(answer ?? { message: `no ${request.method} ${url.pathname}` }));
  });
  await new Promise<void>((resolve) => server.listen(socket, resolve));
  const close = () => new Promise<void>((resolve) => server.close(() => resolve()));
  return { ...fake, host: `unix://${socket}`, close };
}

function answerTo(method: string, url: URL, fake: Omit<FakeDocker, 'host' | 'close'>): unknown {
  const path = url.pathname.replace(/^\/v[\d.]+/, '');
  const [, image = ''] = /^\/images\/(.+)\/json$/.exec(decodeURIComponent(path)) ?? [];
  if (fake.archives.has(image)) return { Id: `sha256:${'1'.repeat(64)}` };
  if (method === 'DELETE') return remove(decodeURIComponent(path), fake);
  const wanted = (JSON.parse(url.searchParams.get('filters') ?? '{}') as { label?: string[] }).label ?? [];
  const marked = (things: readonly Thing[]) => things.filter((t) => wanted.every((l) => hasLabel(t, l)));
  switch (path) {
    case '/_ping':
      return 'OK';
    case '/version':
      return { Version: '28.0.0', ApiVersion: '1.48', MinAPIVersion: '1.24', Os: 'linux', Arch: 'amd64' };
    case '/info':
      return {
        NCPU: 2,
        MemTotal: 8e9,
        Driver: 'overlayfs',
        DriverStatus: [['driver-type', 'io.containerd.snapshotter.v1']],
      };
    case '/system/df':
      return { BuildCache: [], LayersSize: 0, Images: [] };
    case '/containers/json':
      return marked(fake.containers).map((c) => ({ Id: c.id, Labels: c.labels }));
    case '/networks':
      return marked(fake.networks).map((n) => ({ Id: n.id, Name: n.id }));
    case '/volumes':
      return { Volumes: marked(fake.volumes).map((v) => ({ Name: v.id })) };
    case '/images/json':
      return [...fake.tags, ...fake.archives.keys()].map((tag) => ({ Id: tag, RepoTags: [tag] }));
    default:
      return undefined;
  }
}

function hasLabel(thing: Thing, label: string): boolean {
  const [key = '', value] = label.split('=');
  return key in thing.labels && (value === undefined || thing.labels[key] === value);
}

function remove(path: string, fake: Omit<FakeDocker, 'host' | 'close'>): unknown {
  const [, kind, ...rest] = path.split('/');
  const name = rest.join('/');
  const things = { containers: fake.containers, networks: fake.networks, volumes: fake.volumes }[kind ?? ''];
  const at = kind === 'images' ? fake.tags.indexOf(name) : (things?.findIndex((t) => t.id === name) ?? -1);
  if (at < 0) return undefined;
  if (kind === 'images') fake.tags.splice(at, 1);
  else things?.splice(at, 1);
  return {};
}
