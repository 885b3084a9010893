import { type ByteText, textToName } from '../model/bytes.ts';
import type { EntryType } from './contract.ts';
import { goesUp, isOdd } from './tar/name-shape.ts';
import type { TarEnd } from './tar/read-tar.ts';
import type { TarMember } from './tar/tar-member.ts';

/** What is odd about a layer that is read all the same, as an engine reads it. */
export type LayerNoteCode =
  /** A name that climbs above the root; engines place it below. */
  | 'entry-traversal'
  /** Readers differ about what lies behind it. */
  | 'tar-ambiguous'
  | 'device-node'
  /** Control characters, or marks that turn the direction of writing. */
  | 'hostile-name'
  /** Left by the old AUFS driver; engines pass it over. */
  | 'aufs-metadata'
  | 'end-missing'
  | 'data-after-end';

export interface LayerNote {
  readonly code: LayerNoteCode;
  readonly count: number;
  /** The first of them. */
  readonly path?: ByteText | undefined;
  /** That nobody reads. */
  readonly bytes?: number | undefined;
}

const HOSTILE = /[\u0000-\u001f\u007f-\u009f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069]/u;
const DOT = 0x2e;
const AUFS = '.wh..wh.';
const OPAQUE = '.wh..wh..opq';
const DEVICES: ReadonlySet<EntryType> = new Set(['char', 'block']);

export interface LayerNotes {
  /** @param path the member's name, cleaned */
  see(member: TarMember, path: ByteText): void;
  /** @param wasteBytes that nobody reads, of the tar and of the blob */
  finish(end: TarEnd, wasteBytes: number): readonly LayerNote[];
}

/** Cost: a look at each name. Memory: one note of each kind. */
export function takeLayerNotes(): LayerNotes {
  const notes = new Map<LayerNoteCode, LayerNote>();
  const add = (code: LayerNoteCode, path: ByteText) => {
    const known = notes.get(code);
    notes.set(code, { code, count: (known?.count ?? 0) + 1, path: known?.path ?? path });
  };
  return {
    see({ name, type, isAmbiguous, device, shape }, path) {
      if (goesUp(shape) && leavesRoot(name)) add('entry-traversal', path);
      if (isAmbiguous) add('tar-ambiguous', path);
      // What overlay itself writes as a whiteout is no device.
      if (DEVICES.has(type) && (device?.major !== 0 || device.minor !== 0)) add('device-node', path);
      if (isOdd(shape) && HOSTILE.test(textToName(path))) add('hostile-name', path);
      if (path.charCodeAt(0) === DOT && path.startsWith(AUFS) && path !== OPAQUE) add('aufs-metadata', path);
    },
    finish: ({ marks }, wasteBytes) => [
      ...notes.values(),
      ...(marks < 2 ? [{ code: 'end-missing' as const, count: 1 }] : []),
      ...(wasteBytes > 0 ? [{ code: 'data-after-end' as const, count: 1, bytes: wasteBytes }] : []),
    ],
  };
}

/** Does it climb above the root on its way? Where it starts with a slash, that is the root. */
export function leavesRoot(path: ByteText): boolean {
  if (!path.includes('..')) return false;
  let depth = 0;
  for (const part of path.split('/')) {
    if (part === '..') depth -= 1;
    else if (part !== '' && part !== '.') depth += 1;
    if (depth < 0) return true;
  }
  return false;
}
