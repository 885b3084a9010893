import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ImageConfig } from '../../../image/contract.ts';
import { makeElf } from '../../../image/random-elf.ts';
import { type MemberSpec, makeView } from '../../../image/random-image.ts';
import { surveyImage } from '../../../image/survey-image.ts';
import { computeClosure } from '../compute-closure.ts';
import { followScript } from './follow-script.ts';
import { readShellCall } from './read-shell-call.ts';

const program = (name: string): MemberSpec => ({ name, content: makeElf({ type: 2 }), mode: 0o755 });
const script = (name: string, content: string, mode = 0o755): MemberSpec => ({ name, content, mode });
const link = (name: string, to: string): MemberSpec => ({ name, type: 'symlink', link: to });
const base: MemberSpec[] = [
  { name: 'tmp', type: 'dir' },
  program('bin/sh'),
  program('bin/bash'),
  program('usr/bin/app'),
];

async function look(members: MemberSpec[], config: Partial<ImageConfig>) {
  return computeClosure(await surveyImage(makeView([[...base, ...members]], config)));
}

/** What is surely missing, of the script as entry point. */
async function missed(text: string, config: Partial<ImageConfig> = {}, members: MemberSpec[] = []): Promise<unknown[]> {
  const entry = script('entry', text.startsWith('#!') ? text : `#!/bin/sh\n${text}`);
  const findings = await look([entry, ...members], { entrypoint: ['/entry'], ...config });
  return findings.filter((f) => f.sure).map(({ cause: { message } }) => Object.values(message.args)[0]);
}

describe('catches a command that a script surely comes to and needs', () => {
  test.each<[string, string[]]>([
    ['exec gone', ['gone']],
    ['export A=b\ncd /srv\nexec gone --x "$A"', ['gone']],
    ['set -e\ngone\napp', ['gone']],
    ['set -o errexit\nmkdir -p /x\napp', ['mkdir']],
    ['gone || exit 1\napp', ['gone']],
    ['if [ -z "$X" ]; then echo no; exit 1; fi\nexec gone', ['gone']],
    ['python manage.py migrate || exit 1\nexec gone', ['python', 'gone']],
    ['export PATH=/opt/bin:$PATH\nexec gone', ['gone']],
    ['exec "$@"', ['gone2']],
    ['set -e\nexec env A=b "$@"', ['env']],
    ['log() { echo "$@"; exit 1; }\nlog hi\nexec gone', ['gone']],
    ['. /gone/env.sh\napp', ['sh']],
    ['APP=gone\nexec $APP', ['gone']],
    ['exec ${APP:-gone}', ['gone']],
    ['exec $NAME', ['gone3']],
  ])('%j', async (text, names) => {
    expect(await missed(text, { cmd: ['gone2'], env: ['NAME=gone3'] })).toEqual(names);
  });

  test('in a chain of scripts, with the line as evidence', async () => {
    const members = [
      script('entry', '#!/bin/sh\nexec /two.sh "$@"'),
      script('two.sh', '#!/bin/bash -e\n\nexec gone "$1"'),
    ];
    const [finding] = await look(members, { entrypoint: ['/entry'], cmd: ['x'] });
    expect(finding).toMatchObject({ sure: true, of: 'start', cause: { evidence: '/two.sh:3: exec gone "$1"' } });
  });

  test('D4 a script given to a shell that is not there, and one that is not there', async () => {
    const gone = await look([], { cmd: ['sh', '/gone.sh'] });
    expect(gone.map((f) => f.cause.message)).toEqual([
      { code: 'closure-script-missing', args: { interpreter: 'sh', script: '/gone.sh' } },
    ]);
    expect(await look([script('opt/run', 'app', 0o644)], { cmd: ['sh', '-eu', '/opt/run'] })).toEqual([]);
    const blocked = await look([script('run.sh', 'app', 0o600)], { cmd: ['sh', '/run.sh'], user: '1000' });
    expect(blocked.map((f) => f.cause.message.code)).toEqual(['closure-user-may-not-read']);
  });
});

