import { join, relative } from 'node:path';
import { bytesToText, textToBytes } from '../../model/bytes.ts';
import { Problem } from '../../model/problem.ts';
import { sha256 } from '../../model/sha256.ts';
import type { FilesPort } from '../../project/contract.ts';
import { findIgnoreFile, OWN_FOLDER, rungIgnoreText } from '../../project/ignore-file.ts';
import type { Rung } from '../../record/run.ts';
import { type LatestRun, readRungFile } from './apply-latest.ts';
import { openTarget, type Target, writeTarget } from './apply-target.ts';
import { digestOrNull, forgetUndo, readKept, readUndo, saveUndo, type Undo } from './apply-undo.ts';

/** What applying does to one file of the project. */
export interface FileChange {
  readonly target: Target;
  /** What undoing brings back; undefined = no file. */
  readonly base: Uint8Array | undefined;
  readonly after: Uint8Array | undefined;
  /** It holds what an earlier apply of ours wrote, to the byte. */
  readonly isOurs: boolean;
}

/**
 * What it takes to put a rung in place: the Dockerfile, and the ignore file that the project uses. An unchanged file is among
 * them too (`after` = its own bytes). Reads only.
 * @throws Problem `file-changed-since-run` without `force`; `record-damaged`, `file-outside-project`
 */
export async function planApply(
  files: FilesPort,
  dir: string,
  run: LatestRun,
  rung: Rung,
  force: boolean,
): Promise<readonly FileChange[]> {
  const { record } = run;
  const undo = await readUndo(files, dir);
  const found = record.rungs.find((r) => r.n === 0);
  const foundIgnore = found?.files.find((f) => f.path === '0/Dockerfile.dockerignore')?.sha256;
  const dockerfile = await openTarget(files, dir, record.project.dockerfile, force);
  const ignorePath = (await findIgnoreFile(join(dir, record.project.dockerfile), dir, files))?.path;
  const ignore = await openTarget(
    files,
    dir,
    ignorePath === undefined ? '.dockerignore' : relative(dir, ignorePath),
    force,
  );
  const isFoundIgnore = (bytes: Uint8Array | undefined) => sha256(asBuilt(bytes)) === foundIgnore;
  const isFoundDockerfile = (bytes: Uint8Array | undefined) =>
    bytes !== undefined && sha256(bytes) === record.project.dockerfileSha256;
  const base = (target: Target, isFound: (bytes: Uint8Array | undefined) => boolean) =>
    findBase(files, dir, target, undo, isFound, force);

  const fromRun = await readRungFile(files, run, rung, 'Dockerfile');
  const ignoreBuilt = await readRungFile(files, run, rung, 'Dockerfile.dockerignore');
  const ignoreBase = await base(ignore, isFoundIgnore);
  const isIgnoreAsFound = sha256(ignoreBuilt) === foundIgnore;
  return [
    { target: dockerfile, ...(await base(dockerfile, isFoundDockerfile)), after: fromRun },
    { target: ignore, ...ignoreBase, after: isIgnoreAsFound ? ignoreBase.base : withoutOwnLine(ignoreBuilt) },
  ];
}

/** The file as the run found it: as it is, or what the undo keeps where it holds what we wrote ourselves. */
async function findBase(
  files: FilesPort,
  dir: string,
  target: Target,
  undo: Undo | undefined,
  isFound: (bytes: Uint8Array | undefined) => boolean,
  force: boolean,
): Promise<Pick<FileChange, 'base' | 'isOurs'>> {
  if (isFound(target.bytes)) return { base: target.bytes, isOurs: false };
  const entry = undo?.files.find((f) => f.path === target.path);
  if (entry !== undefined && entry.after === digestOrNull(target.bytes)) {
    const kept = await readKept(files, dir, entry.before);
    if (isFound(kept)) return { base: kept, isOurs: true };
  }
  if (!force) throw new Problem('project', 'file-changed-since-run', { file: target.path });
  return { base: target.bytes, isOurs: false };
}

export function isChanged({ target, after }: FileChange): boolean {
  return digestOrNull(target.bytes) !== digestOrNull(after);
}

/** The undo first, then each file in one step: cut off at any moment, every file is the old or the new one, and the undo knows both. */
export async function writeChanges(
  files: FilesPort,
  dir: string,
  rung: number,
  changes: readonly FileChange[],
): Promise<void> {
  const kept = changes.filter((c) => digestOrNull(c.base) !== digestOrNull(c.after) || isChanged(c));
  const undo: Undo = {
    rung,
    files: kept.map((c) => ({
      path: c.target.path,
      before: digestOrNull(c.base),
      after: digestOrNull(c.after),
      was: digestOrNull(c.target.bytes),
    })),
  };
  await saveUndo(
    files,
    dir,
    undo,
    kept.map((c) => c.base),
  );
  for (const change of changes.filter(isChanged)) await writeTarget(files, change.target, change.after);
}

/** @returns paths restored @throws Problem `nothing-to-undo`; without `force` `file-changed-since-apply` */
export async function undoApply(files: FilesPort, dir: string, force: boolean): Promise<readonly string[]> {
  const undo = await readUndo(files, dir);
  if (undo === undefined) throw new Problem('usage', 'nothing-to-undo', { dir });
  const restored: { target: Target; bytes: Uint8Array | undefined }[] = [];
  for (const entry of undo.files) {
    const target = await openTarget(files, dir, entry.path, force);
    const bytes = await readKept(files, dir, entry.before);
    if (entry.before !== null && bytes === undefined)
      throw new Problem('usage', 'record-damaged', { path: `${dir}/${OWN_FOLDER}/undo` });
    const now = digestOrNull(target.bytes);
    if (!force && ![entry.before, entry.after, entry.was].includes(now))
      throw new Problem('project', 'file-changed-since-apply', { file: entry.path });
    restored.push({ target, bytes });
  }
  for (const { target, bytes } of restored) await writeTarget(files, target, bytes);
  await forgetUndo(files, dir);
  return restored.map((r) => r.target.path);
}

function asBuilt(bytes: Uint8Array | undefined): Uint8Array {
  return textToBytes(rungIgnoreText(bytes === undefined ? undefined : bytesToText(bytes)));
}

/** A build gets Plimsoll's own folder as the last line; the project has no use for it. */
function withoutOwnLine(built: Uint8Array): Uint8Array {
  return textToBytes(bytesToText(built).replace(new RegExp(`\\${OWN_FOLDER}\\r?\\n$`), ''));
}
