import type { PackageRecord } from './contract.ts';
import { linesOf } from './lines-of.ts';
import type { TextRoom } from './open-text-room.ts';
import { parseParagraphs } from './parse-paragraphs.ts';

const FIELDS: ReadonlySet<string> = new Set([
  'package',
  'version',
  'status',
  'source',
  'installed-size',
  'architecture',
]);

/**
 * Installed packages of a dpkg status file, or of one file of `status.d`. Packages that were removed and left their configuration are
 * not installed. @see deb822(5), dpkg-query(1)
 */
export function parseDpkgStatus(text: string, room: TextRoom): PackageRecord[] {
  const records: PackageRecord[] = [];
  for (const fields of parseParagraphs(text, FIELDS)) {
    const name = fields.get('package');
    const version = fields.get('version');
    // Images without dpkg itself (status.d) carry no status.
    const state = lastWord(fields.get('status')) ?? 'installed';
    if (name === undefined || version === undefined || !INSTALLED.has(state)) continue;
    const source = fields.get('source')?.split(' (', 1)[0];
    const installedKb = Number(fields.get('installed-size') ?? Number.NaN);
    const record = room.record({
      kind: 'deb',
      name,
      version,
      architecture: fields.get('architecture'),
      ...(source !== undefined && source !== name && { source }),
      ...(Number.isSafeInteger(installedKb) && { saidBytes: installedKb * 1024 }),
    });
    records.push(record);
  }
  return records;
}

function lastWord(text: string | undefined): string | undefined {
  return text?.slice(text.lastIndexOf(' ') + 1);
}

/** States in which a package's files are there. */
const INSTALLED: ReadonlySet<string> = new Set([
  'installed',
  'unpacked',
  'half-configured',
  'triggers-awaited',
  'triggers-pending',
]);

/** Paths of a `.list` file: one a line, folders too. */
export function parseDpkgList(text: string, room: TextRoom): string[] {
  return keepPaths(text, room, (line) => line.replace(/^\/\.?/, ''));
}

/** Paths of a `.md5sums` file, which distroless images have where they have no `.list`. */
export function parseDpkgSums(text: string, room: TextRoom): string[] {
  return keepPaths(text, room, (line) => /^[0-9a-f]{32} [ *](.+)$/.exec(line)?.[1]?.replace(/^\.?\//, '') ?? '');
}

function keepPaths(text: string, room: TextRoom, pathOf: (line: string) => string): string[] {
  const paths: string[] = [];
  for (const line of linesOf(text)) {
    const found = pathOf(line);
    const path = found === '' ? undefined : room.path('', found);
    if (path !== undefined) paths.push(path);
  }
  return paths;
}
