import { spawnSync } from 'node:child_process';

/** How the engine's CLI ended; `text` is what it said on both streams. */
export interface Ran {
  readonly code: number;
  readonly text: string;
}

/** @param timeoutMs afterwards it is ended, with code 124 */
export function docker(args: readonly string[], timeoutMs = 120_000): Ran {
  const ran = spawnSync('docker', args, { encoding: 'utf8', timeout: timeoutMs, maxBuffer: 64 << 20 });
  if (ran.error !== undefined && ran.status === null) return { code: 124, text: String(ran.error) };
  return { code: ran.status ?? 124, text: `${ran.stdout}${ran.stderr}` };
}
