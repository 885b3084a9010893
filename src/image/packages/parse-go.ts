import { textToWords } from '../../model/bytes.ts';
import type { BlockContent, BlockForm, BlockWork } from './block-form.ts';
import type { PackageRecord } from './contract.ts';

/** Starts the block; it lies at a multiple of 16 in the file. @see debug/buildinfo */
export const GO_MAGIC = Buffer.from('\xff Go buildinf:', 'latin1');

const HEADER_BYTES = 32;
/** Since Go 1.18 the texts stand behind the header; older programs only point at them, which is not followed. */
const IS_INLINE = 2;
const VERSION = /^(go\d|devel )/;
const LONGEST_PREFIX = 6;
/** With the experiments it was built with. */
const MOST_VERSION_BYTES = 4096;
/** A mark of 16 bytes stands on both sides of the list of modules. */
const MARK_BYTES = 16;
const MOST_TEXT_BYTES = 4 << 20;
/** Enough for any length that is believed. */
const MOST_SHIFT = 28;

/** What Go's linker says of every program it makes. */
export const GO_BLOCK: BlockForm = {
  magic: GO_MAGIC,
  alignment: 16,
  headBytes: HEADER_BYTES,
  mostBytes: 16 << 20,
  mayStart: (bytes, at) => ((bytes[at + 15] ?? 0) & IS_INLINE) !== 0,
  parse: parseGoBlock,
};

/**
 * Texts are only made once their lengths are believed: a length costs its writer four bytes and its reader a copy of megabytes.
 * @param bytes from the magic on, as far as they are there
 */
export function parseGoBlock(bytes: Buffer, _isWhole: boolean, work: BlockWork): BlockContent {
  const version = spanOf(bytes, HEADER_BYTES);
  if (version.is !== 'span') return version;
  const prefixEnd = Math.min(version.end, version.start + LONGEST_PREFIX);
  if (prefixEnd > bytes.length) return { is: 'more', bytes: prefixEnd };
  const prefix = bytes.toString('latin1', version.start, prefixEnd);
  if (version.end - version.start > MOST_VERSION_BYTES || !VERSION.test(prefix)) return { is: 'none' };
  const modules = spanOf(bytes, version.end);
  if (modules.is === 'none') {
    work.starts -= 1;
    return { is: work.starts < 0 ? 'given-up' : 'none' };
  }
  if (modules.is === 'more') return modules;
  if (modules.end > bytes.length) return { is: 'more', bytes: modules.end };
  const text = bytes.toString('latin1', modules.start, modules.end);
  const goVersion = bytes.toString('latin1', version.start, version.end);
  return { is: 'packages', packages: listModules(stripMarks(text), goVersion) };
}

interface Span {
  readonly is: 'span';
  readonly start: number;
  /** Possibly behind what is there. */
  readonly end: number;
}

/** A length in seven bits a byte, low first, and that many bytes. */
function spanOf(
  bytes: Buffer,
  start: number,
): Span | { readonly is: 'none' } | { readonly is: 'more'; readonly bytes: number } {
  let length = 0;
  let at = start;
  for (let shift = 0; shift <= MOST_SHIFT; shift += 7) {
    if (at >= bytes.length) return { is: 'more', bytes: at + 1 };
    const byte = bytes[at++] ?? 0;
    length += (byte & 0x7f) * 2 ** shift;
    if (length > MOST_TEXT_BYTES) return { is: 'none' };
    if (byte < 0x80) return { is: 'span', start: at, end: at + length };
  }
  return { is: 'none' };
}

function stripMarks(text: string): string {
  const isMarked = text.length > 2 * MARK_BYTES && text.at(-MARK_BYTES - 1) === '\n';
  return isMarked ? text.slice(MARK_BYTES, -MARK_BYTES) : '';
}

/** `mod` is the program's own module, `dep` what it is made of, `=>` what stands in for the line before. */
function listModules(text: string, goVersion: string): readonly PackageRecord[] {
  const found: PackageRecord[] = [];
  for (const line of text.split('\n')) {
    const [word = '', name = '', version = ''] = textToWords(line).split('\t');
    if (name === '' || !['mod', 'dep', '=>'].includes(word)) continue;
    const replaced = word === '=>' ? found.pop() : undefined;
    const isMain = word === 'mod' || (word === '=>' && replaced?.isMain === true);
    found.push({ kind: 'go', name, version: version === '' ? '(devel)' : version, ...(isMain && { isMain }) });
  }
  const [toolchain = ''] = goVersion.split(' ');
  return [...found, { kind: 'go', name: 'stdlib', version: toolchain.replace(/^go/, '') }];
}
