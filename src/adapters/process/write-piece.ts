import type { Writable } from 'node:stream';

/** Gives a program's input one piece and waits until it is taken. @returns false where the program takes no more */
export function writePiece(stdin: Writable, piece: string | Uint8Array): Promise<boolean> {
  return new Promise((resolve) => {
    stdin.write(piece, (error) => resolve(error == null));
  });
}
