import type { ElfSource } from './elf-source.ts';

/** libstdc++ defines some sixty, glibc some fifty. */
const MOST_VERSIONS = 4096;
const MOST_NAME_BYTES = 256;
const NEED_BYTES = 16;
const DEFINITION_BYTES = 20;
/** VER_FLG_BASE: the name of the library itself. */
const IS_BASE = 1;
/** VER_FLG_WEAK: the loader does not mind if it is absent. */
const IS_WEAK = 2;

interface Work {
  readonly source: ElfSource;
  /** Where the names lie in the file. */
  readonly table: number;
  left: number;
}

/** What both lists are made of must not stand in a name. */
const PLAIN = /^[!->@-~][!-~]*$/;

function nameAt({ source, table }: Work, offset: number): string | undefined {
  const name = source.text(table + offset, MOST_NAME_BYTES);
  return name !== undefined && PLAIN.test(name) ? name : undefined;
}

/** @returns a line per library, as `ElfHead.neededVersions`; undefined where there is no table, or one that makes no sense */
export function readNeededVersions(
  source: ElfSource,
  start: number | undefined,
  count: number | undefined,
  table: number,
): string | undefined {
  if (start === undefined || count === undefined) return undefined;
  const work: Work = { source, table, left: MOST_VERSIONS };
  const lines: string[] = [];
  for (let at = start, i = 0; i < count; i++) {
    const view = source.view(at, NEED_BYTES);
    work.left -= 1;
    if (view === undefined || work.left < 0 || view.getUint16(0, source.isLittle) !== 1) return undefined;
    const library = nameAt(work, view.getUint32(4, source.isLittle));
    const versions = readNames(work, at + view.getUint32(8, source.isLittle), view.getUint16(2, source.isLittle));
    if (library === undefined || versions === undefined) return undefined;
    lines.push([library, ...versions].join(' '));
    const next = view.getUint32(12, source.isLittle);
    if (next === 0) break;
    at += next;
  }
  return lines.join('\n');
}

function readNames(work: Work, start: number, count: number): readonly string[] | undefined {
  const { source } = work;
  const names: string[] = [];
  for (let at = start, i = 0; i < count; i++) {
    const view = source.view(at, NEED_BYTES);
    work.left -= 1;
    const name = view && nameAt(work, view.getUint32(8, source.isLittle));
    if (view === undefined || name === undefined || work.left < 0) return undefined;
    names.push((view.getUint16(4, source.isLittle) & IS_WEAK) === 0 ? name : `?${name}`);
    const next = view.getUint32(12, source.isLittle);
    if (next === 0) break;
    at += next;
  }
  return names;
}

/** @returns the versions, as `ElfHead.definedVersions`; undefined where there is no table, or one that makes no sense */
export function readDefinedVersions(
  source: ElfSource,
  start: number | undefined,
  count: number | undefined,
  table: number,
): string | undefined {
  if (start === undefined || count === undefined) return undefined;
  const work: Work = { source, table, left: MOST_VERSIONS };
  const names: string[] = [];
  for (let at = start, i = 0; i < count; i++) {
    const view = source.view(at, DEFINITION_BYTES);
    work.left -= 1;
    if (view === undefined || work.left < 0 || view.getUint16(0, source.isLittle) !== 1) return undefined;
    // The first name is its own; those behind it are what it follows upon.
    const first = source.view(at + view.getUint32(12, source.isLittle), 8);
    const name = first && nameAt(work, first.getUint32(0, source.isLittle));
    if (name === undefined) return undefined;
    if ((view.getUint16(2, source.isLittle) & IS_BASE) === 0) names.push(name);
    const next = view.getUint32(16, source.isLittle);
    if (next === 0) break;
    at += next;
  }
  return names.join(' ');
}
