import type { Container, ContainerState, Runner, RunOptions, Swept } from '../../src/engine/contract.ts';
import { Problem } from '../../src/model/problem.ts';
import type { ClockPort, GrpcAnswer, HttpAnswer, HttpAsk, HttpPort } from '../../src/verify/ports.ts';

/** Time that passes only when everybody sleeps: the earliest sleeper wakes next, and no real time goes by. */
export function createClock(startMs = Date.UTC(2026, 0, 31)): ClockPort & { readonly atMs: () => number } {
  let now = startMs;
  const sleepers: { readonly due: number; wake(): void }[] = [];
  let pumping = false;
  const pump = () => {
    pumping = false;
    sleepers.sort((a, b) => a.due - b.due);
    const next = sleepers.shift();
    if (next) {
      now = Math.max(now, next.due);
      next.wake();
    }
    schedule();
  };
  const schedule = () => {
    if (pumping || sleepers.length === 0) return;
    pumping = true;
    setImmediate(pump);
  };
  return {
    nowMs: () => now,
    atMs: () => now - startMs,
    sleep(ms, signal) {
      signal.throwIfAborted();
      return new Promise((resolve, reject) => {
        const stop = () => reject(signal.reason as Error);
        signal.addEventListener('abort', stop, { once: true });
        sleepers.push({
          due: now + ms,
          wake() {
            signal.removeEventListener('abort', stop);
            resolve();
          },
        });
        schedule();
      });
    },
  };
}

export interface FakeReply {
  readonly status?: number;
  readonly type?: string;
  readonly body?: string;
  readonly headers?: Readonly<Record<string, string>>;
  /** What the container writes while it answers. */
  readonly writes?: string;
}

/** An application as a program of the test: its state lives as long as its container. */
export interface FakeApp {
  readonly port?: number;
  readonly readyAfterMs?: number;
  /** How long the engine takes to hand it over once its process runs; then it tells when that was. */
  readonly handedOverAfterMs?: number;
  readonly diesAfterMs?: number;
  readonly exitCode?: number;
  readonly oomKilled?: boolean;
  /** How long it takes to end when it is asked to; killed where that is longer than it is given. */
  readonly stopsAfterMs?: number;
  readonly peakMemoryBytes?: number;
  readonly log?: string;
  /** @param asked how often this container was asked this before */
  answer?(method: string, path: string, asked: number): FakeReply | 'garbled' | 'hangs';
  /** What it answers to the health check of gRPC; a number is the status of a call that fails. */
  health?(asked: number): 'UNKNOWN' | 'SERVING' | 'NOT_SERVING' | number | 'garbled';
  /** What it answers where a switch to WebSocket is wanted. */
  upgrade?(path: string, headers: Readonly<Record<string, string>>): FakeReply;
  exec?(argv: readonly string[]): { readonly exitCode: number; readonly stdout?: string; readonly stderr?: string };
}

export interface FakeWorld {
  readonly runner: Runner;
  readonly http: HttpPort;
  readonly clock: ClockPort & { readonly atMs: () => number };
  /** Everything started and not removed. */
  readonly left: () => readonly string[];
  readonly started: readonly RunOptions[];
  /** Every question that reached an application. */
  readonly asked: readonly string[];
}

