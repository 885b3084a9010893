import { openBlockWork } from '../packages/block-form.ts';
import { GO_BLOCK, GO_MAGIC } from '../packages/parse-go.ts';
import { openGoTypes } from './go-types.ts';
import { eachCall, eachReference, listWords } from './go-words.ts';
import { type GoCode, type GoFunction, openGoCode, pointerAt } from './open-go-code.ts';

/** A call in code that is the program's own, and the texts that are named shortly before it. */
export interface GoCall {
  readonly words: readonly string[];
  /** The same function has something in place of what the call may not find. */
  readonly isGuarded?: true | undefined;
}

/** What the code of a Go program shows of what it will ask the image for. Linkers keep only what can be reached. */
export interface GoProgram {
  /** False where the code itself was not looked at: another processor, or addresses that are not in the file. */
  readonly isRead: boolean;
  /** It has zone data of its own. */
  readonly hasZones: boolean;
  /** It has certificates of its own, or settings of its own for whom to trust. */
  readonly hasRoots: boolean;
  /** Something in it loads zones by name. */
  readonly loadsZones: boolean;
  /** Something in it asks other servers over HTTP. */
  readonly asksServers: boolean;
  readonly zoneCalls: readonly GoCall[];
  readonly clientCalls: readonly GoCall[];
  /** Names of zones in its own code, wherever. */
  readonly zoneWords: readonly string[];
}

const LOAD_ZONE = 'time.LoadLocation';
const ASK_SERVER = ['Get', 'Head', 'Post', 'PostForm'].flatMap((verb) => [
  `net/http.(*Client).${verb}`,
  `net/http.${verb}`,
]);
const CLIENT_CALLS = [...ASK_SERVER, 'net/http.NewRequest', 'net/http.NewRequestWithContext'];
const ZONE_GUARDS = ['time.FixedZone', 'time.LoadLocationFromTZData'];
const ROOT_SETTERS = [
  'crypto/x509.(*CertPool).AppendCertsFromPEM',
  'crypto/x509.(*CertPool).AddCert',
  'crypto/x509.SystemCertPool',
];
const ZONE_OF = 'time.(*Location).get';
const ROOT_MODULES = /(?:rootcerts|gocertifi|x509roots|certifi)/;

/** How far before a call its arguments are made ready. */
const ARGUMENT_BYTES = 160;
const LIMITS = { ownBytes: 32 << 20, calls: 256, kept: 32, words: 8, places: 400_000 } as const;

/** A zone of the database, by region and place; what needs no data is none. */
export const ZONE_NAME =
  /^(?:Africa|America|Antarctica|Arctic|Asia|Atlantic|Australia|Brazil|Canada|Chile|Europe|Indian|Mexico|Pacific|US)\/[A-Z][A-Za-z0-9_+-]{1,30}(?:\/[A-Z][A-Za-z0-9_+-]{1,30})?$/;

/** @param bytes a whole file @returns undefined where it is no program that Go's linker made. Never throws; linear. */
export function readGoProgram(bytes: Buffer): GoProgram | undefined {
  const modules = readModules(bytes);
  if (modules === undefined) return undefined;
  const code = bytes.readUInt16LE(18) === 62 ? openGoCode(bytes) : undefined;
  const has = (name: string) => (code === undefined ? bytes.includes(name, 0, 'latin1') : code.hasName(name));
  const told = {
    hasZones: has('time/tzdata.') || modules.all.some((name) => name === '4d63.com/tz'),
    hasRoots: has('crypto/x509.SetFallbackRoots\0') || modules.all.some((name) => ROOT_MODULES.test(name)),
    loadsZones: has(`${LOAD_ZONE}\0`),
    asksServers: has('net/http.(*Client).do\0'),
  };
  if (code === undefined) return { ...told, isRead: false, zoneCalls: [], clientCalls: [], zoneWords: [] };
  const own = readOwnCode(code, ['main.', ...(modules.main === undefined ? [] : [`${modules.main}/`])]);
  const { setsTrust, ...calls } = own;
  return { ...told, hasRoots: told.hasRoots || setsTrust, isRead: true, ...calls };
}

