import { spawnSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { pathToFileURL } from 'node:url';
import ts from 'typescript';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';

const FILES = 100_000;
const ROOT = join(import.meta.dirname, '../../..');
let scratch: string;

/** The listing as a program of its own, so that its memory and processor time are only its own. */
function compileRooms(into: string): void {
  for (const room of ['src/model', 'src/project', 'src/adapters/files']) {
    for (const name of readdirSync(join(ROOT, room)).filter((n) => /(?<!\.test)\.ts$/.test(n))) {
      const { outputText } = ts.transpileModule(readFileSync(join(ROOT, room, name), 'utf8'), {
        compilerOptions: {
          module: ts.ModuleKind.ESNext,
          target: ts.ScriptTarget.ES2023,
          verbatimModuleSyntax: true,
          rewriteRelativeImportExtensions: true,
        },
      });
      const out = join(into, room, name.replace(/\.ts$/, '.js'));
      mkdirSync(dirname(out), { recursive: true });
      writeFileSync(out, outputText);
    }
  }
  writeFileSync(join(into, 'package.json'), '{"type":"module"}');
}

const PATTERNS = [
  '.git',
  '**/*.pyc',
  '**/__pycache__',
  '*.log',
  'docs/**',
  '!docs/keep/*.md',
  '**/node_modules',
  '.env*',
];

function programFor(context: string): string {
  const room = (name: string) => JSON.stringify(pathToFileURL(join(scratch, 'out', name)).href);
  return `
    import { listContext } from ${room('src/project/context.js')};
    import { compileIgnore } from ${room('src/project/ignore-patterns.js')};
    import { nodeFiles } from ${room('src/adapters/files/node-files.js')};
    const ignore = compileIgnore(${JSON.stringify(PATTERNS)});
    const entries = await listContext(${JSON.stringify(context)}, nodeFiles(), ignore);
    const files = entries.filter((e) => e.type === 'file').length;
    const { userCPUTime, systemCPUTime, maxRSS } = process.resourceUsage();
    console.log(JSON.stringify({ files, cpuMs: (userCPUTime + systemCPUTime) / 1000, rssBytes: maxRSS * 1024 }));
  `;
}

/** CPU of a plain walk that stats everything, in ms. */
function measureFind(context: string): number {
  const timed = spawnSync('bash', [
    '-c',
    'TIMEFORMAT="%U %S"; time find "$0" -printf "%s %m %p\\n" > /dev/null',
    context,
  ]);
  const [user, system] = timed.stderr.toString().trim().split(/\s+/).map(Number);
  return ((user ?? Number.NaN) + (system ?? Number.NaN)) * 1000;
}

describe('000-21 a context of 100 000 files', () => {
  beforeAll(() => {
    scratch = mkdtempSync(join(tmpdir(), 'plimsoll-many-'));
    compileRooms(join(scratch, 'out'));
    for (let dir = 0; dir < 400; dir++) {
      const path = join(scratch, 'context', `package${dir % 20}`, `module${dir}`);
      mkdirSync(path, { recursive: true });
      for (let file = 0; file < FILES / 400; file++) writeFileSync(join(path, `source_file_${file}.py`), '');
    }
  }, 120_000);

  afterAll(() => rmSync(scratch, { recursive: true, force: true }));

  it('is listed within 12 × the processor time of find (+ 0.5 s to start), in ≤ 200 MB', () => {
    const context = join(scratch, 'context');
    const findMs = measureFind(context);
    const run = spawnSync(process.execPath, ['--input-type=module', '-e', programFor(context)], { encoding: 'utf8' });
    expect(run.stderr).toBe('');
    const { files, cpuMs, rssBytes } = JSON.parse(run.stdout) as { files: number; cpuMs: number; rssBytes: number };
    console.log(`find ${findMs.toFixed(0)} ms, listing ${cpuMs.toFixed(0)} ms CPU, ${(rssBytes / 1e6).toFixed(0)} MB`);
    expect(files).toBe(FILES);
    expect(rssBytes).toBeLessThanOrEqual(200e6);
    expect(cpuMs).toBeLessThan(12 * findMs + 500);
  });
});
