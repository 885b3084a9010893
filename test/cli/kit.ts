import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { createHash, randomBytes } from 'node:crypto';
import {
  existsSync,
  lstatSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect } from 'vitest';
import { writeFiles } from '../kit/write-files.ts';

const ROOT = resolve(import.meta.dirname, '../..');
const CACHE = join(ROOT, 'node_modules/.cache/plimsoll-cli');

/** The bundled program, built when the sources have changed since; several test files may ask at once. */
export function builtProgram(): string {
  const home = join(CACHE, keyOfSources());
  if (existsSync(home)) return join(home, 'plimsoll.js');
  const fresh = `${home}.${randomBytes(4).toString('hex')}`;
  const tsdown = join(ROOT, 'node_modules/tsdown/dist/run.mjs');
  const built = spawnSync(process.execPath, [tsdown, '-d', fresh], { cwd: ROOT, encoding: 'utf8' });
  expect(built.status, built.stdout + built.stderr).toBe(0);
  if (existsSync(home)) rmSync(fresh, { recursive: true });
  else renameSync(fresh, home);
  return join(home, 'plimsoll.js');
}

function keyOfSources(): string {
  const hash = createHash('sha256');
  const files = readdirSync(join(ROOT, 'src'), { recursive: true }).map(String).toSorted();
  for (const file of [...files.map((f) => join('src', f)), 'tsdown.config.ts', 'package-lock.json']) {
    const stats = lstatSync(join(ROOT, file), { throwIfNoEntry: false });
    if (stats?.isFile()) hash.update(`${file} ${stats.size} ${stats.mtimeMs}\n`);
  }
  return hash.digest('hex').slice(0, 16);
}

export interface Ran {
  readonly code: number | null;
  readonly out: string;
  readonly err: string;
}

type Env = Readonly<Record<string, string | undefined>>;

/** Nothing of the machine's own engine: what a test needs, it names. */
const BARE: Env = { PATH: process.env['PATH'], HOME: '/nonexistent', DOCKER_HOST: 'unix:///nonexistent.sock' };

export function startPlimsoll(words: readonly string[], cwd: string, env: Env = {}): ChildProcess {
  return spawn(process.execPath, [builtProgram(), ...words], { cwd, env: { ...BARE, ...env } });
}

export function plimsoll(words: readonly string[], cwd: string, env: Env = {}): Promise<Ran> {
  return ended(startPlimsoll(words, cwd, env));
}

export function ended(child: ChildProcess): Promise<Ran> {
  const [out, err]: [Buffer[], Buffer[]] = [[], []];
  child.stdout?.on('data', (chunk: Buffer) => out.push(chunk));
  child.stderr?.on('data', (chunk: Buffer) => err.push(chunk));
  return new Promise((resolve) => {
    child.once('close', (code) =>
      resolve({ code, out: Buffer.concat(out).toString('latin1'), err: Buffer.concat(err).toString('utf8') }),
    );
  });
}

/** A folder with these files; gone with `close`. */
export function makeFolder(files: Readonly<Record<string, string | Uint8Array>>, name = 'project') {
  const home = mkdtempSync(join(tmpdir(), 'plimsoll-cli-'));
  const dir = join(home, name);
  writeFiles(dir, Object.entries(files));
  return { home, dir, close: () => rmSync(home, { recursive: true, force: true }) };
}

/** Every path below a folder with what it holds and when it was written. */
export function snapshot(dir: string): readonly string[] {
  const paths = readdirSync(dir, { recursive: true }).map(String).toSorted();
  return paths.map((path) => {
    const file = join(dir, path);
    const stats = lstatSync(file);
    const content = stats.isSymbolicLink() ? readlinkSync(file) : stats.isFile() ? readFileSync(file, 'latin1') : '';
    return `${path} ${stats.mode} ${stats.mtimeMs} ${content}`;
  });
}

/** One line on stderr with the code, no stack, nothing on stdout. */
export function expectProblem(ran: Ran, exitCode: number, code: string): void {
  expect(ran.err).toMatch(new RegExp(`^plimsoll: ${code}: [^\\n]+\\n$`));
  expect(ran.err).not.toMatch(/\n\s+at /);
  expect(ran.out).toBe('');
  expect(ran.code).toBe(exitCode);
}
