import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { HostPort } from '../host-port.ts';
import type { EngineHttpPort, EngineRequest } from '../http-port.ts';
import type { ProcessPort, ProcessResult } from '../process-port.ts';
import { chooseVersion, createApiClient } from './api-client.ts';
import { readPorts } from './docker-container.ts';
import { isContainerdStore, readInspection } from './docker-facts.ts';
import { describeContainer } from './docker-runner.ts';
import { parseEndpoint, resolveEngine } from './endpoint.ts';
import { createTail, type Frame, readFrames } from './log-frames.ts';
import { sweepEngine } from './sweep.ts';

const DONE: ProcessResult = {
  ended: 'exited',
  exitCode: 0,
  signal: undefined,
  stdout: '',
  stderr: '',
  truncated: false,
  ms: 1,
};

function host(env: Record<string, string> = {}): HostPort {
  return { env, readText: async () => undefined, withTempDir: (work) => work('/t'), freeBytes: async () => undefined };
}

function contexts(entries: Record<string, unknown>): ProcessPort {
  return async (argv) => {
    const entry = entries[argv[3] ?? 'current'];
    return entry === undefined ? { ...DONE, exitCode: 1 } : { ...DONE, stdout: JSON.stringify([entry]) };
  };
}

describe('resolveEngine', () => {
  const run = contexts({
    current: { Endpoints: { docker: { Host: 'unix:///current.sock' } } },
    other: {
      Endpoints: { docker: { Host: 'tcp://h.invalid:2376', SkipTLSVerify: false } },
      TLSMaterial: { docker: ['ca.pem'] },
      Storage: { TLSPath: '/tls' },
    },
    far: { Endpoints: { docker: { Host: 'ssh://user@h.invalid' } } },
  });

  it('takes option, then DOCKER_HOST, then DOCKER_CONTEXT, then the context in use', async () => {
    const env = host({ DOCKER_HOST: 'unix:///env.sock', DOCKER_CONTEXT: 'other' });
    expect(await resolveEngine({ host: 'unix:///opt.sock' }, env, run)).toMatchObject({
      url: 'unix:///opt.sock',
      cliOptions: ['--host=unix:///opt.sock'],
    });
    expect(await resolveEngine({}, env, run)).toMatchObject({ endpoint: { path: '/env.sock' }, cliOptions: [] });
    expect(await resolveEngine({ context: 'other' }, env, run)).toMatchObject({
      url: 'tcp://h.invalid:2376',
      cliOptions: ['--context=other'],
    });
    expect(await resolveEngine({}, host({ DOCKER_CONTEXT: 'other' }), run)).toMatchObject({
      endpoint: { tls: { dir: '/tls/docker', verify: true } },
    });
    expect(await resolveEngine({}, host(), run)).toMatchObject({
      endpoint: { is: 'unix', path: '/current.sock' },
      cliOptions: [],
    });
  });

  it('says what it cannot reach, without the user in it', async () => {
    await expect(resolveEngine({ context: 'far' }, host(), run)).rejects.toMatchObject({
      code: 'engine-endpoint-unsupported',
      args: { endpoint: 'ssh://***@h.invalid' },
    });
    await expect(resolveEngine({ context: 'none' }, host(), run)).rejects.toMatchObject({ code: 'unknown-engine' });
    const missing: ProcessPort = async () => ({ ...DONE, ended: 'not-found', exitCode: undefined });
    await expect(resolveEngine({}, host(), missing)).rejects.toMatchObject({ code: 'engine-not-found' });
  });

  it.each(['--help', '$(id)', '-D', 'a b', ''])('never hands %j to the CLI', async (context) => {
    const spy: ProcessPort = async (argv) => {
      expect(argv).not.toContain(context);
      return { ...DONE, exitCode: 1 };
    };
    await expect(resolveEngine({ context }, host(), spy)).rejects.toMatchObject({ code: 'unknown-engine' });
  });
});

