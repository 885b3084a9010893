import type { PackageRecord } from './contract.ts';
import { linesOf } from './lines-of.ts';
import { KEPT_LIMITS, type TextRoom } from './open-text-room.ts';
import { parseFirstParagraph } from './parse-paragraphs.ts';

const FIELDS: ReadonlySet<string> = new Set(['name', 'version']);

/** Name and version of `METADATA` or `PKG-INFO`. @see Python core metadata */
export function parsePythonMetadata(text: string, room: TextRoom): PackageRecord | undefined {
  const fields = parseFirstParagraph(text, FIELDS);
  const name = fields?.get('name');
  const version = fields?.get('version');
  return name === undefined || version === undefined ? undefined : room.record({ kind: 'python', name, version });
}

/**
 * Paths of a `RECORD`, resolved against the folder the distribution lies in. Lines are CSV: a path with a comma or a quote stands in
 * quotes. @param base the folder that holds the `.dist-info`, without a leading slash. Cost: linear in the text and in what it gives.
 */
export function parsePythonRecord(text: string, base: string, room: TextRoom): string[] {
  const paths: string[] = [];
  const folders = foldersAbove(base);
  for (const line of linesOf(text)) {
    const said = firstField(line.endsWith('\r') ? line.slice(0, -1) : line);
    const path = said === '' || said.length > KEPT_LIMITS.pathBytes ? undefined : joinPath(folders, said, room);
    if (path !== undefined) paths.push(path);
  }
  return paths;
}

/** A quote that does not end is one of the path's own characters. */
function firstField(line: string): string {
  const end = line[0] === '"' ? endOfQuoted(line) : -1;
  if (end >= 0) return line.slice(1, end).replaceAll('""', '"');
  const comma = line.indexOf(',');
  return comma < 0 ? line : line.slice(0, comma);
}

/** @returns where the closing quote stands: the first one that is not two; below zero where there is none */
function endOfQuoted(line: string): number {
  let at = line.indexOf('"', 1);
  while (at >= 0 && line[at + 1] === '"') at = line.indexOf('"', at + 2);
  return at;
}

/** Names in metadata, in requirements and in folders differ in case and in `-`, `_`, `.`. @see PEP 503 */
export function normalizePythonName(name: string): string {
  return name.toLowerCase().replace(/[-_.]+/g, '-');
}

/** The folder with a slash behind it, and those above it: `a/b/`, `a/`, and nothing. A line need not take it apart again. */
function foldersAbove(base: string): readonly string[] {
  const folders = base === '' ? [] : [`${base}/`];
  for (let at = base.lastIndexOf('/'); at >= 0; at = base.lastIndexOf('/', at - 1)) {
    folders.push(base.slice(0, at + 1));
    if (at === 0) break;
  }
  return [...folders, ''];
}

function joinPath(folders: readonly string[], path: string, room: TextRoom): string | undefined {
  if (path.startsWith('/')) return room.path('', path.slice(1));
  const parts: string[] = [];
  let up = 0;
  for (const part of path.split('/')) {
    if (part === '..') up += parts.pop() === undefined ? 1 : 0;
    else if (part !== '' && part !== '.') parts.push(part);
  }
  const folder = folders[Math.min(up, folders.length - 1)] ?? '';
  // What leads to the folder itself names it without a slash.
  return parts.length === 0 ? room.path(folder.slice(0, -1), '') : room.path(folder, parts.join('/'));
}
