import { spawnSync } from 'node:child_process';
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { atMost, check, count, medianOf, type Part, type PartContext, type PartResult, reading } from './contract.ts';

const FOLDERS = 100;
const TIMES = 3;

/** A hundred thousand small files, read by the static look at a folder: listing, weighing, ignore file, facts and all. */
export const context: Part = {
  id: 'context',
  proves: 'a context of 100 000 files is listed in under 5 s of CPU and 200 MB',
  needsEngine: false,
  needsProgram: true,
  inputs: [
    { name: 'rooms', paths: ['src'] },
    { name: 'part', paths: ['test/proof/context.ts'] },
  ],
  run: runContext,
};

interface Usage {
  readonly userCPUTime: number;
  readonly systemCPUTime: number;
  readonly maxRSS: number;
}

async function runContext({ root, scratch, small, say }: PartContext): Promise<PartResult> {
  const each = small ? 10 : 1000;
  const dir = join(scratch, 'project');
  for (let folder = 0; folder < FOLDERS; folder += 1) {
    mkdirSync(join(dir, `part-${folder}`), { recursive: true });
    for (let i = 0; i < each; i += 1) writeFileSync(join(dir, `part-${folder}`, `row-${i}.txt`), `${folder} ${i}\n`);
  }
  writeFileSync(join(dir, 'Dockerfile'), 'FROM python:3.11\nWORKDIR /app\nCOPY . .\nCMD ["python", "main.py"]\n');
  writeFileSync(join(dir, '.dockerignore'), '**/*.log\n!part-1/keep.log\n');
  writeFileSync(join(dir, 'main.py'), 'print(1)\n');
  const meter = join(scratch, 'meter.mjs');
  writeFileSync(
    meter,
    `import { writeFileSync } from 'node:fs';\nprocess.on('exit', () => writeFileSync(process.env.USAGE, JSON.stringify(process.resourceUsage())));\n`,
  );
  const usages: Usage[] = [];
  const listed: number[] = [];
  for (let i = 0; i < TIMES; i += 1) {
    const file = join(scratch, `usage-${i}.json`);
    const argv = ['--import', meter, join(root, 'dist/bin/plimsoll.js'), 'look', '--format', 'json'];
    const run = spawnSync(process.execPath, argv, { cwd: dir, env: { ...process.env, USAGE: file }, encoding: 'utf8' });
    // 1 says that there is something to find.
    if (run.status !== 0 && run.status !== 1)
      throw new Error(`the static look ended with ${run.status}: ${run.stderr}`);
    const told = JSON.parse(run.stdout) as { readonly project: { readonly contextFiles: number } };
    listed.push(told.project.contextFiles);
    say(JSON.stringify(told.project));
    usages.push(JSON.parse(readFileSync(file, 'utf8')) as Usage);
  }
  const cpuMs = usages.map((u) => (u.userCPUTime + u.systemCPUTime) / 1000);
  // Those of the folders, the Dockerfile, the ignore file and the program.
  const files = FOLDERS * each + 3;
  const memory = usages.map((u) => u.maxRSS * 1024);
  return {
    figures: [
      count('files', listed[0] ?? 0, TIMES),
      reading('CPU time of the whole static look', 'ms', cpuMs),
      reading('most memory held', 'byte', memory),
    ],
    checks: [
      check(
        'files that the program counts, each time',
        `${files}`,
        listed.join(' '),
        listed.every((n) => n === files),
      ),
      atMost('CPU seconds', medianOf(cpuMs) / 1000, 5, ' s'),
      atMost('memory in MB', medianOf(memory) / 1e6, 200, ' MB'),
    ],
  };
}
