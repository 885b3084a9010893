import { execFileSync } from 'node:child_process';
import { mkdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { SpecialFile } from '../held/hostile/contract.ts';

/** Writes files by their paths below a folder, which is made too. */
export function writeFiles(dir: string, files: Iterable<readonly [string, string | Uint8Array]>): void {
  mkdirSync(dir, { recursive: true });
  for (const [path, content] of files) {
    const file = join(dir, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, content);
  }
}

/** What is no file, in the place of whatever stands there. */
export function makeSpecial(dir: string, special: SpecialFile): void {
  const path = join(dir, special.path);
  mkdirSync(dirname(path), { recursive: true });
  rmSync(path, { recursive: true, force: true });
  if (special.is === 'symlink') symlinkSync(special.to, path);
  else if (special.is === 'fifo') execFileSync('mkfifo', [path]);
  else mkdirSync(path);
}
