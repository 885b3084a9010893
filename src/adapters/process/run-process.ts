import { type ChildProcess, spawn } from 'node:child_process';
import type { Readable, Writable } from 'node:stream';
import { StringDecoder } from 'node:string_decoder';
import type { ProcessOptions, ProcessResult } from '../../engine/process-port.ts';
import { writePiece } from './write-piece.ts';

const DEFAULT_KEPT_BYTES = 1024 * 1024;
const MAX_LINE_CHARS = 4 * 1024 * 1024;
const TERM_TO_KILL_MS = 5_000;
const EXIT_TO_CLOSE_MS = 1_000;

/**
 * Runs one program to its end. Failing is a value, never an exception: a missing program, an exit code, a signal.
 * Node's own `spawn` and not a wrapper around it: the child leads a process group, so that abort and time-out end all it has
 * started, and the output kept is bounded while it runs; wrappers keep everything and end the leader alone.
 */
export async function runProcess(argv: readonly string[], options: ProcessOptions = {}): Promise<ProcessResult> {
  const started = performance.now();
  const [program, ...args] = argv;
  if (program === undefined || program === '') return outcome('not-found', undefined, undefined, started);
  if (options.signal?.aborted === true) return outcome('aborted', undefined, undefined, started);
  const child = spawn(program, args, {
    cwd: options.cwd,
    env: options.env === undefined ? process.env : { ...options.env },
    stdio: ['pipe', 'pipe', 'pipe'],
    detached: true,
    windowsHide: true,
  });
  const kept = options.maxOutputBytes ?? DEFAULT_KEPT_BYTES;
  const out = followStream(child.stdout, 'stdout', kept, options.onLine);
  const err = followStream(child.stderr, 'stderr', kept, options.onLine);
  const guard = guardChild(child, options);
  const fed = feedInput(child.stdin, options.input);
  const end = await waitForEnd(child);
  guard.release();
  await fed;
  if (end.missing) return outcome('not-found', undefined, undefined, started);
  const result = outcome(guard.ended() ?? 'exited', end.code, end.signal, started);
  const [stdout, stderr] = [out(), err()];
  return { ...result, stdout: stdout.text, stderr: stderr.text, truncated: stdout.truncated || stderr.truncated };
}

function outcome(
  ended: ProcessResult['ended'],
  code: number | undefined,
  signal: string | undefined,
  started: number,
): ProcessResult {
  const ms = performance.now() - started;
  return { ended, exitCode: code, signal, stdout: '', stderr: '', truncated: false, ms };
}

interface Ended {
  readonly missing: boolean;
  readonly code: number | undefined;
  readonly signal: string | undefined;
}

/** Ends with the streams; where a grandchild keeps them open after the exit, without them. */
function waitForEnd(child: ChildProcess): Promise<Ended> {
  return new Promise((resolve) => {
    child.once('error', () => {
      if (child.pid === undefined) resolve({ missing: true, code: undefined, signal: undefined });
    });
    child.once('exit', (code, signal) => {
      const end = { missing: false, code: code ?? undefined, signal: signal ?? undefined };
      const late = setTimeout(() => {
        child.stdout?.destroy();
        child.stderr?.destroy();
        resolve(end);
      }, EXIT_TO_CLOSE_MS);
      child.once('close', () => {
        clearTimeout(late);
        resolve(end);
      });
    });
  });
}

interface Guard {
  ended(): 'timeout' | 'aborted' | undefined;
  release(): void;
}

function guardChild(child: ChildProcess, options: ProcessOptions): Guard {
  let why: 'timeout' | 'aborted' | undefined;
  let killing: NodeJS.Timeout | undefined;
  const end = (reason: 'timeout' | 'aborted') => {
    if (why !== undefined) return;
    why = reason;
    signalGroup(child, 'SIGTERM');
    killing = setTimeout(() => signalGroup(child, 'SIGKILL'), TERM_TO_KILL_MS);
  };
  const onAbort = () => end('aborted');
  options.signal?.addEventListener('abort', onAbort, { once: true });
  const timer = options.timeoutMs === undefined ? undefined : setTimeout(() => end('timeout'), options.timeoutMs);
  return {
    ended: () => why,
    release: () => {
      clearTimeout(timer);
      clearTimeout(killing);
      options.signal?.removeEventListener('abort', onAbort);
      // The leader has gone; what it left behind of its group goes too, when it was we who ended it.
      if (why !== undefined) signalGroup(child, 'SIGKILL');
    },
  };
}

function signalGroup(child: ChildProcess, signal: NodeJS.Signals): void {
  if (child.pid === undefined) return;
  try {
    process.kill(-child.pid, signal);
  } catch {
    // ESRCH: the group has gone already, which is what was asked for.
  }
}

function followStream(
  stream: Readable,
  name: 'stdout' | 'stderr',
  maxBytes: number,
  onLine: ProcessOptions['onLine'],
): () => { text: string; truncated: boolean } {
  const chunks: Buffer[] = [];
  let bytes = 0;
  let truncated = false;
  const lines = onLine === undefined ? undefined : splitLines((line) => onLine(line, name));
  stream.on('data', (chunk: Buffer) => {
    lines?.feed(chunk);
    chunks.push(chunk);
    bytes += chunk.length;
    while (bytes - (chunks[0]?.length ?? 0) >= maxBytes && chunks.length > 1) {
      bytes -= chunks.shift()?.length ?? 0;
      truncated = true;
    }
  });
  stream.on('end', () => lines?.end());
  // A stream torn down with its process is no news: the exit tells it.
  stream.on('error', () => undefined);
  return () => {
    const all = Buffer.concat(chunks);
    const tail = all.length > maxBytes ? all.subarray(all.length - maxBytes) : all;
    return { text: tail.toString('utf8'), truncated: truncated || tail.length < all.length };
  };
}

function splitLines(on: (line: string) => void): { feed(chunk: Buffer): void; end(): void } {
  const decoder = new StringDecoder('utf8');
  let rest: string[] = [];
  let restChars = 0;
  const flush = () => {
    const line = rest.join('');
    rest = [];
    restChars = 0;
    on(line.endsWith('\r') ? line.slice(0, -1) : line);
  };
  const add = (piece: string) => {
    rest.push(piece);
    restChars += piece.length;
  };
  return {
    feed(chunk) {
      const pieces = decoder.write(chunk).split('\n');
      for (const [i, piece] of pieces.entries()) {
        add(piece);
        if (i < pieces.length - 1 || restChars > MAX_LINE_CHARS) flush();
      }
    },
    end() {
      add(decoder.end());
      if (restChars > 0) flush();
    },
  };
}

async function feedInput(stdin: Writable, input: ProcessOptions['input']): Promise<void> {
  // A program may end without reading what we have for it (EPIPE); its exit code says whether that was wrong.
  stdin.on('error', () => undefined);
  if (input === undefined || typeof input === 'string' || input instanceof Uint8Array) {
    stdin.end(input ?? '');
    return;
  }
  for await (const chunk of input) {
    if (!(await writePiece(stdin, chunk))) break;
  }
  stdin.end();
}
