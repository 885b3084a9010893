import { spawnSync } from 'node:child_process';
import { copyFileSync, existsSync, mkdirSync, readFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import { sha256 } from '../../../src/model/sha256.ts';

/** What the oracle answers; every string is bytes as code points below U+0100. */
export interface OracleAnswer {
  readonly parseError?: string;
  readonly commandError?: string;
  readonly errorLine?: number;
  readonly escape: string;
  readonly nodes: readonly OracleNode[] | null;
  readonly metaArgs: readonly string[] | null;
  readonly stages: readonly OracleStage[] | null;
  readonly result: string;
  readonly error?: string;
}

export interface OracleNode {
  readonly startLine: number;
  readonly endLine: number;
  readonly keyword: string;
  readonly flags: readonly string[];
  readonly json: boolean;
  readonly args: readonly string[];
  readonly heredocs: readonly { name: string; fd: number; expand: boolean; chomp: boolean; content: string }[];
  readonly original: string;
  readonly trigger?: OracleNode;
}

export interface OracleStage {
  readonly name: string;
  readonly base: string;
  readonly resolved: string;
  readonly platform: string;
  readonly line: number;
  readonly commands: number;
  readonly edges: readonly { kind: string; from: string; line: number }[];
}

const FILES = ['main.go', 'go.mod', 'go.sum'] as const;
/** The parts of the front end that its published images are built with. */
const TAGS = 'dfrunsecurity,dfparents,dfrundevice';
const SOURCE = join(import.meta.dirname, 'oracle');
const HOME = process.env['PLIMSOLL_ORACLE'] ?? join(homedir(), '.cache', 'plimsoll-oracle');

/** @returns the path of the oracle, built outside the repository when its source changed; undefined without a Go toolchain */
export function buildOracle(): string | undefined {
  if (spawnSync('go', ['version']).status !== 0) return undefined;
  const key = sha256([TAGS, ...FILES.map((f) => readFileSync(join(SOURCE, f), 'utf8'))].join('\0')).slice(7, 19);
  const dir = join(HOME, key);
  const program = join(dir, 'oracle');
  if (existsSync(program)) return program;
  mkdirSync(dir, { recursive: true });
  for (const file of FILES) copyFileSync(join(SOURCE, file), join(dir, file));
  const built = spawnSync('go', ['build', '-tags', TAGS, '-o', program, '.'], { cwd: dir, encoding: 'utf8' });
  if (built.status !== 0) throw new Error(`the oracle does not build: ${built.stderr}`);
  return program;
}

export function askOracle(program: string, requests: readonly object[]): readonly OracleAnswer[] {
  const input = requests.map((r) => `${JSON.stringify(r)}\n`).join('');
  const run = spawnSync(program, [], { input, encoding: 'utf8', maxBuffer: 1 << 30 });
  if (run.status !== 0) throw new Error(`the oracle failed: ${run.stderr}`);
  return run.stdout
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as OracleAnswer);
}
