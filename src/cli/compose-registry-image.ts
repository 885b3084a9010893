import { arch, homedir } from 'node:os';
import { join } from 'node:path';
import { nodeInflater } from '../adapters/blobs/node-inflater.ts';
import { systemClock } from '../adapters/clock/system-clock.ts';
import { nodeFiles } from '../adapters/files/node-files.ts';
import { registryHttp } from '../adapters/http/registry-http.ts';
import { runProcess } from '../adapters/process/run-process.ts';
import { openRegistryImage } from '../image/registry/open-registry.ts';
import { type CredentialHost, readCredentials } from '../image/registry/read-credentials.ts';
import { makeRegistryClient } from '../image/registry/registry-client.ts';
import { placeOf } from '../image/registry/registry-url.ts';
import { textToWords } from '../model/bytes.ts';
import { Problem } from '../model/problem.ts';
import { parseReference } from '../model/reference.ts';
import type { ImageWish } from './compose-image.ts';
import type { Env, OpenImage } from './compose-stored-image.ts';

/** An image of a registry: nothing is kept on disk. */
export async function openFromRegistry(env: Env, name: string, wish: ImageWish): Promise<OpenImage> {
  const reference = parseReference(name);
  if (reference === undefined) throw new Problem('usage', 'bad-name', { of: 'image', name });
  const place = placeOf(reference);
  const { signal } = wish;
  const client = makeRegistryClient(place, {
    http: registryHttp,
    credentials: (host) => readCredentials(host, credentialFiles(env, signal)),
    sleep: (ms) => systemClock.sleep(ms, signal),
    now: () => systemClock.nowMs(),
    signal,
  });
  const inflater = nodeInflater(env['PATH'] ?? '', wish.limits.inflate);
  const view = await openRegistryImage(client, place, wish.platform ?? ownPlatform(), inflater);
  return { view, isRemote: true, close: async () => undefined };
}

/** As images name it. */
function ownPlatform(): string {
  const names: Readonly<Record<string, string>> = { x64: 'amd64', ia32: '386' };
  return `linux/${names[arch()] ?? arch()}`;
}

function credentialFiles(env: Env, signal: AbortSignal): CredentialHost {
  const files = nodeFiles();
  const docker = join(env['DOCKER_CONFIG'] || join(homedir(), '.docker'), 'config.json');
  const containers = env['XDG_RUNTIME_DIR'] && join(env['XDG_RUNTIME_DIR'], 'containers/auth.json');
  const paths = [docker, env['REGISTRY_AUTH_FILE'], containers].filter((path) => path !== undefined && path !== '');
  return {
    configs: paths.map((path) => async () => {
      const text = await files.readText(path as string);
      return text === undefined ? undefined : textToWords(text);
    }),
    async askHelper(helper, server) {
      // It leads a group of its own: a key that ends us does not reach it.
      const asked = { input: server, timeoutMs: 30_000, env, signal };
      const { exitCode, stdout } = await runProcess([`docker-credential-${helper}`, 'get'], asked);
      signal.throwIfAborted();
      return exitCode === 0 ? stdout : undefined;
    },
  };
}
