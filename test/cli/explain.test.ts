import { spawn, spawnSync } from 'node:child_process';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import * as v from 'valibot';
import { afterAll, describe, expect, it } from 'vitest';
import { ExplanationRecord } from '../../src/record/explanation.ts';
import { builtProgram, expectProblem, makeFolder, plimsoll } from './kit.ts';

const { dir, close } = makeFolder({
  'vite.log': 'sh: 1: vite: not found\nnpm ERR! code ELIFECYCLE\n',
  'fine.log': 'GET / 200\nall is well\n',
  'empty.log': '',
  'secret.log':
    "API_TOKEN=hunter2hunter2\nPermissionError: [Errno 13] Permission denied: '/app/x' password=hunter2hunter2\n",
  'windows.log': Buffer.from("\ufeffPermissionError: [Errno 13] Permission denied: '/app/x'\r\n", 'utf16le'),
  'sub/x': '',
});
afterAll(close);
const run = (...words: string[]) => plimsoll(['explain', ...words], dir);
const utf8 = (out: string) => Buffer.from(out, 'latin1').toString('utf8');

async function recordOf(...words: string[]) {
  const ran = await run('--format', 'json', ...words);
  expect(ran.err).toBe('');
  return { code: ran.code, record: v.parse(ExplanationRecord, JSON.parse(utf8(ran.out))) };
}

function runOn(input: string | Buffer): Promise<string> {
  const child = spawn(process.execPath, [builtProgram(), 'explain', '-'], { cwd: dir });
  const out: Buffer[] = [];
  child.stdout.on('data', (chunk: Buffer) => out.push(chunk));
  child.stdin.end(input);
  return new Promise((done) => child.once('close', (code) => done(`${code} ${Buffer.concat(out).toString('utf8')}`)));
}

describe('explain', () => {
  it('names cause, cure and line of a log', async () => {
    const { code, out } = await run('vite.log');
    expect(code).toBe(0);
    expect(out).toMatch(
      /Cause: vite .*\n.*Cure: .*\n.*Line: 1: sh: 1: vite: not found\n.*docs\/symptoms\.md#dev-tool-not-installed\n$/s,
    );
    expect(await recordOf('vite.log')).toMatchObject({
      code: 0,
      record: { of: 'log', symptoms: [{ id: 'dev-tool-not-installed', line: 1 }] },
    });
  });

  it('names none where nothing is known, and shows the last lines', async () => {
    expect(await run('fine.log')).toMatchObject({
      code: 5,
      err: '',
      out: expect.stringMatching(/No cause is named.*\n.*GET \/ 200\n.*all is well\n$/),
    });
    expect(await run('empty.log')).toMatchObject({ code: 5, out: expect.stringMatching(/empty/) });
    expect(await run('kubernetes ingress')).toMatchObject({ code: 5 });
  });

  it('reads standard input, the end of what is long', async () => {
    expect(await runOn('exec /app/main: exec format error\n')).toMatch(/^0 .*Cause: /s);
    expect(await runOn(`${'x'.repeat(99)}\n`.repeat(60_000) + 'panic: unknown time zone Asia/Seoul\n')).toMatch(
      /^0 .*Only the end.*Asia\/Seoul/s,
    );
    expect(await runOn('')).toMatch(/^5 /);
  });

  it('reads the end of a long file, and says so', async () => {
    writeFileSync(join(dir, 'long.log'), `sh: 1: vite: not found\n${'y\n'.repeat(1 << 20)}`);
    const { code, record } = await recordOf('long.log');
    expect(code).toBe(5);
    expect(record.unreadBytes).toBeGreaterThan(1_000_000);
  });

  it('reads what PowerShell writes', async () => {
    expect(await recordOf('windows.log')).toMatchObject({
      record: { symptoms: [{ id: 'permission-denied', message: { args: { path: '/app/x' } } }] },
    });
  });

  it('hides secrets', async () => {
    const { out } = await run('secret.log');
    expect(out).toMatch(/Permission denied/);
    expect(out).not.toMatch(/hunter2/);
  });

  it.each([
    ['용량이 안 줄어듦', 'size-does-not-shrink'],
    ['Alpine에서 segfault', 'segmentation-fault'],
    ['psycopg2 빌드 실패', 'pg-config-missing'],
    ['Go + scratch 에서 HTTPS 실패', 'ca-certificates-missing'],
    ['Distroless에서 쉘 명령 불가', 'shell-missing'],
    ['libGL.so.1', 'shared-library-missing'],
    ['adduser: not found', 'command-missing'],
    ['go-sum-entry-missing', 'go-sum-entry-missing'],
  ])('finds by words: %s', async (words, id) => {
    for (const asked of [[words], words.split(' ')]) {
      expect(await recordOf(...asked)).toMatchObject({ code: 0, record: { of: 'words', symptoms: [{ id }] } });
    }
  });

  it('prints the page of a rule, and what it is about', async () => {
    const { code, record } = await recordOf('delete-in-later-layer');
    expect(code).toBe(0);
    expect(record.rules).toMatchObject([{ id: 'delete-in-later-layer' }]);
    expect(record.symptoms).toMatchObject([{ id: 'size-does-not-shrink' }]);
  });

  it('speaks Korean', async () => {
    const ran = await run('--lang', 'ko', 'vite.log');
    expect(utf8(ran.out)).toMatch(/원인: vite.*\n 해결: /);
  });

  it('refuses what is not there', async () => {
    expectProblem(await run('none.log'), 2, 'given-file-missing');
    expectProblem(await run('sub/none'), 2, 'given-file-missing');
    expectProblem(await run('sub'), 2, 'given-is-folder');
    expectProblem(await run(), 2, 'argument-missing');
  });
});

/** Programs of this machine, failing now: what they write is what their users see. */
const failing: readonly (readonly [argv: readonly string[], id: string])[] = [
  [['node', '-e', "require('nosuch')"], 'node-module-missing'],
  [
    [
      'node',
      '-e',
      "const h=require('http');const s=h.createServer().listen(0,()=>h.createServer().listen(s.address().port))",
    ],
    'port-in-use',
  ],
  [['node', '-e', "require('fs').readFileSync('/nosuch/x.json')"], 'file-missing'],
  [
    ['node', '--max-old-space-size=20', '-e', 'const a=[];for(;;)a.push(new Array(1e5).fill(a.length))'],
    'out-of-memory',
  ],
  [['sh', '-c', 'tsup build'], 'dev-tool-not-installed'],
  [['sh', '-c', './nosuch'], 'loader-missing'],
  [['sh', '-c', 'gosu app x'], 'command-missing'],
  [['python3', '-c', 'import nosuch'], 'python-module-missing'],
  [['python3', '-c', "import json;json.dumps({'a':type('int64',(),{})()})"], 'value-not-serializable'],
  [['python3', '-c', "import ctypes;ctypes.CDLL('libGL.so.99')"], 'shared-library-missing'],
  [['python3', '/nosuch/main.py'], 'file-missing'],
];

describe('explain on real failures', () => {
  it.each(failing)(
    '%j: %s',
    async (argv, id) => {
      const [program = '', ...words] = argv;
      const ran = spawnSync(program, words, { encoding: 'utf8', cwd: dir, env: { PATH: process.env['PATH'] } });
      if (ran.error !== undefined) return;
      writeFileSync(join(dir, 'real.log'), ran.stdout + ran.stderr);
      expect(await recordOf('real.log'), readFileSync(join(dir, 'real.log'), 'utf8')).toMatchObject({
        record: { symptoms: [{ id }] },
      });
    },
    60_000,
  );
});
