import type { Confinement } from '../engine/contract.ts';
import type {} from './messages.ts';

/** One question to a running container and what counts as the same answer. */
export interface Probe {
  readonly id: string;
  readonly kind: 'http' | 'exec' | 'alive' | 'tcp' | 'exit' | 'stop' | 'ws' | 'grpc';
  /** `default` = asked of every image: it goes on running, or it ends as it did. */
  readonly from: 'config' | 'healthcheck' | 'route' | 'expose' | 'openapi' | 'default';
  readonly http?: HttpRequest | undefined;
  readonly tcp?: { readonly port: number } | undefined;
  /** A switch to WebSocket, and a goodbye. */
  readonly ws?: UpgradeRequest | undefined;
  /** The health check of gRPC; an empty service is the server as a whole. */
  readonly grpc?: { readonly port?: number | undefined; readonly service: string } | undefined;
  readonly exec?: { readonly argv: readonly string[] } | undefined;
  /** How long it must go on running after it is ready. */
  readonly alive?: { readonly forMs: number } | undefined;
  /** A job that ends by itself: its exit code and output are its answer. */
  readonly exit?: { readonly withinMs: number; readonly code?: number | undefined } | undefined;
  /** It must end by itself, this long after it was asked to; asked last. */
  readonly stop?: { readonly withinMs: number } | undefined;
  /** Status the user demands; absent = whatever the baseline answers, as long as it is below 400. */
  readonly expectStatus?: number | undefined;
  readonly demands?: Demands | undefined;
  /** JSON paths (`$.a.b[*].c`) whose values may differ; their types may not. */
  readonly ignore: readonly string[];
  /** Relative tolerance for numbers in JSON answers. */
  readonly tolerance: number;
}

/** What its user wants an answer, or the output of a command or of a job, to hold. */
export interface Demands {
  readonly text?: string | undefined;
  /** JSON path (`$.a[0].b`, `[*]` for every item, `*` for every key) → value. */
  readonly json?: Readonly<Record<string, unknown>> | undefined;
}

export interface HttpRequest {
  readonly method: string;
  readonly path: string;
  readonly port?: number | undefined;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: string | undefined;
}

export interface UpgradeRequest {
  readonly path: string;
  readonly port?: number | undefined;
  readonly headers: Readonly<Record<string, string>>;
  /** Must be the one it chooses. */
  readonly subprotocol?: string | undefined;
}

/** A container the application needs beside it, on the same network under its name. */
export interface Service {
  readonly name: string;
  readonly image: string;
  readonly env: Readonly<Record<string, string>>;
  readonly port?: number | undefined;
}

export interface ProbeSet extends Confinement {
  readonly env: Readonly<Record<string, string>>;
  readonly services: readonly Service[];
  readonly mounts: readonly { readonly source: string; readonly target: string; readonly readonly: boolean }[];
  readonly command?: readonly string[] | undefined;
  /** Port of the container that answers HTTP, when there is one. */
  readonly port?: number | undefined;
  readonly readyWithinMs: number;
  /** What its user demands; absent = no worse than the baseline. */
  readonly stopsWithinMs?: number | undefined;
  readonly probes: readonly Probe[];
  /** argv run on the host after the probes with PLIMSOLL_URL set; exit 0 = pass. */
  readonly userTest?: readonly string[] | undefined;
}
