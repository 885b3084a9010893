const PRIVATE_V4: readonly (readonly [number, number, number])[] = [
  // first byte, least and most second byte
  [0, 0, 255],
  [10, 0, 255],
  [100, 64, 127],
  [127, 0, 255],
  [169, 254, 254],
  [172, 16, 31],
  [192, 168, 168],
  [198, 18, 19],
];

/**
 * Addresses that only this machine, its network or its cloud answer at; an IPv4 address within IPv6 counts as itself.
 * @param address in numbers; a name is never private, what is neither counts as private
 * @see the special-purpose address registries of IANA, RFC 6890; RFC 6052 and RFC 8215 for NAT64
 */
export function isPrivateAddress(address: string): boolean {
  const plain = address.replace(/^\[|\]$/g, '').replace(/%.*$/, '');
  const v4 = /^(\d+)\.(\d+)\.\d+\.\d+$/.exec(plain);
  if (v4 !== null) return isPrivateV4(Number(v4[1]), Number(v4[2]));
  if (!plain.includes(':')) return false;
  const groups = groupsOf(plain);
  return groups === undefined || isPrivateV6(groups);
}

function isPrivateV4(first: number, second: number): boolean {
  return first >= 224 || PRIVATE_V4.some(([a, low, high]) => first === a && second >= low && second <= high);
}

/** How IPv4 addresses stand within IPv6: what the groups in front are, and which group the address begins at. */
const V4_WITHIN: readonly (readonly [prefix: readonly number[], at: number])[] = [
  [[0, 0, 0, 0, 0, 0xffff], 6],
  [[0, 0, 0, 0, 0xffff, 0], 6],
  // NAT64: where a network only knows IPv6, all public IPv4 hosts have such an address.
  [[0x64, 0xff9b, 0, 0, 0, 0], 6],
  [[0x2002], 1],
];
/** Nowhere (`::`), this machine (`::1`), IPv4 as it stood within IPv6 once; NAT64 of a network's own. */
const PRIVATE_V6: readonly (readonly number[])[] = [
  [0, 0, 0, 0, 0, 0],
  [0x64, 0xff9b, 1],
];

function isPrivateV6(groups: readonly number[]): boolean {
  const starts = (prefix: readonly number[]) => prefix.every((group, i) => groups[i] === group);
  const [, at] = V4_WITHIN.find(([prefix]) => starts(prefix)) ?? [];
  const inner = at === undefined ? undefined : groups[at];
  if (inner !== undefined) return isPrivateV4(inner >> 8, inner & 0xff);
  const first = groups[0] ?? 0;
  const isLocal = (first & 0xfe00) === 0xfc00 || (first & 0xff80) === 0xfe80 || first >= 0xff00;
  return isLocal || PRIVATE_V6.some(starts);
}

/** The eight groups of an IPv6 address; undefined where it is none. */
function groupsOf(text: string): readonly number[] | undefined {
  const inHex = text.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, a: string, b: string, c: string, d: string) =>
    [Number(a) * 256 + Number(b), Number(c) * 256 + Number(d)].map((group) => group.toString(16)).join(':'),
  );
  const [left = [], right, ...more] = inHex.split('::').map((half) => (half === '' ? [] : half.split(':')));
  const missing = 8 - left.length - (right?.length ?? 0);
  if (more.length > 0 || missing < 0 || (right === undefined && missing > 0)) return undefined;
  const groups = [...left, ...Array<string>(missing).fill('0'), ...(right ?? [])];
  return groups.every((group) => /^[\da-f]{1,4}$/i.test(group))
    ? groups.map((group) => Number.parseInt(group, 16))
    : undefined;
}
