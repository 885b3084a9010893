import type { Credentials } from './contract.ts';
import { HUB, HUB_HOSTS } from './registry-url.ts';

/** The user's files and helper programs, as far as credentials need them. */
export interface CredentialHost {
  /** Text of the first of these that is there, in their order; the paths are the caller's. */
  readonly configs: readonly (() => Promise<string | undefined>)[];
  /**
   * Asks `docker-credential-NAME get` with the server on its standard input.
   * @returns its JSON answer; undefined where it knows nothing
   */
  askHelper(name: string, server: string): Promise<string | undefined>;
}

/** What its users' files call the registry of names without a host. */
const HUB_KEY = `https://index.${HUB}/v1/`;
/** A helper's name becomes part of a program's name. */
const HELPER = /^[A-Za-z0-9_-]+$/;

/**
 * What the user configured for a registry: its own helper, then the common helper, then what the file itself holds. Files are asked in
 * order; the first that knows the registry counts. Damaged files and helpers that fail count as knowing nothing.
 */
export async function readCredentials(host: string, from: CredentialHost): Promise<Credentials | undefined> {
  const keys = HUB_HOSTS.has(host) ? [HUB_KEY, ...HUB_HOSTS] : [host, `https://${host}`, `http://${host}`];
  for (const read of from.configs) {
    const config = parseObject(await read());
    const found = config && (await findIn(config, keys, from));
    if (found !== undefined) return found;
  }
  return undefined;
}

async function findIn(
  config: Readonly<Record<string, unknown>>,
  keys: readonly string[],
  from: CredentialHost,
): Promise<Credentials | undefined> {
  const helpers = asObject(config['credHelpers']);
  const auths = asObject(config['auths']);
  const own = keys.map((key) => [helpers[key], key] as const).find(([helper]) => typeof helper === 'string');
  const common = config['credsStore'];
  const known = own ?? (typeof common === 'string' && keys[0] !== undefined ? ([common, keys[0]] as const) : undefined);
  if (known !== undefined && typeof known[0] === 'string' && HELPER.test(known[0])) {
    const answer = parseObject(await from.askHelper(known[0], known[1]));
    const found = answer && asCredentials(answer['Username'], answer['Secret']);
    if (found !== undefined) return found;
  }
  // Keys of `auths` may carry a path: `registry.example/team`.
  const key = keys.find((k) => auths[k] !== undefined) ?? Object.keys(auths).find((k) => keys.includes(hostOf(k)));
  return key === undefined ? undefined : readAuth(asObject(auths[key]));
}

function hostOf(key: string): string {
  return key.replace(/^https?:\/\//, '').replace(/\/.*$/, '');
}

function readAuth(auth: Readonly<Record<string, unknown>>): Credentials | undefined {
  const token = auth['identitytoken'];
  if (typeof token === 'string' && token !== '') return { is: 'identity-token', token };
  if (typeof auth['auth'] === 'string') {
    const text = Buffer.from(auth['auth'], 'base64').toString('utf8').replace(/\0+$/, '');
    const colon = text.indexOf(':');
    if (colon > 0) return asCredentials(text.slice(0, colon), text.slice(colon + 1));
  }
  return asCredentials(auth['username'], auth['password']);
}

/** Helpers give an identity token under the user name `<token>`. */
function asCredentials(user: unknown, secret: unknown): Credentials | undefined {
  if (typeof user !== 'string' || typeof secret !== 'string' || secret === '') return undefined;
  if (user === '<token>') return { is: 'identity-token', token: secret };
  return user === '' ? undefined : { is: 'password', user, password: secret };
}

function parseObject(text: string | undefined): Readonly<Record<string, unknown>> | undefined {
  if (text === undefined) return undefined;
  try {
    return asObject(JSON.parse(text));
  } catch {
    return undefined;
  }
}

function asObject(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}
