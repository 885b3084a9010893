import * as v from 'valibot';
import { Problem } from '../../model/problem.ts';
import { sha256 } from '../../model/sha256.ts';
import type { FilesPort } from '../../project/contract.ts';
import { type Rung, RunRecord } from '../../record/run.ts';

export interface LatestRun {
  readonly record: RunRecord;
  /** `.plimsoll/runs/<id>` */
  readonly root: string;
}

/** The last finished run of a project. @throws Problem `no-run-yet`, `record-damaged` */
export async function readLatestRun(files: FilesPort, dir: string): Promise<LatestRun> {
  const id = (await files.readText(`${dir}/.plimsoll/latest`))?.trim() ?? '';
  const root = `${dir}/.plimsoll/runs/${id}`;
  const text = /^[0-9a-f]{12}$/.test(id) ? await files.readText(`${root}/run.json`) : undefined;
  if (text === undefined) throw new Problem('usage', 'no-run-yet', { dir });
  const read = v.safeParse(RunRecord, parseJson(Buffer.from(text, 'latin1').toString('utf8')));
  if (!read.success) throw new Problem('usage', 'record-damaged', { path: `${root}/run.json` });
  return { record: read.output, root };
}

/** @throws Problem `no-such-rung`, `rung-not-applicable`; without `force` also `rung-not-working` */
export function findRung(record: RunRecord, n: number, force: boolean): Rung {
  const rung = record.rungs.find((r) => r.n === n);
  if (rung === undefined) throw new Problem('usage', 'no-such-rung', { rung: n, known: record.rungs.map((r) => r.n) });
  if (rung.building !== 'built') throw new Problem('project', 'rung-not-applicable', { rung: n });
  const running = rung.verdict?.running ?? 'unverified';
  if (running !== 'works' && running !== 'works-as-before' && !force)
    throw new Problem('project', 'rung-not-working', { rung: n, running });
  return rung;
}

/** One file of a rung, as the run wrote it. @throws Problem `record-damaged` where it is not that any more */
export async function readRungFile(
  files: FilesPort,
  run: LatestRun,
  rung: Rung,
  name: 'Dockerfile' | 'Dockerfile.dockerignore',
): Promise<Uint8Array> {
  const path = `${run.root}/${rung.n}/${name}`;
  const known = rung.files.find((f) => f.path === `${rung.n}/${name}`)?.sha256;
  const isThere = (await files.stat(path))?.type === 'file';
  const bytes = isThere ? await files.read(path) : new Uint8Array();
  if (!isThere || sha256(bytes) !== known) throw new Problem('usage', 'record-damaged', { path });
  return bytes;
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