/** @param images what the engine has; a text instead of an application is the engine's refusal to start it. Each start makes a new application. */
export function createWorld(images: Readonly<Record<string, (start: number) => FakeApp | string>>): FakeWorld {
  const clock = createClock();
  const listening = new Map<
    number,
    { app: FakeApp; bornMs: number; reply(ask: HttpAsk): HttpAnswer; call(): GrpcAnswer }
  >();
  const left = new Set<string>();
  const started: RunOptions[] = [];
  const asked: string[] = [];
  const starts = new Map<string, number>();
  let nextPort = 40_000;

  const isUp = (app: FakeApp, bornMs: number) => clock.nowMs() - bornMs < (app.diesAfterMs ?? Number.POSITIVE_INFINITY);

  const isListening = (app: FakeApp, bornMs: number) =>
    isUp(app, bornMs) && clock.nowMs() - bornMs >= (app.readyAfterMs ?? 0);

  async function startApp(options: RunOptions, signal: AbortSignal): Promise<Container> {
    const count = starts.get(options.image) ?? 0;
    starts.set(options.image, count + 1);
    const app = images[options.image]?.(count) ?? 'no such image';
    if (typeof app === 'string') {
      throw new Problem('project', 'container-not-started', { image: options.image, reason: app });
    }
    started.push(options);
    const bornMs = clock.nowMs();
    const id = `${options.image}#${count}`;
    left.add(id);
    let log = app.log ?? '';
    let stopped = false;
    let killed = false;
    const counts = new Map<string, number>();
    const published = new Map(options.ports.map((port) => [port, nextPort++]));
    const outside = app.port === undefined ? undefined : published.get(app.port);
    const running = () => !stopped && isUp(app, bornMs);
    if (outside !== undefined) {
      listening.set(outside, {
        app,
        bornMs,
        call() {
          if (!isListening(app, bornMs) || stopped) return refused;
          const n = counts.get('health') ?? 0;
          counts.set('health', n + 1);
          return sayHealth(app.health?.(n) ?? 'garbled');
        },
        reply(ask) {
          if (!isListening(app, bornMs) || stopped) return refused;
          const key = `${ask.method} ${ask.path}`;
          const n = counts.get(key) ?? 0;
          counts.set(key, n + 1);
          asked.push(`${id} ${key}`);
          const reply = replyOf(app, ask, n);
          if (reply === 'hangs') return { is: 'timeout', ms: ask.timeoutMs };
          if (reply === 'garbled') return { is: 'garbled', words: 'HPE_INVALID_CONSTANT', ms: 1 };
          log += reply.writes ?? '';
          const headers = { 'content-type': reply.type ?? 'application/json', ...reply.headers };
          const body = Buffer.from(reply.body ?? '');
          return { is: 'answer', status: reply.status ?? 200, headers, body, complete: true, ms: 1 };
        },
      });
    }
    if (app.handedOverAfterMs !== undefined) await clock.sleep(app.handedOverAfterMs, signal);
    return {
      id,
      address: (port) => {
        const given = published.get(port);
        return given === undefined ? undefined : { host: '127.0.0.1', port: given };
      },
      async state(): Promise<ContainerState> {
        const since = app.handedOverAfterMs === undefined ? {} : { startedAtMs: bornMs };
        if (running()) return { running: true, oomKilled: false, ...since };
        return { running: false, exitCode: killed ? 137 : (app.exitCode ?? 0), oomKilled: app.oomKilled ?? false };
      },
      logs: async (maxBytes) => log.slice(-maxBytes),
      async exec(argv) {
        if (!running()) throw new Error('not running');
        const done = app.exec?.(argv) ?? { exitCode: 127, stderr: 'exec: not found' };
        return { stdout: '', stderr: '', ...done };
      },
      peakMemoryBytes: async () => app.peakMemoryBytes ?? 1_000_000,
      async stop(graceSeconds) {
        const neededMs = app.stopsAfterMs ?? 12;
        killed = running() && neededMs > graceSeconds * 1000;
        stopped = true;
        return killed ? graceSeconds * 1000 + 5 : neededMs;
      },
      async remove() {
        stopped = true;
        left.delete(id);
      },
    };
  }

  const runner: Runner = {
    async start(options, signal) {
      signal.throwIfAborted();
      return startApp(options, signal);
    },
    async createNetwork(name) {
      left.add(`network ${name}`);
    },
    async removeNetwork(name) {
      left.delete(`network ${name}`);
    },
    sweep: async (): Promise<Swept> => ({ containers: 0, images: 0, volumes: 0, networks: 0 }),
  };
  const http: HttpPort = {
    async ask(ask, signal) {
      signal.throwIfAborted();
      return listening.get(ask.port)?.reply(ask) ?? refused;
    },
    async call(ask, signal) {
      signal.throwIfAborted();
      return listening.get(ask.port)?.call() ?? refused;
    },
    async connect(_host, port, _timeoutMs, signal) {
      signal.throwIfAborted();
      const found = listening.get(port);
      const open = found !== undefined && isListening(found.app, found.bornMs);
      return open ? { is: 'open', ms: 1 } : { is: 'refused', words: 'ECONNREFUSED', ms: 1 };
    },
  };
  return { runner, http, clock, left: () => [...left], started, asked };
}

function replyOf(app: FakeApp, ask: HttpAsk, asked: number): FakeReply | 'garbled' | 'hangs' {
  const wantsSwitch = ask.headers['upgrade'] !== undefined;
  const reply = wantsSwitch ? app.upgrade?.(ask.path, ask.headers) : app.answer?.(ask.method, ask.path, asked);
  return reply ?? { status: 404 };
}

const STATES = ['UNKNOWN', 'SERVING', 'NOT_SERVING'];

function sayHealth(told: ReturnType<NonNullable<FakeApp['health']>>): GrpcAnswer {
  if (told === 'garbled') return { is: 'garbled', words: 'Protocol error', ms: 1 };
  const [status, message] = typeof told === 'number' ? [told, []] : [0, [8, STATES.indexOf(told)]];
  return { is: 'answer', status, words: '', message: Uint8Array.from(message), ms: 1 };
}

const refused: Exclude<HttpAnswer, { readonly is: 'answer' }> = { is: 'refused', words: 'ECONNREFUSED', ms: 1 };

/** @param body what is answered as JSON */
export function json(body: unknown, status = 200): FakeReply {
  return { status, body: JSON.stringify(body) };
}
