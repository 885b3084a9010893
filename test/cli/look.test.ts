import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest';
import { builtProgram } from './kit.ts';

const ROOT = resolve(import.meta.dirname, '../..');
let home: string;
let dir: string;

beforeAll(() => {
  home = mkdtempSync(join(tmpdir(), 'plimsoll-look-'));
  // Away from here, where it finds no package of ours.
  cpSync(dirname(builtProgram()), join(home, 'bin'), { recursive: true });
});
afterAll(() => rmSync(home, { recursive: true, force: true }));
beforeEach(() => {
  dir = mkdtempSync(join(home, 'project-'));
});

/** No PATH, no DOCKER_HOST, no home: whatever the look needs, it brings along. */
function plimsoll(words: readonly string[], cwd = dir) {
  const started = performance.now();
  const done = spawnSync(process.execPath, [join(home, 'bin/plimsoll.js'), ...words], {
    cwd,
    env: { COLUMNS: '120' },
    encoding: 'utf8',
  });
  return { code: done.status, out: done.stdout, err: done.stderr, ms: performance.now() - started };
}

function write(files: Readonly<Record<string, string | Uint8Array>>): void {
  for (const [path, content] of Object.entries(files)) {
    mkdirSync(join(dir, path, '..'), { recursive: true });
    writeFileSync(join(dir, path), content);
  }
}

const list = () => readdirSync(dir, { recursive: true }).map(String).toSorted();

describe('plimsoll without a verb', () => {
  it('shows what is here, the three costliest faults with their basis, and the next command; writes nothing', () => {
    cpSync(join(ROOT, 'examples/fastapi-ml-badly-ordered'), dir, { recursive: true });
    const before = list();
    const { code, out, err } = plimsoll([]);
    expect(err).toBe('');
    expect(out.replace(/\d+(\.\d+)?m?s\)/, 'TIME)')).toMatchInlineSnapshot(`
      "Dockerfile · Python · single stage · 6 instructions · context 399 kB in 9 files                 (static, no build, TIME)
        where         cost                             basis      fault
        Dockerfile:1  ~898 MB (808 MB to 988 MB)       estimated  python:3.11 is the full variant; python:3.11-slim is the
                                                                  same version without build tools
        Dockerfile:3  ~9.5s (1.9s to 47.5s) per build  estimated  all sources enter before the install in line 4: each edit
                                                                  installs 5 packages again
        Dockerfile:4  ~15.0 MB (1.50 MB to 150 MB)     estimated  the downloads of pip stay in the image (/root/.cache/pip)
        and 2 smaller faults
      Next: plimsoll optimize      (builds rung by rung in .plimsoll/ and checks that each still works)
      "
    `);
    expect(code).toBe(1);
    expect(list()).toEqual(before);
  });

  it.each([[['.']], [['look']], [['look', '.']]])('%j is the same look', (words) => {
    write({ Dockerfile: 'FROM python:3.12\n' });
    expect(plimsoll(words)).toMatchObject({ code: 1, err: '', out: expect.stringContaining('Dockerfile:1') });
  });

  it.each([
    ['app', 'plimsoll optimize app '],
    ['./my app', "plimsoll optimize './my app' "],
    ["it's", "plimsoll optimize 'it'\\''s' "],
  ])('the next command names the folder that was looked at: %s', (folder, next) => {
    write({ [`${folder}/Dockerfile`]: 'FROM python:3.12\n' });
    expect(plimsoll([folder]).out).toContain(`Next: ${next}`);
  });

  it('ends with 0 where nothing is wrong', () => {
    write({ Dockerfile: 'FROM python:3.12-slim\nUSER 65532\nCMD ["python", "-V"]\n' });
    expect(plimsoll([])).toMatchObject({ code: 0, err: '', out: expect.stringContaining('no fault') });
  });

  it('speaks Korean', () => {
    write({ Dockerfile: 'FROM python:3.12\n' });
    expect(plimsoll(['--lang', 'ko']).out).toContain('USER가 없어 프로그램이 root로 실행됩니다');
  });

  it('reads the Dockerfile that plimsoll.yaml or -f names', () => {
    write({ 'deploy/app.Dockerfile': 'FROM python:3.12\n', 'plimsoll.yaml': 'dockerfile: deploy/app.Dockerfile\n' });
    expect(plimsoll([]).out).toContain('deploy/app.Dockerfile:1');
    rmSync(join(dir, 'plimsoll.yaml'));
    expect(plimsoll(['-f', 'deploy/app.Dockerfile']).out).toContain('deploy/app.Dockerfile:1');
  });

  it('--format json: rule, aliases, file, line, message, saving; and the project', () => {
    write({
      Dockerfile: 'FROM python:3.12-slim\nCOPY . /a\nRUN pip install flask\n',
      '.dockerignore': '',
      'x.log': 'abc',
    });
    const { out, code } = plimsoll(['--format', 'json']);
    const { findings, project } = JSON.parse(out);
    expect(code).toBe(1);
    expect(project).toMatchObject({ stages: 1, instructions: 3, contextFiles: 3, ecosystems: ['python'] });
    expect(findings.map((f: { rule: string; line?: number }) => [f.rule, f.line])).toEqual([
      ['sources-before-dependencies', 2],
      ['package-cache-in-layer', 3],
      ['nothing-ignored', undefined],
      ['root-user', 1],
    ]);
    expect(findings[1]).toMatchObject({
      aliases: ['DL3042'],
      file: 'Dockerfile',
      message: { code: 'package-cache-in-layer', args: { manager: 'pip' } },
      saving: { unit: 'byte', basis: 'estimated' },
    });
    expect(findings[2]).toMatchObject({ file: '.dockerignore', saving: { likely: 3, basis: 'computed' } });
  });
});

