import { spawnSync } from 'node:child_process';

/** What one process and all it started took. */
export interface Metered {
  readonly code: number;
  readonly cpuSeconds: number;
  readonly wallSeconds: number;
  /** Of the largest of them. */
  readonly maxRssBytes: number;
  /** Of 512 bytes, on any disk. */
  readonly writtenBlocks: number;
  readonly out: string;
  readonly err: string;
}

const METER = `
import json, resource, subprocess, sys, time
# What ran in this process before python did, a version manager's script, had children too.
before = resource.getrusage(resource.RUSAGE_CHILDREN)
started = time.monotonic()
out = subprocess.PIPE if sys.argv[1] == 'keep' else subprocess.DEVNULL
done = subprocess.run(sys.argv[2:], stdin=subprocess.DEVNULL, stdout=out, stderr=subprocess.PIPE)
used = resource.getrusage(resource.RUSAGE_CHILDREN)
print(json.dumps({
    'code': done.returncode,
    'cpuSeconds': used.ru_utime + used.ru_stime - before.ru_utime - before.ru_stime,
    'wallSeconds': time.monotonic() - started,
    'maxRssBytes': used.ru_maxrss * 1024,
    'writtenBlocks': used.ru_oublock - before.ru_oublock,
    'out': (done.stdout or b'').decode('utf-8', 'replace'),
    'err': done.stderr.decode('utf-8', 'replace'),
}))
`;

interface MeterOptions {
  readonly env?: NodeJS.ProcessEnv | undefined;
  readonly cwd?: string | undefined;
  /** What it prints is of interest, and not gigabytes. Default: true. */
  readonly keepsOut?: boolean | undefined;
}

/** Runs a program and takes its CPU time and memory from the kernel, not from the program. */
export function meter(
  argv: readonly string[],
  { env = process.env, cwd, keepsOut = true }: MeterOptions = {},
): Metered {
  const program = ['-c', METER, keepsOut ? 'keep' : 'drop', ...argv];
  const run = spawnSync('python3', program, { env, cwd, encoding: 'utf8', maxBuffer: 256 << 20 });
  if (run.status !== 0) throw new Error(`the meter ended with ${run.status}: ${run.stderr}`);
  return JSON.parse(run.stdout) as Metered;
}
