import { execFileSync } from 'node:child_process';
import { createReadStream, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { ImageView, LayerEntry } from '../../src/image/contract.ts';
import { openEntryTable } from '../../src/image/entries/entry-table.ts';
import { indexLayer } from '../../src/image/index-layer.ts';
import { indexLayers } from '../../src/image/index-layers.ts';
import { mergeLayers } from '../../src/image/merge/merge-layers.ts';

/** Runs the engine's own program. @throws where it ends with another code than 0 */
export function docker(args: readonly string[]): string {
  return execFileSync('docker', args, { encoding: 'utf8', stdio: ['ignore', 'pipe', 'pipe'] }).trim();
}

/** What the engine puts into every container. */
const ENGINES_OWN = /^(?:\.dockerenv|(?:dev|proc|sys|etc)(?:\/.*)?)?$/;

export type Row = readonly [path: string, type: string, mode: number, uid: number, bytes: number, link: string];

function rowOf(entry: LayerEntry, content: LayerEntry | undefined): Row {
  const type = entry.type === 'hardlink' ? 'file' : entry.type;
  const mode = type === 'symlink' ? 0 : entry.mode;
  return [entry.path, type, mode, entry.uid, content?.bytes ?? 0, entry.type === 'symlink' ? (entry.link ?? '') : ''];
}

/** The container's file system as the engine shows it. */
export async function exportRows(tag: string): Promise<readonly Row[]> {
  const container = docker(['create', tag]);
  const file = join(tmpdir(), `plimsoll-export-${process.pid}.tar`);
  try {
    docker(['export', '-o', file, container]);
  } finally {
    docker(['rm', '-f', container]);
  }
  const open = () => createReadStream(file) as AsyncIterable<Uint8Array>;
  const digest = `sha256:${execFileSync('sha256sum', [file], { encoding: 'utf8' }).slice(0, 64)}` as const;
  const { columns } = await indexLayer({ digest, diffId: digest, mediaType: '', open }, []);
  const entries = [...openEntryTable(columns)];
  const byPath = new Map(entries.map((e) => [e.path, e]));
  rmSync(file, { force: true });
  // A second name is what the first one is: a file, a symlink, a device.
  const inodeOf = (e: LayerEntry) => (e.type === 'hardlink' ? (byPath.get(e.link ?? '') ?? e) : e);
  return sortRows(entries.map((e) => rowOf({ ...inodeOf(e), path: e.path }, inodeOf(e))));
}

export async function ownRows(view: ImageView): Promise<readonly Row[]> {
  const tree = mergeLayers(await indexLayers(view, []));
  return sortRows([...tree.nodes()].map((node) => rowOf(node.entry, node.content?.entry)));
}

function sortRows(rows: readonly Row[]): readonly Row[] {
  return rows.filter(([path]) => !ENGINES_OWN.test(path)).toSorted(([a], [b]) => (a < b ? -1 : 1));
}
