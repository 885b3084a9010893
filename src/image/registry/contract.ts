/** One HTTP exchange with a registry. Redirects are never followed here: the client decides which. */
export type RegistryHttp = (request: RegistryRequest) => Promise<RegistryResponse>;

export interface RegistryRequest {
  readonly method: 'GET' | 'HEAD' | 'POST' | 'PUT' | 'PATCH';
  readonly url: URL;
  readonly headers: Readonly<Record<string, string>>;
  readonly body?: Uint8Array | AsyncIterable<Uint8Array> | undefined;
  /** May the host's name lead to an address of a private network or of this machine? Else the exchange fails. */
  readonly mayBePrivate: boolean;
  /** Ends the exchange where nothing has come for so long, with an error whose `code` is `ETIMEDOUT`. */
  readonly silenceMs: number;
  readonly signal?: AbortSignal | undefined;
}

export interface RegistryResponse {
  readonly status: number;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** It came from an address of a private network or of this machine. */
  readonly isPrivate: boolean;
  /** Must be consumed or closed. */
  readonly body: AsyncIterable<Uint8Array>;
  close(): void;
}

/** What a user has for a registry. */
export type Credentials =
  | { readonly is: 'password'; readonly user: string; readonly password: string }
  /** An OAuth2 refresh token. */
  | { readonly is: 'identity-token'; readonly token: string };

/** Looks up what the user configured. @param host as the configuration names it: `registry.example:5000` */
export type FindCredentials = (host: string) => Promise<Credentials | undefined>;
