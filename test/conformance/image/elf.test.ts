import { execFileSync } from 'node:child_process';
import { readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { parseElf } from '../../../src/image/elf.ts';
import { isElf } from '../../../src/image/elf-source.ts';

const FILES_PER_DIR = 150;
const DIRS = ['/usr/bin', '/usr/lib/x86_64-linux-gnu', '/usr/lib/aarch64-linux-gnu'];

function listElfFiles(): string[] {
  const files: string[] = [];
  for (const dir of DIRS) {
    const names = readNames(dir);
    for (const name of names.filter((_n, i) => i % Math.ceil(names.length / FILES_PER_DIR) === 0)) {
      const path = join(dir, name);
      const found = statSync(path, { throwIfNoEntry: false });
      if (found?.isFile() && found.size < 40 << 20 && isElf(readFileSync(path).subarray(0, 4))) files.push(path);
    }
  }
  return files;
}

function readNames(dir: string): string[] {
  try {
    return readdirSync(dir).sort();
  } catch {
    return [];
  }
}

test("binutils' readelf sees the same interpreter, libraries and search paths in this machine's files", () => {
  const files = listElfFiles();
  expect(files.length).toBeGreaterThan(50);
  const all = execFileSync('readelf', ['-Wldh', ...files], { encoding: 'latin1', maxBuffer: 256 << 20 });
  const parts = all.split(/^File: /m).slice(1);
  expect(parts).toHaveLength(files.length);
  for (const part of parts) {
    const path = part.slice(0, part.indexOf('\n'));
    const find = (pattern: RegExp) => pattern.exec(part)?.[1];
    const elf = parseElf([{ offset: 0, bytes: readFileSync(path) }]);
    expect({ path, ...elf }).toMatchObject({
      path,
      isWhole: true,
      bits: Number(find(/Class:\s+ELF(\d+)/)),
      needed: [...part.matchAll(/\(NEEDED\).*\[(.*)\]/g)].map((m) => m[1]),
    });
    expect([path, elf?.interpreter, elf?.soname, elf?.rpath, elf?.runpath]).toEqual([
      path,
      find(/program interpreter: (.*)\]/),
      find(/\(SONAME\).*\[(.*)\]/),
      find(/\(RPATH\).*\[(.*)\]/),
      find(/\(RUNPATH\).*\[(.*)\]/),
    ]);
  }
});

/** What readelf prints of one table, as our reader keeps it. */
function readTables(part: string): { needed: string | undefined; defined: string | undefined } {
  const needs = part.split(/^Version needs section/m)[1]?.split(/^Version |^$/m)[0];
  const definitions = part.split(/^Version definition section/m)[1]?.split(/^Version |^$/m)[0];
  const lines = needs?.split(/File: /).slice(1);
  const needed = lines?.map((text) =>
    [
      text.slice(0, text.search(/\s/)),
      ...[...text.matchAll(/Name: (\S+)\s+Flags: (.*?)\s+Version/g)].map(
        ([, name, flags]) => `${flags?.includes('WEAK') ? '?' : ''}${name}`,
      ),
    ].join(' '),
  );
  const rows =
    definitions === undefined
      ? undefined
      : [...definitions.matchAll(/Rev: 1\s+Flags: (.*?)\s+Index: \d+\s+Cnt: \d+\s+Name: (\S+)/g)];
  const defined = rows?.filter(([, flags]) => !flags?.includes('BASE')).map(([, , name]) => name);
  return { needed: needed?.join('\n'), defined: defined?.join(' ') };
}

test("binutils' readelf sees the same versions, needed and defined", () => {
  const files = listElfFiles();
  const all = execFileSync('readelf', ['-WVh', ...files], { encoding: 'latin1', maxBuffer: 256 << 20 });
  const parts = all.split(/^File: \//m).slice(1);
  expect(parts).toHaveLength(files.length);
  let versioned = 0;
  for (const part of parts) {
    const path = `/${part.slice(0, part.indexOf('\n'))}`;
    const elf = parseElf([{ offset: 0, bytes: readFileSync(path) }]);
    const { needed, defined } = readTables(part);
    expect({ path, needed: elf?.neededVersions, defined: elf?.definedVersions }).toEqual({ path, needed, defined });
    if (needed !== undefined) versioned += 1;
  }
  expect(versioned).toBeGreaterThan(30);
});
