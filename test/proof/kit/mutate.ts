/** From 0 up to, not with, 1. */
export type Random = () => number;

/** Each input has its own, so that one can be made again without those before it. */
export function makeRandom(seed: number, input: number): Random {
  let state = (Math.imul(seed ^ 0x9e37_79b9, 0x85eb_ca6b) ^ Math.imul(input + 1, 0xc2b2_ae35)) | 1;
  const next = () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
  for (let i = 0; i < 8; i++) next();
  return next;
}

export function pick<T>(list: readonly T[], random: Random): T {
  if (list.length === 0) throw new Error('nothing to pick from');
  return list[Math.floor(random() * list.length)] as T;
}

const PIECES = [
  '00000000000',
  '77777777777',
  '-1',
  '9007199254740993',
  '1e400',
  '99999999999999999999',
  '{',
  '[',
  '"',
  'null',
  '\0',
  '/',
  '..',
  '.wh.',
];

/** One to eight small changes: bytes, pieces doubled or cut out, numbers that are edges. */
export function mutate(bytes: Buffer, random: Random): Buffer {
  let mutated = Buffer.from(bytes);
  for (let changes = 1 + Math.floor(random() * 8); changes > 0 && mutated.length > 0; changes--) {
    const at = Math.floor(random() * mutated.length);
    const length = 1 + Math.floor(random() ** 3 * Math.min(2000, mutated.length - at));
    const kind = Math.floor(random() * 6);
    if (kind === 0) mutated[at] = Math.floor(random() * 256);
    else if (kind === 1) mutated[at] = (mutated[at] ?? 0) ^ (1 << Math.floor(random() * 8));
    else if (kind === 2) mutated = Buffer.concat([mutated.subarray(0, at), mutated.subarray(at + length)]);
    else if (kind === 3) mutated = Buffer.concat([mutated.subarray(0, at + length), mutated.subarray(at)]);
    else if (kind === 4) mutated.write(pick(PIECES, random), at, 'latin1');
    else mutated.copy(mutated, at, Math.floor(random() * mutated.length));
  }
  return mutated;
}

const BLOCK = 512;
/** Name, mode, owner, length, time, flag, target, prefix. */
const FIELDS = [0, 1, 2, 5, 100, 108, 116, 124, 136, 156, 156, 157, 158, 345] as const;
const BYTES = ['\0', '/', '.', '0', '1', '2', '3', '5', '7', 'x', 'g', 'L', 'S', 'a', '\x80', '\xff'];

/** Mostly whole blocks moved and fields of headers changed: what is cut anywhere is no tar any more, and refused at once. */
export function mutateTar(tar: Buffer, random: Random): Buffer {
  if (random() < 0.3 || tar.length < BLOCK) return mendChecksums(mutate(tar, random), random);
  let mutated = Buffer.from(tar);
  for (let changes = 1 + Math.floor(random() * 4); changes > 0 && mutated.length >= BLOCK; changes--) {
    const blocks = Math.floor(mutated.length / BLOCK);
    const at = Math.floor(random() * blocks) * BLOCK;
    const end = at + BLOCK * (1 + Math.floor(random() ** 2 * Math.min(6, blocks)));
    const kind = random();
    if (kind < 0.15) mutated = Buffer.concat([mutated.subarray(0, at), mutated.subarray(end)]);
    else if (kind < 0.3) mutated = Buffer.concat([mutated.subarray(0, end), mutated.subarray(at)]);
    else if (mutated.toString('latin1', at + 257, at + 262) === 'ustar') {
      mutated.write(pick(BYTES, random), at + pick(FIELDS, random), 'latin1');
    }
  }
  return mendChecksums(mutated, random);
}

/** A header whose sum is wrong is refused before anything else of it is looked at, so most get a right one. */
export function mendChecksums(tar: Buffer, random: Random): Buffer {
  for (let at = 0; at + 512 <= tar.length; at += 512) {
    if (tar.toString('latin1', at + 257, at + 262) !== 'ustar' || random() < 0.02) continue;
    tar.fill(0x20, at + 148, at + 156);
    const sum = tar.subarray(at, at + 512).reduce((total, byte) => total + byte, 0);
    tar.write(`${sum.toString(8).padStart(6, '0')}\0 `, at + 148, 'latin1');
  }
  return tar;
}

/** What steers terminals, turns writing round, is no character, is wide, is long, or looks like a placeholder. */
const TEXTS = [
  '',
  '\x1b[31m',
  '\x1b]0;title\x07',
  '\x9b2J',
  '\r',
  'a\nb',
  '\t',
  '\0',
  '\x7f',
  '\u202e',
  '\u2028',
  '\ufeff',
  '\ud800',
  '\udcff',
  '가나다'.repeat(200),
  'e\u0301'.repeat(400),
  '👩‍👩‍👧'.repeat(90),
  'x'.repeat(9000),
  ' '.repeat(300),
  '${a} %s {0}',
  '__proto__',
];
const NUMBERS = [0, 1, 7, 999_999, 2 ** 31, 2 ** 40, 1e15, Number.MAX_SAFE_INTEGER, -1, 0.5];
/** A digest or a code: another one makes the whole document one of another kind, which is tried less often. */
const FIXED = /^(?:sha256:|plimsoll\.dev|[a-z]+(?:-[a-z]+)*$)/;

/** A document of any form with some of its texts, numbers and lists changed, keys left out, values of another kind put in. */
export function mutateJson(value: unknown, random: Random, chance = 0.1): unknown {
  const isHit = random() < chance;
  if (isHit && random() < 0.02) return pick<unknown>([null, {}, [], '', 0, true], random);
  if (Array.isArray(value)) {
    const list = value.map((one) => mutateJson(one, random, chance));
    return isHit ? pick([[], list.toReversed(), [...list, ...list, ...list]], random) : list;
  }
  if (typeof value === 'object' && value !== null) {
    const kept = Object.entries(value).filter(() => !isHit || random() > 0.02);
    return Object.fromEntries(kept.map(([key, one]) => [key, mutateJson(one, random, chance)]));
  }
  return isHit ? mutatePlain(value, random) : value;
}

function mutatePlain(value: unknown, random: Random): unknown {
  if (typeof value === 'number') return pick(NUMBERS, random);
  if (typeof value !== 'string' || (FIXED.test(value) && random() > 0.02)) return value;
  return mutateText(value, random);
}

export function mutateText(text: string, random: Random): string {
  const at = Math.floor(random() * text.length);
  const put = pick(TEXTS, random);
  return random() < 0.3 ? put : text.slice(0, at) + put + text.slice(at);
}
