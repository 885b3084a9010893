/** Where an engine listens. */
export type EngineEndpoint =
  | { readonly is: 'unix'; readonly path: string }
  | { readonly is: 'tcp'; readonly host: string; readonly port: number; readonly tls?: EngineTls | undefined };

export interface EngineTls {
  /** Folder with `ca.pem`, `cert.pem` and `key.pem`; absent = the system's own authorities, no certificate of ours. */
  readonly dir?: string | undefined;
  readonly verify: boolean;
}

export interface EngineRequest {
  readonly method: 'GET' | 'POST' | 'DELETE' | 'HEAD';
  /** Path with its query, already encoded. */
  readonly path: string;
  readonly json?: unknown;
  /** A tar instead of JSON, sent as it comes. */
  readonly tar?: AsyncIterable<Uint8Array> | undefined;
  readonly signal?: AbortSignal | undefined;
  /** Longest silence of the engine, before and within its answer; absent = as long as it takes. */
  readonly silenceMs?: number | undefined;
}

export interface EngineResponse {
  readonly status: number;
  /** Lower-case names. */
  readonly headers: Readonly<Record<string, string>>;
  /** To be read to its end or closed. */
  readonly body: AsyncIterable<Uint8Array>;
  close(): void;
}

/** The door to an engine's HTTP API. Rejects with the system's error (`code`: ECONNREFUSED, ENOENT, EACCES, ETIMEDOUT …) when nothing answers. */
export type EngineHttpPort = (endpoint: EngineEndpoint, request: EngineRequest) => Promise<EngineResponse>;
