import { symlinkSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, describe, expect, it } from 'vitest';
import { expectProblem, makeFolder, plimsoll, snapshot } from './kit.ts';

const DOCKERFILE = 'FROM debian:bookworm\nCOPY . /app\nCMD ["sleep", "1000"]\n';
const opened: { close(): void }[] = [];
afterEach(() => {
  for (const folder of opened.splice(0)) folder.close();
});

function folderWith(files: Readonly<Record<string, string | Uint8Array>>, name?: string) {
  const folder = makeFolder(files, name);
  opened.push(folder);
  return folder;
}

interface Case {
  readonly what: string;
  readonly files: Readonly<Record<string, string | Uint8Array>>;
  readonly words: readonly string[];
  readonly env?: Readonly<Record<string, string>>;
  readonly exit: number;
  readonly code: string;
  readonly says?: RegExp;
}

const ok = { Dockerfile: DOCKERFILE };
const utf16 = Buffer.from(`\ufeff${DOCKERFILE}`, 'utf16le');

const CASES: readonly Case[] = [
  { what: 'no Dockerfile', files: { 'a.txt': '' }, words: ['optimize'], exit: 2, code: 'dockerfile-not-found' },
  {
    what: 'a Dockerfile that is a folder',
    files: { 'Dockerfile/a': '' },
    words: ['optimize'],
    exit: 2,
    code: 'dockerfile-not-a-file',
  },
  {
    what: 'an instruction nobody knows',
    files: { Dockerfile: 'FROM a\nRUM x\n' },
    words: ['optimize'],
    exit: 2,
    code: 'dockerfile-[a-z-]+',
    says: /2/,
  },
  { what: 'an empty Dockerfile', files: { Dockerfile: '' }, words: ['optimize'], exit: 2, code: 'dockerfile-[a-z-]+' },
  {
    what: 'UTF-16',
    files: { Dockerfile: utf16 },
    words: ['optimize'],
    exit: 2,
    code: 'dockerfile-[a-z0-9-]+',
    says: /UTF-8/,
  },
  {
    what: 'an engine nobody knows',
    files: ok,
    words: ['optimize', '--engine', 'nosuch'],
    exit: 2,
    code: 'unknown-engine',
    says: /nosuch/,
  },
  {
    what: 'an endpoint of an unknown kind',
    files: ok,
    words: ['optimize', '--engine', 'gopher://x'],
    exit: 3,
    code: 'engine-endpoint-unsupported',
  },
  { what: 'an engine that is down', files: ok, words: ['optimize'], exit: 3, code: 'engine-down' },
  {
    what: 'no docker at all',
    files: ok,
    words: ['optimize'],
    env: { PATH: '/nonexistent', DOCKER_HOST: '' },
    exit: 3,
    code: 'engine-not-found',
  },
  {
    what: 'a file of -f that is not there',
    files: ok,
    words: ['optimize', '-f', 'Nofile'],
    exit: 2,
    code: 'dockerfile-not-found',
    says: /Nofile/,
  },
  { what: '-f without a file', files: ok, words: ['optimize', '-f'], exit: 2, code: 'value-missing', says: /--file/ },
  {
    what: '--format without a form',
    files: ok,
    words: ['optimize', '--format'],
    exit: 2,
    code: 'value-missing',
    says: /--format .*text, json, markdown/,
  },
  ...(
    [
      [['inspct', 'app:1'], 'inspect'],
      [['validat', 'docker-archive:x.tar'], 'validate'],
      [['validat'], 'validate'],
      [['optimise', 'x'], 'optimize'],
      [['Inspect', 'y'], 'inspect'],
      [['inspct', '--platform', 'linux/arm64', 'app:1'], 'inspect'],
    ] as const
  ).map(([words, near]) => ({
    what: `a verb gone wrong: ${words.join(' ')}`,
    files: ok,
    words,
    exit: 2,
    code: 'unknown-verb',
    says: new RegExp(`${words[0]}.*did you mean ${near}\\?`),
  })),
  {
    what: 'two words that are nothing',
    files: ok,
    words: ['foo', 'bar'],
    exit: 2,
    code: 'unknown-verb',
    says: /foo.*--help/,
  },
  { what: 'a folder that is not there', files: ok, words: ['optimize', 'nowhere'], exit: 2, code: 'folder-not-found' },
  { what: 'a folder that is a file', files: ok, words: ['optimize', 'Dockerfile'], exit: 2, code: 'folder-not-found' },
  {
    what: 'a plimsoll.yaml that is no YAML',
    files: { ...ok, 'plimsoll.yaml': 'port: 1\nb: [\n' },
    words: ['optimize'],
    exit: 2,
    code: 'config-not-yaml',
    says: /plimsoll\.yaml:[23] /,
  },
  {
    what: 'a key nobody knows',
    files: { ...ok, 'plimsoll.yaml': 'port: 80\n\nprots: 1\n' },
    words: ['optimize'],
    exit: 2,
    code: 'config-invalid',
    says: /3/,
  },
  {
    what: 'a value of the wrong kind',
    files: { ...ok, 'plimsoll.yaml': 'port: eighty\n' },
    words: ['optimize'],
    exit: 2,
    code: 'config-invalid',
    says: /1/,
  },
  {
    what: 'an ignore pattern that means nothing',
    files: { ...ok, '.dockerignore': 'a\n[b\n' },
    words: ['optimize'],
    exit: 2,
    code: 'ignore-pattern-bad',
    says: /2/,
  },
  {
    what: 'runs that are no number',
    files: ok,
    words: ['optimize', '--runs', 'many'],
    exit: 2,
    code: 'quantity-invalid',
    says: /--runs/,
  },
  { what: 'no run at all', files: ok, words: ['optimize', '--runs', '0'], exit: 2, code: 'quantity-invalid' },
  {
    what: 'a duration that is none',
    files: ok,
    words: ['optimize', '--max-time', 'soon'],
    exit: 2,
    code: 'quantity-invalid',
    says: /--max-time/,
  },
  { what: 'a size that is none', files: ok, words: ['optimize', '--max-disk', '-5'], exit: 2, code: '[a-z-]+' },
  {
    what: 'a target nobody knows',
    files: ok,
    words: ['optimize', '--choose', 'fastest'],
    exit: 2,
    code: 'value-not-known',
    says: /balanced/,
  },
  {
    what: 'a verb gone wrong',
    files: ok,
    words: ['optimise'],
    exit: 2,
    code: 'unknown-verb',
    says: /did you mean .*optimize/,
  },
  { what: 'a verb cut short', files: ok, words: ['aply'], exit: 2, code: 'unknown-verb', says: /did you mean apply/ },
  {
    what: 'a flag gone wrong',
    files: ok,
    words: ['optimize', '--strickt'],
    exit: 2,
    code: 'unknown-flag',
    says: /did you mean .*--strict/,
  },
  { what: 'a letter nobody knows', files: ok, words: ['optimize', '-Z'], exit: 2, code: 'unknown-flag', says: /-Z/ },
  { what: 'two folders', files: ok, words: ['optimize', '.', '.'], exit: 2, code: 'argument-unexpected' },
  {
    what: 'a language nobody knows',
    files: ok,
    words: ['optimize', '--lang', 'tlh'],
    exit: 2,
    code: '[a-z-]+',
    says: /tlh/,
  },
  { what: 'apply without a number', files: ok, words: ['apply'], exit: 2, code: 'argument-missing' },
  { what: 'apply of a word', files: ok, words: ['apply', 'best'], exit: 2, code: 'quantity-invalid' },
  { what: 'apply before any run', files: ok, words: ['apply', '1'], exit: 2, code: 'no-run-yet' },
  { what: 'undo before any apply', files: ok, words: ['apply', '--undo'], exit: 2, code: 'nothing-to-undo' },
  {
    what: 'clean of a folder that is not there',
    files: ok,
    words: ['clean', 'nowhere'],
    exit: 2,
    code: 'folder-not-found',
  },
  {
    what: 'a platform that is an option',
    files: ok,
    words: ['optimize', '--platform', '--push'],
    exit: 2,
    code: '[a-z-]+',
  },
];