describe('bad input: one line with its code, exit 2, nothing written', () => {
  it.each<[string, Record<string, string | Uint8Array>, string[], string]>([
    ['no Dockerfile', { 'app.py': '' }, [], 'dockerfile-not-found'],
    ['an unparsable one', { Dockerfile: 'FROM a\nNONSENSE x\n' }, [], 'dockerfile-unknown-instruction'],
    ['an empty one', { Dockerfile: '' }, [], 'dockerfile-empty'],
    ['UTF-16', { Dockerfile: Buffer.from('\ufeffFROM alpine\n', 'utf16le') }, [], 'dockerfile-utf16'],
    ['a folder in its place', { 'Dockerfile/x': '' }, [], 'dockerfile-not-a-file'],
    ['no such folder', {}, ['./nowhere'], 'folder-not-found'],
    ['a verb gone wrong', {}, ['optimise'], 'unknown-verb'],
    ['no such target', { Dockerfile: 'FROM alpine:3\n' }, ['--target', 'x'], 'dockerfile-unknown-target'],
    ['a name like a command', { Dockerfile: 'FROM alpine:3\n' }, ['-f', '$(id)'], 'dockerfile-not-found'],
    [
      'an ignore pattern that means nothing',
      { Dockerfile: 'FROM alpine:3\n', '.dockerignore': '[a\n' },
      [],
      'ignore-pattern-bad',
    ],
  ])('%s', (_what, files, words, code) => {
    write(files);
    const before = list();
    const done = plimsoll(words);
    expect(done).toMatchObject({ code: 2, out: '' });
    expect(done.err).toMatch(new RegExp(`^plimsoll: ${code}: .+\\n$`));
    expect(list()).toEqual(before);
  });
});

describe('a context of 100 000 files', () => {
  let memory: string;
  beforeAll(() => {
    memory = mkdtempSync(join(existsSync('/dev/shm') ? '/dev/shm' : tmpdir(), 'plimsoll-look-'));
    writeFileSync(join(memory, 'Dockerfile'), 'FROM python:3.12\nCOPY . /app\n');
    for (let folder = 0; folder < 100; folder++) {
      mkdirSync(join(memory, `f${folder}`));
      for (let i = 0; i < 1000; i++) writeFileSync(join(memory, `f${folder}/${i}.${i % 20 === 0 ? 'py' : 'dat'}`), '');
    }
  }, 120_000);
  afterAll(() => rmSync(memory, { recursive: true, force: true }), 120_000);

  it('is looked at in under 3 s', () => {
    const looks = [1, 2, 3].map(() => plimsoll([], memory));
    for (const look of looks) expect(look.out).toContain('in 100,001 files');
    expect(Math.min(...looks.map((l) => l.ms))).toBeLessThan(3000);
  });
});
