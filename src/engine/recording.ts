import type { Engine } from './contract.ts';

/** One call that made the engine work, as it began. */
export interface EngineCall {
  readonly atMs: number;
  readonly kind: 'build' | 'start' | 'remove-image' | 'remove-container' | 'sweep';
  /** Image, container or repository it was about. */
  readonly tag: string;
  /** Of a build: what it reads. Timed builds of all rungs share a tag; this tells them apart. */
  readonly dockerfile?: string | undefined;
  /** Number of the rung, where the tag tells it. */
  readonly rung?: number | undefined;
}

/** Takes one line of JSON, its end included. */
export type CallSink = (line: string) => void;

export interface RecordingOptions {
  readonly now?: (() => number) | undefined;
  readonly rungOf?: ((tag: string) => number | undefined) | undefined;
}

/** The same engine; each call that builds, starts or removes is written down before it is made, so that also the one cut off is there. */
export function recordEngine(engine: Engine, sink: CallSink, options: RecordingOptions = {}): Engine {
  const now = options.now ?? Date.now;
  const note = (kind: EngineCall['kind'], tag: string, more: Pick<EngineCall, 'dockerfile'> = {}) => {
    const rung = options.rungOf?.(tag);
    const call: EngineCall = { atMs: now(), kind, tag, ...more, ...(rung === undefined ? {} : { rung }) };
    sink(`${JSON.stringify(call)}\n`);
  };
  return {
    builder: {
      ...engine.builder,
      build(request, on, signal) {
        note('build', request.tag, { dockerfile: request.dockerfile });
        return engine.builder.build(request, on, signal);
      },
    },
    runner: {
      ...engine.runner,
      async start(run, signal) {
        note('start', run.image);
        const container = await engine.runner.start(run, signal);
        const remove = () => {
          note('remove-container', run.image);
          return container.remove();
        };
        return { ...container, remove };
      },
      sweep(labels, repository) {
        note('sweep', repository);
        return engine.runner.sweep(labels, repository);
      },
    },
    store: {
      ...engine.store,
      remove(image) {
        note('remove-image', image);
        return engine.store.remove(image);
      },
    },
  };
}

/** @param text what a sink was given; a last line cut off by a kill is left out */
export function readEngineCalls(text: string): readonly EngineCall[] {
  return text.split('\n').flatMap((line) => {
    try {
      return line === '' ? [] : [JSON.parse(line) as EngineCall];
    } catch {
      return [];
    }
  });
}
