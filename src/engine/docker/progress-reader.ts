import { StringDecoder } from 'node:string_decoder';
import type { StepTime } from '../../record/run.ts';
import type { BuildEvent } from '../contract.ts';
import { asList, asRecord, asText } from './api-client.ts';
import { plainLine } from './plain-line.ts';
import { mapStepLines, type StageSteps } from './stage-steps.ts';

const LOG_LINES = 200;

export interface ProgressReader {
  /** One line of the builder's standard error. */
  feed(line: string): void;
  steps(): readonly StepTime[];
  /** The step that failed, if one did, and its last lines. */
  failed():
    | {
        readonly name: string;
        readonly error: string;
        readonly line?: number | undefined;
        readonly log: readonly string[];
      }
    | undefined;
  /** What was said outside of the JSON: the error and its excerpt of the Dockerfile. */
  words(): readonly string[];
}

interface Vertex {
  name: string;
  startedMs: number | undefined;
  completedMs: number | undefined;
  cached: boolean;
  error: string | undefined;
  told: BuildEvent extends infer E ? (E extends { state: infer S } ? S | undefined : never) : never;
  log: string[];
  rest: string;
  decoder: StringDecoder;
}

/** Reads `--progress=rawjson`. @param hide removes secrets; nothing leaves here without it */
export function createProgressReader(
  stages: readonly StageSteps[],
  hide: (text: string) => string,
  on: (event: BuildEvent) => void,
): ProgressReader {
  const vertices = new Map<string, Vertex>();
  const words: string[] = [];
  const vertexOf = (digest: string): Vertex => {
    const known = vertices.get(digest);
    if (known !== undefined) return known;
    const fresh: Vertex = {
      name: '',
      startedMs: undefined,
      completedMs: undefined,
      cached: false,
      error: undefined,
      told: undefined,
      log: [],
      rest: '',
      decoder: new StringDecoder('utf8'),
    };
    vertices.set(digest, fresh);
    return fresh;
  };
  const mapLines = () =>
    mapStepLines(
      stages,
      [...vertices.values()].map((v) => v.name),
    );
  return {
    feed(line) {
      const update = readUpdate(line);
      if (update === undefined) {
        if (words.length < 500) words.push(hide(plainLine(line)));
        return;
      }
      for (const one of asList(update['vertexes'])) {
        const told = asRecord(one);
        const vertex = vertexOf(asText(told['digest']) ?? '');
        mergeVertex(vertex, told, hide);
        tellState(vertex, on);
      }
      for (const one of asList(update['logs'])) {
        const told = asRecord(one);
        addLog(vertexOf(asText(told['vertex']) ?? ''), asText(told['data']) ?? '', hide, on);
      }
    },
    steps() {
      const lineOf = mapLines();
      return [...vertices.values()]
        .filter((v) => v.startedMs !== undefined && v.completedMs !== undefined)
        .toSorted((a, b) => (a.startedMs ?? 0) - (b.startedMs ?? 0))
        .map((v) => asStep(v, lineOf(v.name)));
    },
    failed() {
      const bad = [...vertices.values()].filter((v) => v.error !== undefined);
      // A step cut off because another failed says `canceled`; it is not the cause.
      const vertex = bad.find((v) => !/cancell?ed/.test(v.error ?? '')) ?? bad[0];
      if (vertex === undefined) return undefined;
      const rest = plainLine(hide(vertex.rest));
      const log = rest === '' ? vertex.log : [...vertex.log, rest];
      return { name: vertex.name, error: vertex.error ?? '', line: mapLines()(vertex.name), log };
    },
    words: () => words,
  };
}

function readUpdate(line: string): Readonly<Record<string, unknown>> | undefined {
  if (!line.startsWith('{')) return undefined;
  try {
    return asRecord(JSON.parse(line));
  } catch {
    return undefined;
  }
}

function mergeVertex(vertex: Vertex, told: Readonly<Record<string, unknown>>, hide: (text: string) => string): void {
  vertex.name = hide(plainLine((asText(told['name']) ?? vertex.name).replaceAll('\n', ' ')));
  const started = parseTime(told['started']);
  const completed = parseTime(told['completed']);
  // A vertex may be told several times over (solved, then run): its time is from the first start to the last end.
  vertex.startedMs ??= started;
  vertex.completedMs = completed ?? (started === undefined ? vertex.completedMs : undefined);
  vertex.cached = told['cached'] === true || vertex.cached;
  const error = asText(told['error']);
  if (error !== undefined) vertex.error = hide(plainLine(error.replaceAll('\n', ' ')));
}

function tellState(vertex: Vertex, on: (event: BuildEvent) => void): void {
  const state = stateOf(vertex);
  if (state === undefined || state === vertex.told) return;
  vertex.told = state;
  on({ is: 'step', name: vertex.name, state });
}

function stateOf(vertex: Vertex): Vertex['told'] {
  if (vertex.error !== undefined) return 'failed';
  if (vertex.completedMs !== undefined) return vertex.cached ? 'cached' : 'done';
  return vertex.startedMs === undefined ? undefined : 'started';
}

function addLog(vertex: Vertex, data: string, hide: (text: string) => string, on: (event: BuildEvent) => void): void {
  const lines = (vertex.rest + vertex.decoder.write(Buffer.from(data, 'base64'))).split('\n');
  vertex.rest = (lines.pop() ?? '').slice(-64 * 1024);
  for (const raw of lines) {
    const line = plainLine(hide(raw));
    vertex.log.push(line);
    if (vertex.log.length > LOG_LINES) vertex.log.shift();
    on({ is: 'log', line });
  }
}

/** Milliseconds with their fraction; the builder tells nanoseconds, which `Date` would cut. */
function parseTime(text: unknown): number | undefined {
  if (typeof text !== 'string') return undefined;
  const m = /^(.{19})(\.\d{1,9})?(Z|[+-]\d\d:\d\d)$/.exec(text);
  if (m === null) return undefined;
  const whole = Date.parse(`${m[1] ?? ''}${m[3] ?? ''}`);
  return Number.isNaN(whole) || whole < 0 ? undefined : whole + Number(`0${m[2] ?? ''}`) * 1000;
}

function asStep(vertex: Vertex, line: number | undefined): StepTime {
  const ms = Math.max(0, Math.round(((vertex.completedMs ?? 0) - (vertex.startedMs ?? 0)) * 1000) / 1000);
  return { name: vertex.name, cached: vertex.cached, ms, ...(line === undefined ? {} : { line }) };
}