describe('spares', () => {
  test.each([
    'gone || true\napp',
    'gone\napp',
    'command -v gone && exec gone\nexec app',
    '[ -x /gone ] && /gone\nexec app',
    'if [ "$1" = gone ]; then exec gone; fi\nexec app',
    'if [ "$1" = app ]; then exec app; fi\nexec gone',
    'set -e\ngone || echo no\napp',
    'set -e\nset +e\ngone\napp',
    'set -e\nif gone; then app; fi\napp',
    'set -e\n! gone\napp',
    'set -e\ngone | app\napp',
    'set -e\ngone &\napp',
    'set -e\ngone && app\napp',
    'f() { gone; }\napp',
    'gone() { app; }\nset -e\ngone\napp',
    'alias gone=app\nset -e\ngone',
    '. /env.sh\nexec gone',
    'eval "$X"\nexec gone',
    'app\ngone',
    'apk add gone\nexec gone',
    'cp /app /usr/bin/gone\nexec gone',
    'PATH=$OTHER:$PATH\nexec gone',
    'PATH=/srv/own\nexec own',
    'echo x > /usr/bin/gone\nexec gone',
    'exec $UNSET gone',
    'exec "$UNSET" gone',
    'while true; do app; done\ngone',
    'while sleep 5; do date; done\ngone',
    'set -- app "$@"\nexec "$@"',
    'trap "exit 0" EXIT\nset -e\ngone',
    'app & gone & wait',
    'case "$1" in x) exec gone;; esac\nexec app',
    'cat <<EOF\nexec gone\nEOF\nexec app',
    'exec 2>&1\nexec app',
    'cd $X\nexec ./gone',
    'unterminated "',
  ])('%j', async (text) => {
    const members = [
      program('srv/own/own'),
      script('env.sh', 'PATH=/x'),
      ...['cat', 'sleep', 'cp', 'apk'].map((n) => program(`bin/${n}`)),
    ];
    expect(await missed(text, { cmd: ['gone'] }, members)).toEqual([]);
  });

  test('what only goes on without its command is a note', async () => {
    const notes = await look([script('entry', '#!/bin/sh\ngone\nexec app')], { entrypoint: ['/entry'] });
    expect(notes).toMatchObject([{ sure: false, of: 'later' }]);
  });

  test('busybox has commands inside, but not all', async () => {
    const box = [program('bin/busybox'), link('bin/ash', 'busybox')];
    expect(await missed('#!/bin/ash\nset -e\nwget x\nexec httpd -f', {}, box)).toEqual([]);
    expect(await missed('#!/bin/ash\nexec gunicorn', {}, box)).toEqual(['gunicorn']);
    expect(await missed('#!/bin/busybox sh\nexec gunicorn', {}, box)).toEqual(['gunicorn']);
  });

  test('rights that the script gives, and users that it changes to', async () => {
    expect(await missed('chmod +x /run\nexec /run', {}, [program('bin/chmod'), script('run', '', 0o644)])).toEqual([]);
    expect(await missed('exec gosu app "$@"', { cmd: ['gone'] }, [program('bin/gosu')])).toEqual(['gone']);
  });

  test('a script too long to be kept', async () => {
    expect(await missed(`exec gone\n${'#'.repeat(70_000)}`)).toEqual([]);
  });

  test('scripts that start each other for ever', async () => {
    const members = ['a', 'b'].map((n) => script(n, `#!/bin/sh -e\n${'/a; /b;'.repeat(300)}`));
    expect(await look(members, { entrypoint: ['/a'] })).toEqual([]);
  });
});

describe('HEALTHCHECK', () => {
  const health = async (text: string) =>
    (await look([], { cmd: ['/usr/bin/app'], healthcheck: ['CMD-SHELL', text] })).map((f) => [f.sure, f.of]);

  test('T50 names the tool', async () => {
    expect(await health('curl -f http://x || exit 1')).toEqual([[true, 'healthcheck']]);
    expect(await health('wget -q --spider http://x 2>/dev/null || exit 1')).toEqual([[true, 'healthcheck']]);
    expect(await health('test -f /x && curl -f http://x')).toEqual([]);
    expect(await health('curl -f http://x || wget -q http://x')).toEqual([[false, 'healthcheck']]);
    expect(await health('curl http://x | grep ok')).toMatchObject([
      [false, 'healthcheck'],
      [false, 'healthcheck'],
    ]);
    expect(await health('curl http://x || true')).toEqual([]);
  });
});

describe('carriage returns', () => {
  const crlf = (text: string) => text.replace(/\n/g, '\r\n');
  const codes = async (text: string, shell = 'sh', cmd: string[] = []) =>
    (await look([script('run.sh', text)], { cmd: [shell, '/run.sh', ...cmd] })).map((f) => [
      f.sure,
      f.cause.message.args,
    ]);

  test('catches what no shell understands', async () => {
    expect(await codes(crlf('# x\nset -e\napp\n'))).toEqual([[true, { script: '/run.sh', line: 2 }]]);
    expect(await codes(crlf('if true; then\n app\nfi\n'), 'bash')).toEqual([[true, { script: '/run.sh', line: 1 }]]);
    expect(await codes(crlf('exec app\n'), 'bash')).toEqual([[true, { script: '/run.sh', line: 1 }]]);
  });

  test('is not sure of the rest, and spares texts within a script', async () => {
    expect(await codes(crlf('app --x\n'))).toEqual([[false, { script: '/run.sh', line: 1 }]]);
    expect(await codes(crlf('set -e\napp --x\n'), 'bash')).toEqual([[false, { script: '/run.sh', line: 1 }]]);
    expect(await codes('app <<E\nx\r\nE\nexec app\n')).toEqual([]);
    expect(await codes(crlf('# only\n\n'))).toEqual([]);
  });
});

test.each<[string, unknown]>([
  ['-e x a', { is: 'file', file: 'x', args: ['a'], stopsAtFailure: true }],
  ['-euo pipefail x', { is: 'file', file: 'x', args: [], stopsAtFailure: true }],
  ['-o errexit -c x n a', { is: 'text', text: 'x', args: ['a'], stopsAtFailure: true }],
  ['--norc -- x', { is: 'file', file: 'x', args: [], stopsAtFailure: false }],
  ['-lc x', undefined],
  ['-s', undefined],
  ['', undefined],
])('sh %s', (words, call) => {
  expect(readShellCall(words.split(' ').filter((w) => w !== ''))).toEqual(call);
});

test('any text is read without a throw, in a time that grows with it', () => {
  const part = fc.constantFrom(
    'a',
    ' ',
    '\n',
    '"',
    "'",
    '$',
    '{',
    '}',
    '(',
    ')',
    '&&',
    '||',
    ';',
    'if ',
    'fi',
    'do ',
    '<<E',
    '\\',
    '`',
    '=',
    'exec ',
    'set -e',
    '#',
  );
  const run = (text: string) =>
    followScript({ text, args: [], env: new Map(), workingDir: '/', stopsAtFailure: false });
  fc.assert(
    fc.property(fc.array(part, { maxLength: 60 }), (parts) => Array.isArray(run(parts.join('')))),
    { numRuns: 500 },
  );
});
