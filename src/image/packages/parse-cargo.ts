import { constants, inflateSync } from 'node:zlib';
import * as v from 'valibot';
import type { BlockContent, BlockForm, BlockWork } from './block-form.ts';
import type { PackageRecord } from './contract.ts';

/** The list is JSON in zlib's form; what writes it has used these two first pairs of bytes. @see cargo-auditable, section `.dep-v0` */
const MAGICS = [Buffer.from([0x78, 0xda]), Buffer.from([0x78, 0x01])];
const START = '{"packages":[';
/** Enough to tell by what comes out of it whether it is the list. */
const FIRST_BYTES = 512;
const MOST_TEXT_BYTES = 8 << 20;
const MOST_BYTES = 1 << 20;
/** As far as a block's first codes are looked at. */
const HEAD_BYTES = 16;
/** Deflate's fixed codes of the first characters; none of them repeats others, which could be shorter. */
const FIXED_START = [...START].map((character) => character.charCodeAt(0) + 0x30);
const LENGTH_BITS = 7;
/** A list that is none costs at least so much: to start inflating takes its time too. */
const LEAST_WASTED_BYTES = 512 << 10;

const AuditData = v.object({
  packages: v.array(
    v.object({
      name: v.string(),
      version: v.string(),
      kind: v.optional(v.string()),
      root: v.optional(v.boolean()),
    }),
  ),
});

type AuditedPackage = v.InferOutput<typeof AuditData>['packages'][number];

/** Packages that Rust's builders were asked to write into the program; those that only built it are left out. */
export const CARGO_BLOCKS: readonly BlockForm[] = MAGICS.map((magic) => ({
  magic,
  alignment: 1,
  headBytes: HEAD_BYTES,
  mostBytes: MOST_BYTES,
  mayStart: beginsBlock,
  parse: parseBlock,
}));

/** Cost: what may be a list is inflated each time it is twice as long. */
function parseBlock(bytes: Buffer, isWhole: boolean, work: BlockWork): BlockContent {
  if (bytes.length < FIRST_BYTES && !isWhole) return { is: 'more', bytes: FIRST_BYTES };
  work.starts -= 1;
  if (work.starts < 0) return { is: 'given-up' };
  if (!beginsList(bytes.subarray(0, FIRST_BYTES))) return { is: 'none' };
  if (work.bytes <= 0) return { is: 'given-up' };
  const text = inflateText(bytes);
  if (text === 'cut-off' && !isWhole) return { is: 'more', bytes: 2 * bytes.length };
  const packages = typeof text === 'string' ? undefined : parseList(text.toString('utf8'));
  if (packages !== undefined) return { is: 'packages', packages };
  work.bytes -= Math.max(LEAST_WASTED_BYTES, typeof text === 'string' ? MOST_TEXT_BYTES : text.length);
  return { is: 'none' };
}

function inflateText(bytes: Buffer): Buffer | 'cut-off' | 'damaged' {
  try {
    return inflateSync(bytes, { maxOutputLength: MOST_TEXT_BYTES });
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'Z_BUF_ERROR' ? 'cut-off' : 'damaged';
  }
}

function parseList(text: string): readonly PackageRecord[] | undefined {
  // Of a list that is none one fault is enough; told of each element, they take a hundred times its memory.
  const read = v.safeParse(AuditData, parseJson(text), { abortEarly: true });
  if (!read.success) return undefined;
  return read.output.packages.filter(({ kind }) => kind === undefined || kind === 'runtime').map(tellPackage);
}

function tellPackage({ name, version, root }: AuditedPackage): PackageRecord {
  return { kind: 'cargo', name, version, ...(root === true && { isMain: true }) };
}

/** By the first characters. */
function beginsList(bytes: Buffer): boolean {
  try {
    const text = inflateSync(bytes, { finishFlush: constants.Z_SYNC_FLUSH, maxOutputLength: MOST_TEXT_BYTES });
    return text.toString('latin1', 0, START.length) === START;
  } catch {
    return false;
  }
}

/**
 * A look at the first deflate block: one of fixed codes must spell out the first characters, the code of code lengths of any other must be
 * complete. Few bytes that only look like the start of a list pass it, and inflating each of them would cost more than the search.
 * @see RFC 1951, 3.2.6 and 3.2.7
 */
function beginsBlock(bytes: Buffer, start: number): boolean {
  let at = 2 * 8;
  const take = (count: number) => {
    let value = 0;
    for (let i = 0; i < count; i++, at++) value |= (((bytes[start + (at >> 3)] ?? 0) >> (at & 7)) & 1) << i;
    return value;
  };
  take(1);
  const type = take(2);
  const takeCode = () => [0, 1, 2, 3, 4, 5, 6, 7].reduce((read) => (read << 1) | take(1), 0);
  if (type === 1) return FIXED_START.every((code) => code === takeCode());
  if (type !== 2) return false;
  const [literals, distances, lengths] = [take(5), take(5), take(4) + 4];
  let used = 0;
  for (let i = 0; i < lengths; i++) {
    const bits = take(3);
    if (bits > 0) used += 1 << (LENGTH_BITS - bits);
  }
  return literals <= 29 && distances <= 29 && used === 1 << LENGTH_BITS;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
