import { execFileSync } from 'node:child_process';
import {
  chmodSync,
  copyFileSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { join } from 'node:path';
import { nodeEngineHttp } from '../../src/adapters/engine/node-engine-http.ts';
import { createNodeHost } from '../../src/adapters/engine/node-host.ts';
import { runProcess } from '../../src/adapters/process/run-process.ts';
import type { BuildRequest } from '../../src/engine/contract.ts';
import type { DockerPorts } from '../../src/engine/docker/docker-engine.ts';

/** Everything these tests make carries this label and this repository, apart from a user's own run beside them. */
export const LABELS = { 'plimsoll.test': `engine-${process.pid}` };
export const REPOSITORY = `plimsoll.invalid/engine-test-${process.pid}`;

export function portsFor(env: Readonly<Record<string, string | undefined>> = process.env): DockerPorts {
  return { run: runProcess, http: nodeEngineHttp, host: createNodeHost(env) };
}

/** A static busybox from the distribution's package, fetched once: images need no base and no registry. */
export function findBusybox(): string {
  const cache = join(process.env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'plimsoll-test');
  const file = join(cache, 'busybox');
  if (existsSync(file)) return file;
  mkdirSync(cache, { recursive: true });
  const dir = mkdtempSync(join(cache, 'fetch-'));
  try {
    execFileSync('apt-get', ['download', 'busybox-static'], { cwd: dir, stdio: 'pipe' });
    const deb = readdirSync(dir).find((f) => f.endsWith('.deb'));
    if (deb === undefined) throw new Error('apt-get gave no package');
    execFileSync('dpkg-deb', ['-x', deb, 'tree'], { cwd: dir, stdio: 'pipe' });
    chmodSync(join(dir, 'tree/bin/busybox'), 0o755);
    renameSync(join(dir, 'tree/bin/busybox'), file);
  } finally {
    rmSync(dir, { recursive: true, force: true });
  }
  return file;
}

export interface Workshop {
  readonly dir: string;
  /** Writes the Dockerfile (and files) into a fresh context and gives the request to build it. */
  request(tag: string, dockerfile: string, more?: Partial<BuildRequest>): BuildRequest;
  close(): void;
}

export const BUSYBOX_BASE = [
  'FROM scratch',
  'COPY busybox /bin/busybox',
  'RUN ["/bin/busybox","--install","-s","/bin"]',
  '',
].join('\n');

export function openWorkshop(): Workshop {
  const dir = mkdtempSync(join(tmpdir(), 'plimsoll-engine-'));
  const busybox = findBusybox();
  let n = 0;
  return {
    dir,
    request(tag, dockerfile, more = {}) {
      n += 1;
      const context = join(dir, `${n}`);
      mkdirSync(context);
      copyFileSync(busybox, join(context, 'busybox'));
      writeFileSync(join(context, 'Dockerfile'), dockerfile);
      return {
        context,
        dockerfile: join(context, 'Dockerfile'),
        tag: `${REPOSITORY}:${tag}`,
        args: {},
        secrets: [],
        ssh: [],
        namedContexts: {},
        cacheNamespace: REPOSITORY,
        noCache: false,
        ...more,
      };
    },
    close: () => rmSync(dir, { recursive: true, force: true }),
  };
}
