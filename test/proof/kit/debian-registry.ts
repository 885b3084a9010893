import { type ChildProcess, execFileSync, spawn } from 'node:child_process';
import { closeSync, existsSync, mkdirSync, openSync, readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { join } from 'node:path';

export interface DebianRegistry {
  /** `127.0.0.1:PORT` */
  readonly host: string;
  /** Requests so far, as `GET /v2/…`. */
  requests(): readonly string[];
  close(): Promise<void>;
}

/** Distribution's own registry, out of Debian's package, on a port of this machine. Needs apt. */
export async function startDebianRegistry(dir: string): Promise<DebianRegistry> {
  const program = fetchProgram(dir);
  const port = await freePort();
  const config = join(dir, 'config.yml');
  writeFileSync(
    config,
    `version: 0.1\nlog: {level: info, accesslog: {disabled: false}}\nstorage: {filesystem: {rootdirectory: ${join(dir, 'data')}}}\nhttp: {addr: 127.0.0.1:${port}}\n`,
  );
  // A file: who waits for a program as this process does would hear of a pipe only later.
  const log = join(dir, 'log');
  const fd = openSync(log, 'a');
  const child = spawn(program, ['serve', config], { stdio: ['ignore', fd, fd] });
  closeSync(fd);
  const host = `127.0.0.1:${port}`;
  await answers(host, child);
  return {
    host,
    requests: () =>
      [...readFileSync(log, 'utf8').matchAll(/"((?:GET|HEAD|PUT|POST|PATCH) \/v2\/[^ "]*)/g)].map(
        ([, request]) => request ?? '',
      ),
    async close() {
      const ended = new Promise((resolve) => child.once('close', resolve));
      child.kill();
      await ended;
    },
  };
}

function fetchProgram(dir: string): string {
  const program = join(dir, 'tree/usr/bin/docker-registry');
  if (existsSync(program)) return program;
  mkdirSync(dir, { recursive: true });
  execFileSync('apt-get', ['download', 'docker-registry'], { cwd: dir, stdio: ['ignore', 'pipe', 'pipe'] });
  const deb = readdirSync(dir).find((name) => name.endsWith('.deb')) ?? '';
  execFileSync('dpkg-deb', ['-x', deb, 'tree'], { cwd: dir, stdio: ['ignore', 'pipe', 'pipe'] });
  return program;
}

function freePort(): Promise<number> {
  return new Promise((resolve, reject) => {
    const server = createServer().once('error', reject);
    server.listen(0, '127.0.0.1', () => {
      const address = server.address();
      server.close(() => resolve(typeof address === 'object' && address !== null ? address.port : 0));
    });
  });
}

/** Asks until it answers, or is gone. */
async function answers(host: string, child: ChildProcess): Promise<void> {
  while (child.exitCode === null) {
    const answer = await fetch(`http://${host}/v2/`).catch(() => undefined);
    if (answer?.ok) return;
    await new Promise((resolve) => setImmediate(resolve));
  }
  throw new Error(`docker-registry ended with ${child.exitCode}`);
}