describe('parseEndpoint', () => {
  it('reads what it can speak with', () => {
    expect(parseEndpoint('unix://')).toEqual({ is: 'unix', path: '/var/run/docker.sock' });
    expect(parseEndpoint('tcp://127.0.0.1')).toEqual({ is: 'tcp', host: '127.0.0.1', port: 2375 });
    expect(parseEndpoint('tcp://[::1]:99', { dir: '/c', verify: true })).toEqual({
      is: 'tcp',
      host: '::1',
      port: 99,
      tls: { dir: '/c', verify: true },
    });
    expect(parseEndpoint('https://h')).toMatchObject({ port: 2376, tls: { verify: true } });
  });

  it.each(['ssh://a', 'npipe:////./pipe/x', 'fd://', 'tcp://', 'tcp://a:b:c', 'x', ''])('knows %j is none', (url) => {
    expect(parseEndpoint(url)).toBeUndefined();
  });
});

describe('chooseVersion', () => {
  it.each([
    ['1.41', '1.12', '1.41'],
    ['1.51', '1.24', '1.51'],
    ['1.60', '1.44', '1.51'],
    ['1.90', '1.80', '1.80'],
    ['1.9', '1.2', '1.9'],
    [undefined, undefined, '1.51'],
  ])('of an engine with %s (at least %s) is %s', (newest, oldest, chosen) => {
    expect(chooseVersion({ ApiVersion: newest, MinAPIVersion: oldest })).toBe(chosen);
  });
});

describe('createApiClient', () => {
  const engine = { endpoint: { is: 'unix', path: '/x' }, url: 'unix:///x', cliOptions: [] } as const;

  function answering(rules: (r: EngineRequest) => { status: number; body: string }): EngineHttpPort {
    return async (_endpoint, request) => {
      const { status, body } =
        request.path === '/version' ? { status: 200, body: '{"ApiVersion":"1.43"}' } : rules(request);
      return { status, headers: {}, body: oneChunk(body), close: () => undefined };
    };
  }

  it('asks under the version agreed on and encodes what it asks', async () => {
    const asked: string[] = [];
    const api = createApiClient(
      engine,
      answering((r) => {
        asked.push(r.path);
        return { status: 200, body: '[]' };
      }),
    );
    await api.call('GET', '/x', { query: { a: 'b&c=d', none: undefined, all: 1 } });
    expect(asked).toEqual(['/v1.43/x?a=b%26c%3Dd&all=1']);
  });

  it('says what the engine refused, and what is no answer at all', async () => {
    const no = createApiClient(
      engine,
      answering(() => ({ status: 409, body: '{"message":"in use\\n"}' })),
    );
    await expect(no.call('DELETE', '/x', { query: { a: 1 } })).rejects.toMatchObject({
      code: 'engine-refused',
      args: { operation: 'DELETE /v1.43/x', status: 409, reason: 'in use' },
    });
    const odd = createApiClient(
      engine,
      answering(() => ({ status: 200, body: '<html>' })),
    );
    await expect(odd.call('GET', '/x')).rejects.toMatchObject({ code: 'engine-refused', args: { reason: '<html>' } });
  });

  it('asks again for the version of an engine that was down', async () => {
    let up = false;
    const port = answering(() => ({ status: 200, body: '1' }));
    const api = createApiClient(engine, async (e, r) => {
      if (!up) throw Object.assign(new Error('x'), { code: 'ECONNREFUSED' });
      return port(e, r);
    });
    await expect(api.call('GET', '/x')).rejects.toMatchObject({
      code: 'engine-down',
      args: { reason: 'ECONNREFUSED' },
    });
    up = true;
    expect(await api.call('GET', '/x')).toBe(1);
  });

  it('sweeps nothing without a label, and tags of the repository only', async () => {
    const asked: string[] = [];
    const images = JSON.stringify([
      { RepoTags: ['r/run:1', 'r/run/x:2', 'r/runner:3', 'r/run-4:5'] },
      { RepoTags: null },
      {},
    ]);
    const api = createApiClient(
      engine,
      answering((r) => {
        if (r.method === 'DELETE') asked.push(r.path);
        return { status: 200, body: r.path.includes('/images/json') ? images : '[]' };
      }),
    );
    expect(await sweepEngine(api, {}, 'r/run')).toEqual({ containers: 0, images: 2, volumes: 0, networks: 0 });
    expect(asked).toEqual(['/v1.43/images/r/run:1?force=1', '/v1.43/images/r/run/x:2?force=1']);
  });
});

