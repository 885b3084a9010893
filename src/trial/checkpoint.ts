import * as v from 'valibot';
import type { Digest } from '../model/sha256.ts';
import { type Rung, RungRecord } from '../record/run.ts';
import type { RunFolder } from './contract.ts';

const RungCheckpoint = v.strictObject({ key: v.string(), rung: RungRecord });

/** A finished rung is written in one step, so that a kill leaves either all of it or nothing. */
export async function writeRungCheckpoint(folder: RunFolder, key: Digest, rung: Rung): Promise<void> {
  await folder.files.write(pathOf(folder, rung.n), Buffer.from(JSON.stringify({ key, rung }, null, 1)));
}

/** @returns undefined where rung `n` was not finished, or was finished for other text */
export async function readRungCheckpoint(folder: RunFolder, n: number, key: Digest): Promise<Rung | undefined> {
  const text = await folder.files.readText(pathOf(folder, n));
  const read =
    text === undefined
      ? undefined
      : v.safeParse(RungCheckpoint, parseJson(Buffer.from(text, 'latin1').toString('utf8')));
  return read?.success === true && read.output.key === key ? read.output.rung : undefined;
}

/** Any other piece of a run worth keeping: what was learned of the baseline, a scenario's readings. */
export async function writePart(folder: RunFolder, name: string, part: unknown): Promise<void> {
  await folder.files.write(`${folder.root}/${name}.json`, Buffer.from(JSON.stringify(part, null, 1)));
}

/** @returns what `writePart` wrote, unchecked; undefined where it is not there or not whole */
export async function readPart(folder: RunFolder, name: string): Promise<unknown> {
  const text = await folder.files.readText(`${folder.root}/${name}.json`);
  return text === undefined ? undefined : parseJson(Buffer.from(text, 'latin1').toString('utf8'));
}

function pathOf(folder: RunFolder, n: number): string {
  return `${folder.root}/${n}/rung.json`;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