describe('bad input: one line with its code, its exit code, nothing written', () => {
  it.each(CASES)('$what', async ({ files, words, env, exit, code, says }) => {
    const { home, dir } = folderWith(files);
    const before = snapshot(home);
    const ran = await plimsoll(words, dir, env);
    expectProblem(ran, exit, code);
    if (says) expect(ran.err).toMatch(says);
    expect(snapshot(home)).toEqual(before);
  });
});

describe('names a shell or a parser would trip over', () => {
  it.each([
    '--help',
    '-f',
    '$(touch pwned)',
    '`touch pwned`',
    'a b  c',
    '한글 프로젝트',
    'a;touch pwned',
    '*',
    '"',
    "it's",
    'a=b,c',
  ])('a folder named %s', async (name) => {
    const { home, dir } = folderWith(ok, name);
    const before = snapshot(home);
    const words = ['--', name];
    expectProblem(await plimsoll(['optimize', ...words], home), 3, 'engine-down');
    const planned = await plimsoll(['optimize', '--plan', '--format', 'json', ...words], home);
    expect(planned.err).toBe('');
    expect(JSON.parse(planned.out)).toMatchObject({ steps: expect.any(Array) });
    expect((await plimsoll(['optimize', '--plan'], dir)).code).toBe(0);
    expect(snapshot(home)).toEqual(before);
  });

  it.each(['--help', '$(touch pwned)', '한글.Dockerfile', '-'])('a Dockerfile named %s', async (name) => {
    const { home, dir } = folderWith({ [name]: DOCKERFILE });
    const before = snapshot(home);
    const planned = await plimsoll(['optimize', '--plan', `--file=${name}`], dir);
    expect(planned.err).toBe('');
    expect(planned.code).toBe(0);
    expect(snapshot(home)).toEqual(before);
  });

  it('reads a Dockerfile through a symlink', async () => {
    const { dir } = folderWith({ 'build/Dockerfile.prod': DOCKERFILE });
    symlinkSync('build/Dockerfile.prod', join(dir, 'Dockerfile'));
    expect((await plimsoll(['optimize', '--plan'], dir)).code).toBe(0);
  });
});

