import { execFileSync, spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { nodeFiles } from '../../src/adapters/files/node-files.ts';
import { bytesToText, textToBytes, wordsToText } from '../../src/model/bytes.ts';
import { Problem } from '../../src/model/problem.ts';
import { listContext } from '../../src/project/context.ts';
import { findIgnoreFile, rungIgnoreText } from '../../src/project/ignore-file.ts';
import { compileIgnore, type Ignore, readIgnorePatterns, requireSendable } from '../../src/project/ignore-patterns.ts';
import { type Sample, usualSample, wildSample } from '../conformance/dockerignore/generate.ts';
import { RUN_SEED } from '../kit/run-seed.ts';

let scratch: string;

interface Project {
  readonly context: string;
  readonly dockerfile: string;
  readonly out: string;
}

/** The files of a sample, each holding its own path; the ignore file beside the Dockerfile, or in the root. */
function writeProject(name: string, { text, files }: Sample, beside: boolean): Project {
  const context = join(scratch, name, 'context');
  const dockerfile = join(scratch, name, 'Dockerfile');
  mkdirSync(context, { recursive: true });
  for (const file of files) {
    const path = Buffer.from(`${context}/${Buffer.from(file, 'latin1').toString('utf8')}`);
    mkdirSync(dirname(path.toString()), { recursive: true });
    writeFileSync(path, textToBytes(file));
  }
  writeFileSync(dockerfile, 'FROM scratch\nCOPY . /\n');
  writeFileSync(beside ? `${dockerfile}.dockerignore` : join(context, '.dockerignore'), textToBytes(text));
  return { context, dockerfile, out: join(scratch, name, 'out') };
}

/** @returns false where the builder refuses */
function build({ context, dockerfile, out }: Project): boolean {
  const args = [
    'buildx',
    'build',
    '--quiet',
    '--provenance=false',
    `--output=type=local,dest=${out}`,
    '-f',
    dockerfile,
    context,
  ];
  const run = spawnSync('docker', args, { encoding: 'utf8' });
  if (run.status !== 0 && !run.stderr.includes('pattern')) throw new Error(run.stderr);
  return run.status === 0;
}

function received(dir: string, below = ''): string[] {
  return readdirSync(join(dir, below), { withFileTypes: true }).flatMap((entry) => {
    const path = below === '' ? entry.name : `${below}/${entry.name}`;
    return entry.isDirectory() ? [path, ...received(dir, path)] : [path];
  });
}

async function predicted({ context, dockerfile }: Project): Promise<{ paths: string[]; ignore: Ignore } | undefined> {
  try {
    const file = await findIgnoreFile(dockerfile, context, nodeFiles());
    const ignore = compileIgnore(requireSendable(readIgnorePatterns(file?.text ?? '')));
    const entries = await listContext(context, nodeFiles(), ignore);
    return { paths: entries.map((e) => Buffer.from(e.path, 'latin1').toString('utf8')), ignore };
  } catch (error) {
    if (error instanceof Problem && error.code === 'ignore-pattern-bad') return undefined;
    throw error;
  }
}

function enlarge(samples: readonly Sample[]): Sample {
  const files = [...new Set(samples.flatMap((s) => s.files))];
  return { text: samples[0]?.text ?? '', files: files.filter((f) => !files.some((o) => o.startsWith(`${f}/`))) };
}

async function compare(project: Project, sample: Sample): Promise<number> {
  const ours = await predicted(project);
  const where = JSON.stringify({ seed: RUN_SEED, ...sample });
  expect(build(project), where).toBe(ours !== undefined);
  if (ours === undefined) return 0;
  expect(received(project.out).sort(), where).toEqual(ours.paths.toSorted());
  for (const file of sample.files.filter((f) => !ours.ignore.excludes(f))) {
    const path = join(project.out, Buffer.from(file, 'latin1').toString('utf8'));
    expect(bytesToText(readFileSync(path)), `${file} ${where}`).toBe(ours.ignore.arrivesEmpty(file) ? '' : file);
  }
  return sample.files.length;
}

describe(`000-21 the files the engine really receives (seed ${RUN_SEED})`, () => {
  beforeAll(() => {
    scratch = mkdtempSync(join(tmpdir(), 'plimsoll-ignore-'));
    execFileSync('docker', ['version'], { stdio: 'ignore' });
  });
  afterAll(() => rmSync(scratch, { recursive: true, force: true }));

  it('500 generated pattern/path pairs', async () => {
    const usual = fc.sample(usualSample, { numRuns: 18 * 4, seed: RUN_SEED });
    const wild = fc.sample(wildSample, { numRuns: 10 * 4, seed: RUN_SEED });
    const samples = [...usual, ...wild];
    let pairs = 0;
    for (let at = 0; at < samples.length; at += 4) {
      const sample = enlarge(samples.slice(at, at + 4));
      pairs += await compare(writeProject(`p${at}`, sample, at % 8 === 0), sample);
    }
    console.log(`seed ${RUN_SEED}: ${pairs} pairs in ${samples.length / 4} builds`);
    expect(pairs).toBeGreaterThanOrEqual(500);
  });

  it('T20: *.log takes the root only, **/*.log every folder', async () => {
    const files = ['a.log', 'logs/b.log', 'logs/c.txt'];
    for (const [name, text] of [
      ['root', '*.log\n'],
      ['deep', '**/*.log\n'],
    ] as const) {
      const sample = { text, files };
      const project = writeProject(`t20-${name}`, sample, true);
      await compare(project, sample);
      expect(received(project.out).includes('logs/b.log')).toBe(name === 'root');
    }
  });

  it.each([
    ['tab', '*.log\t# logs\n', false],
    ['delete', 'a\x7f\n', false],
    ['nul', '!a\0b\n', false],
    ['comment', '#\ta\n', true],
    ['beyond-ascii', wordsToText('*.log\t# logs\né\n'), true],
    ['no-utf8', 'a\tb\n\xff\n', true],
  ])(
    'a control character in a pattern fails the build unless another pattern is beyond ASCII: %s',
    async (name, text, taken) => {
      const sample = { text, files: ['a', 'x.log'] };
      // What is refused has no file to compare.
      expect(await compare(writeProject(`control-${name}`, sample, true), sample)).toBe(taken ? 2 : 0);
    },
  );

  it('a file whose parent two patterns exclude, with an exception between them, arrives empty', async () => {
    const sample = { text: 'a\n!a/b\na*\n', files: ['a/b', 'a/c', 'd'] };
    const project = writeProject('empty', sample, true);
    expect(await compare(project, sample)).toBe(3);
    expect(readFileSync(join(project.out, 'a/b'), 'utf8')).toBe('');
  });

  it('an empty ignore file beside the Dockerfile puts the one in the root out of force', async () => {
    const sample = { text: '', files: ['x', 'y'] };
    const project = writeProject('beside', sample, true);
    writeFileSync(join(project.context, '.dockerignore'), 'x\n');
    await compare(project, { ...sample, files: ['x', 'y'] });
    expect(received(project.out)).toContain('x');
  });

  it('the folder of the runs stays out although the last line of the user lets everything in', async () => {
    const sample = { text: rungIgnoreText('x\n!**'), files: ['x', '.plimsoll/runs/1/Dockerfile', '.plimsoll/x'] };
    const project = writeProject('own', sample, true);
    await compare(project, sample);
    expect(received(project.out)).toEqual(['x']);
  });
});
