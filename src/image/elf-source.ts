import { bytesToText } from '../model/bytes.ts';

/** A stretch of a file. */
export interface FilePiece {
  readonly offset: number;
  readonly bytes: Uint8Array;
}

/** Reads numbers of the file's width and order; undefined outside the pieces. */
export interface ElfSource {
  readonly is64: boolean;
  readonly isLittle: boolean;
  view(offset: number, length: number): DataView | undefined;
  /** Text up to its NUL; undefined where it does not end inside the bytes at hand and the limit. */
  text(offset: number, limitBytes: number): string | undefined;
}

export function isElf(head: Uint8Array): boolean {
  return head[0] === 0x7f && head[1] === 0x45 && head[2] === 0x4c && head[3] === 0x46;
}

export function openElfSource(pieces: readonly FilePiece[]): ElfSource | undefined {
  const view = (offset: number, length: number) => {
    const piece = pieces.find((p) => p.offset <= offset && offset + length <= p.offset + p.bytes.length);
    return piece && new DataView(piece.bytes.buffer, piece.bytes.byteOffset + offset - piece.offset, length);
  };
  const ident = view(0, 16);
  if (ident === undefined || ident.getUint32(0) !== 0x7f454c46) return undefined;
  const width = ident.getUint8(4);
  const order = ident.getUint8(5);
  if ((width !== 1 && width !== 2) || (order !== 1 && order !== 2)) return undefined;
  const text = (offset: number, limitBytes: number) => {
    const piece = pieces.find((p) => p.offset <= offset && offset < p.offset + p.bytes.length);
    if (piece === undefined) return undefined;
    const start = offset - piece.offset;
    const bytes = piece.bytes.subarray(start, start + limitBytes);
    const end = bytes.indexOf(0);
    return end < 0 ? undefined : bytesToText(bytes.subarray(0, end));
  };
  return { is64: width === 2, isLittle: order === 1, view, text };
}

/** A number as wide as the file's addresses; NaN beyond 2^53, which no comparison lets through. */
export function readWord(source: ElfSource, view: DataView, at: number): number {
  if (!source.is64) return view.getUint32(at, source.isLittle);
  const value = view.getBigUint64(at, source.isLittle);
  return value <= BigInt(Number.MAX_SAFE_INTEGER) ? Number(value) : Number.NaN;
}