describe('words', () => {
  it.each([
    [['--lang', 'ko'], {}],
    [['--lang=ko'], { LANG: 'en_US.UTF-8' }],
    [[], { LANG: 'ko_KR.UTF-8' }],
    [[], { LC_ALL: 'ko_KR.UTF-8', LANG: 'en_US.UTF-8' }],
  ])('are Korean with %j and %j', async (words, env) => {
    const { dir } = folderWith({});
    const ran = await plimsoll(['optimize', ...words], dir, env);
    expectProblem(ran, 2, 'dockerfile-not-found');
    expect(ran.err).toMatch(/[가-힣]/);
    const wrong = await plimsoll(['optimize', '--no-such', ...words], dir, env);
    expect(wrong.err).toMatch(/[가-힣]/);
  });

  it('are English with LANG=C', async () => {
    const { dir } = folderWith({});
    expect((await plimsoll(['optimize'], dir, { LANG: 'C' })).err).toMatch(/^[\u0020-\u007e]+\n$/);
  });

  it('hold no control characters of a hostile name', async () => {
    const { dir } = folderWith(ok);
    const ran = await plimsoll(['optimize', '\u001b[31mred\u0007'], dir);
    expectProblem(ran, 2, 'folder-not-found');
    expect(ran.err.slice(0, -1)).not.toMatch(/[\u0000-\u001f\u007f]/);
  });
});

describe('help and version', () => {
  it('--version is one line', async () => {
    const { dir } = folderWith({});
    for (const words of [['--version'], ['-v'], ['--lang', 'ko', '--version']])
      expect(await plimsoll(words, dir)).toEqual({ code: 0, out: '0.1.0\n', err: '' });
  });

  it('--help names every verb', async () => {
    const { dir } = folderWith({});
    const ran = await plimsoll(['--help'], dir);
    expect(ran.code).toBe(0);
    for (const verb of ['optimize', 'apply', 'doctor', 'clean', 'look']) expect(ran.out).toContain(verb);
  });
});
