import { execFileSync } from 'node:child_process';
import { existsSync, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { basename, join } from 'node:path';

/** Programs of others that ours is measured against, as modules of the Go proxy. */
const PEERS = {
  dive: 'github.com/wagoodman/dive/cmd/dive@v0.13.2-0.20250516191726-d6c691947f8f',
  syft: 'github.com/anchore/syft/cmd/syft@v1.52.0',
} as const;

export type Peer = keyof typeof PEERS;

/** Builds a peer once. Cost: minutes the first time. @returns its path, its sources' folder, and its version as Go tells it @throws where Go or the proxy is missing */
export function installPeer(
  peer: Peer,
  env: NodeJS.ProcessEnv,
  say: (line: string) => void,
): { readonly file: string; readonly source: string; readonly version: string } {
  const bin = join(env['XDG_CACHE_HOME'] ?? join(homedir(), '.cache'), 'plimsoll/peers');
  const file = join(bin, basename(PEERS[peer].split('@')[0] ?? peer));
  if (!existsSync(file)) {
    mkdirSync(bin, { recursive: true });
    say(`building ${PEERS[peer]}`);
    execFileSync('go', ['install', PEERS[peer]], {
      env: { ...env, GOBIN: bin, CGO_ENABLED: '0' },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
  }
  const told = execFileSync('go', ['version', '-m', file], { env, encoding: 'utf8' });
  const [, module = '', version = 'unknown'] = /^\tmod\t(\S+)\t(\S+)/m.exec(told) ?? [];
  const modules = execFileSync('go', ['env', 'GOMODCACHE'], { env, encoding: 'utf8' }).trim();
  return { file, source: join(modules, `${module}@${version}`), version };
}
