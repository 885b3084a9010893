import { bytesToText } from '../../model/bytes.ts';
import type { Collector, ContentSink, LayerEntry } from '../contract.ts';
import { type ElfHead, findDynamic, parseElf } from '../elf.ts';
import { type FilePiece, isElf } from '../elf-source.ts';
import { markKnown } from './mark-known.ts';

/** What the kernel would make of a file: a program, a script with its first line, or neither. */
export type FileHead =
  | {
      readonly is: 'elf';
      readonly elf: ElfHead;
      /** A program of PyInstaller that is one file: it lays its modules down in a temporary folder before it starts. */
      readonly unpacksItself?: true | undefined;
    }
  | { readonly is: 'script'; readonly line: string }
  | { readonly is: 'empty' | 'text' | 'binary' };

/** Heads of one layer's files by the offset of their content in its tar, which is unique where a path is not. */
export type FileHeads = Readonly<Record<number, FileHead>>;

/** The kernel looks at no more of a file to find its interpreter. */
const SCRIPT_BYTES = 256;
/** Of a program larger than this only the front, the dynamic section and the end are kept while it passes. */
const FRONT_BYTES = 8 << 20;
const TAIL_BYTES = 2 << 20;
/** Bounds what one layer's heads take. */
const HEAD_LIMITS = { heads: 200_000, textBytes: 32 << 20 } as const;

/** Heads of all ELF files, and of every other file with an execute bit. Cost: the front of each file; memory: one file's front. */
export const headCollector: Collector<FileHeads> = markKnown({
  name: 'heads/3',
  start() {
    const heads: Record<number, FileHead> = {};
    let count = 0;
    let textBytes = 0;
    const keep = (entry: LayerEntry, head: FileHead | undefined) => {
      if (head === undefined || count >= HEAD_LIMITS.heads || textBytes >= HEAD_LIMITS.textBytes) return;
      count += 1;
      textBytes += lengthOf(head);
      heads[entry.offset] = head;
    };
    return {
      open: (entry) => openHead(entry, (head) => keep(entry, head)),
      result: () => heads,
    };
  },
});

function lengthOf(head: FileHead): number {
  if (head.is === 'script') return head.line.length;
  if (head.is !== 'elf') return 0;
  const { interpreter, rpath, runpath, soname, neededVersions, definedVersions, needed } = head.elf;
  const texts = [interpreter, rpath, runpath, soname, neededVersions, definedVersions, ...needed];
  return texts.reduce((sum, text = '') => sum + text.length, 0);
}

function openHead(entry: LayerEntry, keep: (head: FileHead | undefined) => void): ContentSink {
  const pieces = collectPieces();
  return {
    write: (chunk) => pieces.write(chunk),
    end: () => keep(headOf(pieces.result(), (entry.mode & 0o111) !== 0)),
  };
}

function headOf(pieces: readonly FilePiece[], isExecutable: boolean): FileHead | undefined {
  const front = pieces[0]?.bytes ?? new Uint8Array(0);
  const elf = parseElf(pieces);
  if (elf !== undefined) return unpacksItself(pieces) ? { is: 'elf', elf, unpacksItself: true } : { is: 'elf', elf };
  if (!isExecutable) return undefined;
  if (front.length === 0) return { is: 'empty' };
  const text = bytesToText(front.subarray(0, SCRIPT_BYTES));
  if (text.startsWith('#!')) return { is: 'script', line: text.split('\n', 1)[0] ?? '' };
  return { is: /[\0-\x08\x0e-\x1a]/.test(text) ? 'binary' : 'text' };
}

/** What closes the archive that PyInstaller puts into its bootloader; it stands near the file's end. */
const PYINSTALLER = Buffer.from('MEI\x0c\x0b\x0a\x0b\x0e', 'latin1');

function unpacksItself(pieces: readonly FilePiece[]): boolean {
  const { bytes } = pieces.at(-1) ?? { bytes: new Uint8Array(0) };
  const at = Buffer.from(bytes.buffer, bytes.byteOffset, bytes.length).lastIndexOf(PYINSTALLER);
  // The bootloader itself holds the mark too, which it looks for.
  return at >= 0 && /^[\x20-\x7e]{4}/.test(bytesToText(bytes.subarray(at + 24, at + 28)));
}

/** Keeps the front; of large ELF files also the dynamic section and the end (where patched files have their strings). */
function collectPieces(): { write(chunk: Uint8Array): void; result(): readonly FilePiece[] } {
  let front: Uint8Array[] = [];
  let frontBytes = 0;
  let position = 0;
  let limit = FRONT_BYTES;
  let dynamic: { readonly start: number; readonly end: number; readonly parts: Uint8Array[] } | undefined;
  const tail: FilePiece[] = [];

  function writeFront(chunk: Uint8Array): void {
    const part = chunk.subarray(0, limit - frontBytes);
    front.push(Uint8Array.from(part));
    frontBytes += part.length;
    if (position === 0 && chunk.length >= 4 && !isElf(chunk)) limit = SCRIPT_BYTES;
    if (frontBytes < FRONT_BYTES) return;
    front = [Buffer.concat(front)];
    const found = findDynamic({ offset: 0, bytes: front[0] ?? part });
    if (found !== undefined && found.bytes <= 64 << 10) {
      dynamic = { start: found.offset, end: found.offset + found.bytes, parts: [] };
    }
  }

  function writeRest(chunk: Uint8Array, offset: number): void {
    if (dynamic !== undefined) {
      const from = Math.max(0, dynamic.start - offset);
      const to = Math.min(chunk.length, dynamic.end - offset);
      if (from < to) dynamic.parts.push(Uint8Array.from(chunk.subarray(from, to)));
    }
    tail.push({ offset, bytes: Uint8Array.from(chunk) });
    const first = tail[0];
    if (first !== undefined && offset - first.offset > TAIL_BYTES) tail.shift();
  }

  return {
    write(chunk) {
      if (frontBytes < limit) writeFront(chunk);
      const rest = chunk.subarray(Math.max(0, Math.min(chunk.length, FRONT_BYTES - position)));
      if (limit === FRONT_BYTES && rest.length > 0) writeRest(rest, position + chunk.length - rest.length);
      position += chunk.length;
    },
    result() {
      const pieces: FilePiece[] = [
        { offset: 0, bytes: front.length === 1 ? (front[0] ?? Buffer.alloc(0)) : Buffer.concat(front) },
      ];
      if (dynamic !== undefined && dynamic.parts.length > 0) {
        const isBehind = dynamic.start >= FRONT_BYTES;
        if (isBehind) pieces.push({ offset: dynamic.start, bytes: Buffer.concat(dynamic.parts) });
      }
      const first = tail[0];
      if (first !== undefined) pieces.push({ offset: first.offset, bytes: Buffer.concat(tail.map((p) => p.bytes)) });
      return pieces;
    },
  };
}
