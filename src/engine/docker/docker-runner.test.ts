import { describe, expect, it } from 'vitest';
import type { RunOptions } from '../contract.ts';
import type { EngineHttpPort, EngineRequest } from '../http-port.ts';
import { createApiClient } from './api-client.ts';
import { createDockerRunner, describeContainer } from './docker-runner.ts';

const never = new AbortController().signal;
const options: RunOptions = { image: 'i', env: {}, mounts: [], ports: [], labels: {} };
const local = { endpoint: { is: 'unix', path: '/x' }, url: 'unix:///x', cliOptions: [] } as const;
const remote = {
  endpoint: { is: 'tcp', host: 'h.invalid', port: 2375 },
  url: 'tcp://h.invalid:2375',
  cliOptions: [],
} as const;

async function* oneChunk(text: string): AsyncGenerator<Uint8Array> {
  yield Buffer.from(text);
}

/** An engine of a few answers. */
function runnerOf(
  answer: (request: EngineRequest) => { readonly status: number; readonly body: string },
  engine: typeof local | typeof remote = local,
) {
  const http: EngineHttpPort = async (_endpoint, request) => {
    const { status, body } =
      request.path === '/version' ? { status: 200, body: '{"ApiVersion":"1.43"}' } : answer(request);
    return { status, headers: {}, body: oneChunk(body), close: () => undefined };
  };
  const host = { env: {}, readText: async () => undefined, withTempDir: () => never, freeBytes: async () => undefined };
  const run = () => Promise.reject(new Error('no process is needed'));
  const api = createApiClient(engine, http);
  return createDockerRunner({ engine, api, ports: { run, http, host: host as never }, builder: undefined });
}

describe('when the process was started', () => {
  const started = (offsetMs: number, engine?: typeof local | typeof remote) => {
    let startedAt = '0001-01-01T00:00:00Z';
    const runner = runnerOf((request) => {
      if (request.path.endsWith('/create')) return { status: 201, body: '{"Id":"c"}' };
      if (request.path.endsWith('/start')) {
        startedAt = new Date(Date.now() + offsetMs).toISOString().replace('Z', '123456Z');
        return { status: 204, body: '' };
      }
      return { status: 200, body: JSON.stringify({ State: { Running: true, StartedAt: startedAt } }) };
    }, engine);
    return { runner, told: () => Date.parse(startedAt) };
  };

  it('is what the engine says', async () => {
    const { runner, told } = started(0);
    const container = await runner.start(options, never);
    expect((await container.state()).startedAtMs).toBe(told());
  });

  it.each([-3_600_000, 3_600_000])('is not known where its clock is another one (%i ms off)', async (offsetMs) => {
    const container = await started(offsetMs).runner.start(options, never);
    expect((await container.state()).startedAtMs).toBeUndefined();
  });

  it('is not known of an engine elsewhere', async () => {
    const container = await started(0, remote).runner.start(options, never);
    expect((await container.state()).startedAtMs).toBeUndefined();
  });
});

describe('removing a network', () => {
  it('removes the one of that name, and takes a missing one for removed', async () => {
    for (const status of [204, 404]) {
      const asked: string[] = [];
      const runner = runnerOf((request) => {
        asked.push(`${request.method} ${request.path}`);
        return { status, body: status === 404 ? '{"message":"network not found"}' : '' };
      });
      await runner.removeNetwork?.('plimsoll-1/x');
      expect(asked).toEqual(['DELETE /v1.43/networks/plimsoll-1%2Fx']);
    }
  });

  it('says when the engine will not', async () => {
    const runner = runnerOf(() => ({ status: 403, body: '{"message":"has active endpoints"}' }));
    await expect(runner.removeNetwork?.('n')).rejects.toMatchObject({ code: 'engine-refused' });
  });
});

describe('what a container is denied', () => {
  const hostOf = (more: Partial<RunOptions>) =>
    describeContainer({ ...options, ...more }, undefined)['HostConfig'] as Record<string, unknown>;

  it('is nothing where nothing is asked', () => {
    expect(Object.keys(hostOf({}))).toEqual(['PortBindings', 'Mounts']);
    expect(describeContainer(options, undefined)).not.toHaveProperty('User');
  });

  it('is told in the words of the engine', () => {
    expect(hostOf({ memoryBytes: 64e6, cpus: 0.29, readOnly: true, tmpfs: ['/tmp', '/run'] })).toMatchObject({
      Memory: 64e6,
      MemorySwap: 64e6,
      NanoCpus: 290_000_000,
      ReadonlyRootfs: true,
      Tmpfs: { '/tmp': '', '/run': '' },
    });
    expect(describeContainer({ ...options, user: '1000:1000' }, undefined)).toMatchObject({ User: '1000:1000' });
  });
});
