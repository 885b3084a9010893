import * as v from 'valibot';
import { type Digest, sha256 } from '../../model/sha256.ts';
import type { FilesPort } from '../../project/contract.ts';

const Undo = v.strictObject({
  rung: v.number(),
  files: v.array(
    v.strictObject({
      /** Under the project's folder. */
      path: v.string(),
      /** Digest of the bytes kept beside; null = there was no file. */
      before: v.nullable(v.pipe(v.string(), v.regex(/^sha256:[0-9a-f]{64}$/))),
      after: v.nullable(v.string()),
      /** What the file held when it was written: between two applies neither of both. */
      was: v.nullable(v.string()),
    }),
  ),
});
export type Undo = v.InferOutput<typeof Undo>;

const FOLDER = '.plimsoll/undo';

/** @returns undefined where nothing was applied, or nobody can tell what any more */
export async function readUndo(files: FilesPort, dir: string): Promise<Undo | undefined> {
  const text = await files.readText(`${dir}/${FOLDER}/undo.json`);
  if (text === undefined) return undefined;
  try {
    const read = v.safeParse(Undo, JSON.parse(Buffer.from(text, 'latin1').toString('utf8')));
    return read.success ? read.output : undefined;
  } catch {
    return undefined;
  }
}

/** The bytes first, then the one file that names them: cut off half way, the earlier undo still holds. */
export async function saveUndo(
  files: FilesPort,
  dir: string,
  undo: Undo,
  kept: readonly (Uint8Array | undefined)[],
): Promise<void> {
  await files.write(`${dir}/.plimsoll/.gitignore`, Buffer.from('*\n'));
  for (const bytes of kept) if (bytes !== undefined) await files.write(blobPath(dir, sha256(bytes)), bytes);
  await files.write(`${dir}/${FOLDER}/undo.json`, Buffer.from(`${JSON.stringify(undo, null, 1)}\n`));
}

/** @returns undefined where the file was not there before, or its bytes are lost */
export async function readKept(files: FilesPort, dir: string, before: string | null): Promise<Uint8Array | undefined> {
  if (before === null || (await files.stat(blobPath(dir, before)))?.type !== 'file') return undefined;
  const bytes = await files.read(blobPath(dir, before));
  return sha256(bytes) === before ? bytes : undefined;
}

export function forgetUndo(files: FilesPort, dir: string): Promise<void> {
  return files.remove(`${dir}/${FOLDER}`);
}

export function digestOrNull(bytes: Uint8Array | undefined): Digest | null {
  return bytes === undefined ? null : sha256(bytes);
}

function blobPath(dir: string, digest: string): string {
  return `${dir}/${FOLDER}/${digest.slice('sha256:'.length)}`;
}
