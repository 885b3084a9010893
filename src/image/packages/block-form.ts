import type { PackageRecord } from './contract.ts';

/** What stands from a block's first bytes on. */
export type BlockContent =
  | { readonly is: 'packages'; readonly packages: readonly PackageRecord[] }
  | { readonly is: 'none' }
  /** Nothing can be told before so many bytes of it are there. */
  | { readonly is: 'more'; readonly bytes: number }
  /** There is no work left to tell. */
  | { readonly is: 'given-up' };

/** A list of packages that a linker leaves in a program. */
export interface BlockForm {
  /** Where such a block may start. */
  readonly magic: Buffer;
  /** It starts at a multiple of this. */
  readonly alignment: number;
  /** What `mayStart` looks at; none is shorter. */
  readonly headBytes: number;
  /** None is longer. */
  readonly mostBytes: number;
  /** A look so cheap that it may follow every magic. @param at where a magic stands, with `headBytes` there */
  mayStart(bytes: Buffer, at: number): boolean;
  /** @param isWhole no more bytes will come. @param work pays for what was no block */
  parse(bytes: Buffer, isWhole: boolean, work: BlockWork): BlockContent;
}

/** What may be spent in one layer on starts of blocks that turn out to be none. */
export interface BlockWork {
  /** Starts that are looked at more closely. */
  starts: number;
  /** Bytes inflated. */
  bytes: number;
}

/**
 * Chance makes few bytes look like a start (four in a compiler of 32 MB). Programs of any size have enough, as their own bytes bring some more;
 * files of many starts have not.
 */
const FREE_STARTS = 1024;
export const BYTES_PER_START = 64 << 10;
/** Published limit of what is inflated in one layer for lists of packages in programs that turn out to be none. */
export const WASTED_BLOCK_BYTES = 32 << 20;

export function openBlockWork(): BlockWork {
  return { starts: FREE_STARTS, bytes: WASTED_BLOCK_BYTES };
}