async function* oneChunk(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

describe('readFrames', () => {
  const frame = (kind: number, text: string) => {
    const head = Buffer.alloc(8);
    head[0] = kind;
    head.writeUInt32BE(Buffer.byteLength(text), 4);
    return Buffer.concat([head, Buffer.from(text)]);
  };

  it('gives the same however the stream is cut', async () => {
    const all = Buffer.concat([frame(1, 'out 가'), frame(2, 'err'), frame(1, ''), frame(1, 'end')]);
    await fc.assert(
      fc.asyncProperty(fc.array(fc.integer({ min: 1, max: 9 })), async (cuts) => {
        const frames: Frame[] = [];
        for await (const f of readFrames(cut(all, cuts))) frames.push(f);
        const text = (s: Frame['stream']) =>
          Buffer.concat(frames.filter((f) => f.stream === s).map((f) => f.bytes)).toString();
        expect([text('stdout'), text('stderr')]).toEqual(['out 가end', 'err']);
      }),
    );
  });

  it('keeps only the tail', () => {
    const tail = createTail(5);
    for (const piece of ['abc', 'defg', 'h']) tail.add(Buffer.from(piece));
    expect(tail.text()).toBe('defgh');
  });
});

async function* cut(all: Buffer, cuts: readonly number[]): AsyncGenerator<Uint8Array> {
  let at = 0;
  for (const length of cuts) {
    yield all.subarray(at, at + length);
    at += length;
  }
  yield all.subarray(at);
}

describe('what the engine tells', () => {
  it('of its store', () => {
    expect(isContainerdStore({ DriverStatus: [['driver-type', 'io.containerd.snapshotter.v1']] })).toBe(true);
    expect(isContainerdStore({ DriverStatus: [['Backing Filesystem', 'extfs']] })).toBe(false);
    expect(isContainerdStore({})).toBe(false);
  });

  it('of its builder', () => {
    const text =
      'Name:          default\nDriver:        docker\n\nNodes:\nName:             default\nBuildKit version: v0.25.0\nPlatforms:        linux/amd64*, linux/arm64\nGC Policy rule#0:\n All:  false\n';
    expect(readInspection(text)).toEqual({
      driver: 'docker',
      buildkit: 'v0.25.0',
      platforms: ['linux/amd64', 'linux/arm64'],
    });
    expect(readInspection('')).toEqual({ driver: 'docker', buildkit: undefined, platforms: [] });
  });

  it('of published ports', () => {
    const told = {
      NetworkSettings: {
        Ports: {
          '80/tcp': [{ HostIp: '127.0.0.1', HostPort: '32768' }],
          '53/udp': [{ HostPort: '9' }],
          '81/tcp': null,
        },
      },
    };
    expect([...readPorts(told, undefined)]).toEqual([[80, { host: '127.0.0.1', port: 32768 }]]);
    expect(readPorts(told, 'far.invalid').get(80)).toEqual({ host: 'far.invalid', port: 32768 });
  });
});

describe('describeContainer', () => {
  const options = {
    image: 'a:1',
    env: { A: 'b=c' },
    mounts: [{ source: '/s', target: '/t', readonly: true }],
    ports: [80],
    labels: { l: '1' },
  };

  it('publishes on the loopback, limits memory without swap, joins with its aliases', () => {
    expect(
      describeContainer({ ...options, memoryBytes: 5, network: 'n', aliases: ['web'], command: ['x'] }, undefined),
    ).toEqual({
      Image: 'a:1',
      Env: ['A=b=c'],
      Cmd: ['x'],
      Labels: { l: '1' },
      ExposedPorts: { '80/tcp': {} },
      HostConfig: {
        PortBindings: { '80/tcp': [{ HostIp: '127.0.0.1', HostPort: '' }] },
        Mounts: [{ Type: 'bind', Source: '/s', Target: '/t', ReadOnly: true }],
        NetworkMode: 'n',
        Memory: 5,
        MemorySwap: 5,
      },
      NetworkingConfig: { EndpointsConfig: { n: { Aliases: ['web'] } } },
    });
  });

  it('changes nothing it was not asked to', () => {
    const body = describeContainer({ ...options, mounts: [], ports: [] }, undefined);
    expect(Object.keys(body)).not.toContain('Cmd');
    expect(body['HostConfig']).toEqual({ PortBindings: {}, Mounts: [] });
  });
});