function readModules(
  bytes: Buffer,
): { readonly main: string | undefined; readonly all: readonly string[] } | undefined {
  const work = openBlockWork();
  for (let at = bytes.indexOf(GO_MAGIC); at >= 0; at = bytes.indexOf(GO_MAGIC, at + 1)) {
    if (at % GO_BLOCK.alignment !== 0 || at + GO_BLOCK.headBytes > bytes.length || !GO_BLOCK.mayStart(bytes, at))
      continue;
    const block = GO_BLOCK.parse(bytes.subarray(at, at + GO_BLOCK.mostBytes), true, work);
    if (block.is === 'given-up') return undefined;
    if (block.is !== 'packages') continue;
    const main = block.packages.find(({ isMain }) => isMain === true)?.name;
    return { main, all: block.packages.map(({ name }) => name) };
  }
  return undefined;
}

function readOwnCode(code: GoCode, prefixes: readonly string[]) {
  const { bytes, functions } = code;
  const entries = findEntries(code, [LOAD_ZONE, ...CLIENT_CALLS, ...ZONE_GUARDS, ...ROOT_SETTERS]);
  const isCallOf = (to: number, names: readonly string[]) => names.includes(entries.get(to) ?? '');
  const zones = zonesAtHand(code);
  const types = openGoTypes(code);
  const zoneCalls: GoCall[] = [];
  const clientCalls: GoCall[] = [];
  const zoneWords = new Set<string>();
  let setsTrust = types.hasOwnTransport;
  let left: number = LIMITS.ownBytes;
  const work = { places: LIMITS.places as number };
  const starts = prefixes.map((prefix) => Buffer.from(prefix, 'latin1'));
  for (const own of functions) {
    if (!starts.some((prefix) => bytes.compare(prefix, 0, prefix.length, own.nameAt, own.nameAt + prefix.length) === 0))
      continue;
    left -= own.end - own.start;
    if (left < 0) break;
    const found = { zones: [] as number[], clients: [] as number[], isGuarded: false };
    eachCall(code, own, (at, to) => {
      if (!entries.has(to)) return;
      if (isCallOf(to, [LOAD_ZONE])) found.zones.push(at);
      if (isCallOf(to, CLIENT_CALLS)) found.clients.push(at);
      found.isGuarded ||= isCallOf(to, ZONE_GUARDS);
      setsTrust ||= isCallOf(to, ROOT_SETTERS);
    });
    eachReference(code, own.start, own.end, (_at, address, isContent) => {
      if (isContent) found.isGuarded ||= zones.has(pointerAt(code, address) ?? -1);
      else setsTrust ||= types.isTrustSetting(address);
    });
    for (const word of listWords(code, own.start, own.end, LIMITS.calls, work)) {
      if (zoneWords.size < LIMITS.kept && ZONE_NAME.test(word)) zoneWords.add(word);
    }
    const before = (at: number) => listWords(code, Math.max(own.start, at - ARGUMENT_BYTES), at, LIMITS.words, work);
    const guard = found.isGuarded ? { isGuarded: true as const } : {};
    for (const at of found.zones.slice(0, LIMITS.kept - zoneCalls.length))
      zoneCalls.push({ words: before(at), ...guard });
    for (const at of found.clients.slice(0, LIMITS.kept - clientCalls.length)) clientCalls.push({ words: before(at) });
  }
  return { zoneCalls, clientCalls, zoneWords: [...zoneWords], setsTrust };
}

/** Entries of functions by their names. */
function findEntries({ bytes, functions }: GoCode, names: readonly string[]): ReadonlyMap<number, string> {
  const wanted = names.map((name) => [name, Buffer.from(`${name}\0`, 'latin1')] as const);
  const entries = new Map<number, string>();
  for (const { start, nameAt } of functions) {
    for (const [name, text] of wanted) {
      if (bytes.compare(text, 0, text.length, nameAt, nameAt + text.length) === 0) entries.set(start, name);
    }
  }
  return entries;
}

/** Addresses of UTC and of the local zone, which the package itself answers with where there is no zone. */
function zonesAtHand(code: GoCode): ReadonlySet<number> {
  const zones = new Set<number>();
  const text = Buffer.from(`${ZONE_OF}\0`, 'latin1');
  const get = code.functions.find(
    ({ nameAt }: GoFunction) => code.bytes.compare(text, 0, text.length, nameAt, nameAt + text.length) === 0,
  );
  if (get === undefined || get.end - get.start > 4096) return zones;
  eachReference(code, get.start, get.end, (_at, address, isContent) => {
    if (!isContent) zones.add(address);
  });
  return zones;
}
