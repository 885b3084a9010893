import { describe, expect, test } from 'vitest';
import type { ImageConfig } from '../../image/contract.ts';
import { type ElfSpec, makeElf } from '../../image/random-elf.ts';
import { type MemberSpec, makeView } from '../../image/random-image.ts';
import { surveyImage } from '../../image/survey-image.ts';
import { computeClosure, type RunChanges } from './compute-closure.ts';
import { computeSurface } from './compute-surface.ts';

const GLIBC = '/lib64/ld-linux-x86-64.so.2';
const MUSL = '/lib/ld-musl-x86_64.so.1';
const elf = (name: string, spec: ElfSpec = {}, mode = 0o755): MemberSpec => ({ name, content: makeElf(spec), mode });
const script = (name: string, content: string, mode = 0o755): MemberSpec => ({ name, content, mode });
const dir = (name: string, mode = 0o755): MemberSpec => ({ name, type: 'dir', mode });
const link = (name: string, to: string): MemberSpec => ({ name, type: 'symlink', link: to });
const glibc: MemberSpec[] = [
  dir('tmp'),
  elf('lib64/ld-linux-x86-64.so.2'),
  elf('lib/x86_64-linux-gnu/libc.so.6', { soname: 'libc.so.6' }),
];
const musl: MemberSpec[] = [
  dir('tmp'),
  elf('lib/ld-musl-x86_64.so.1'),
  elf('bin/busybox', { interpreter: MUSL }),
  link('bin/sh', 'busybox'),
];
const shell = elf('bin/sh', { interpreter: GLIBC, needed: ['libc.so.6'] });

async function look(members: MemberSpec[], config: Partial<ImageConfig>, changes: RunChanges = {}) {
  const survey = await surveyImage(makeView([members], config));
  return computeClosure(survey, changes);
}

/** Codes of the sure findings. */
async function broken(
  members: MemberSpec[],
  config: Partial<ImageConfig>,
  changes: RunChanges = {},
): Promise<string[]> {
  return (await look(members, config, changes)).filter((f) => f.sure).map((f) => f.cause.message.code);
}

async function notes(members: MemberSpec[], config: Partial<ImageConfig>): Promise<string[]> {
  return (await look(members, config)).filter((f) => !f.sure).map((f) => f.cause.message.code);
}

describe('entry', () => {
  test('catches a program that is not there, by path, by name, relative to WORKDIR', async () => {
    expect(await broken([dir('tmp')], { entrypoint: ['/app'] })).toEqual(['closure-entry-missing']);
    expect(await broken([elf('opt/app')], { cmd: ['app'] })).toEqual(['closure-entry-missing']);
    expect(await broken([elf('main')], { cmd: ['./main'], workingDir: '/app' })).toEqual(['closure-entry-missing']);
    expect(await broken([dir('bin/app')], { cmd: ['app'] })).toEqual(['closure-entry-missing']);
  });

  test('spares the same where it is there', async () => {
    expect(await broken([elf('app')], { entrypoint: ['/app'] })).toEqual([]);
    expect(await broken([elf('opt/app')], { cmd: ['app'], env: ['PATH=/bin:/opt'] })).toEqual([]);
    expect(await broken([elf('app/main')], { cmd: ['./main'], workingDir: '/app' })).toEqual([]);
    expect(await broken([elf('usr/bin/app'), link('bin', 'usr/bin')], { cmd: ['/bin/app'] })).toEqual([]);
  });

  test('catches a missing execute bit and spares a later one on the PATH', async () => {
    expect(await broken([elf('app', {}, 0o644)], { cmd: ['/app'] })).toEqual(['closure-entry-not-executable']);
    const both = [elf('usr/bin/app', {}, 0o644), elf('bin/app')];
    expect(await broken(both, { cmd: ['app'] })).toEqual([]);
  });

  test('a text without an interpreter line cannot be executed; other bytes are only a note', async () => {
    expect(await broken([script('run', 'echo hi')], { cmd: ['/run'] })).toEqual(['closure-entry-not-a-program']);
    expect(await broken([script('run', '\0\0wasm')], { cmd: ['/run'] })).toEqual([]);
    const bySh = [...glibc, shell, script('run', 'echo hi')];
    expect(await broken(bySh, { cmd: ['/bin/sh', '-c', '/run'] })).toEqual([]);
  });

  test('nothing to start, and no /tmp, are notes', async () => {
    expect(await notes([elf('a')], {})).toEqual(['closure-no-command', 'closure-no-tmp']);
  });

  test('what is mounted over the image is not missed', async () => {
    expect(await broken([dir('app')], { cmd: ['/app/main'] }, { mountTargets: ['/app'] })).toEqual([]);
    expect(await broken([dir('app')], { cmd: ['/apple'] }, { mountTargets: ['/app'] })).toEqual([
      'closure-entry-missing',
    ]);
  });
});

describe('shell form', () => {
  test('catches a missing shell, a missing command', async () => {
    expect(await broken([elf('app')], { cmd: ['/bin/sh', '-c', '/app'] })).toEqual(['closure-shell-missing']);
    const members = [...glibc, shell];
    expect(await broken(members, { cmd: ['/bin/sh', '-c', 'uvicorn app:app --port $PORT'] })).toEqual([
      'closure-command-missing',
    ]);
    expect(await broken(members, { cmd: ['/bin/sh', '-c', 'exec uvicorn app:app'] })).toEqual([
      'closure-command-missing',
    ]);
  });

  test.each(['cd $X && ./uvicorn', 'PATH=$X uvicorn', 'uvicorn || sleep 1', '"$APP" run', 'uvicorn; true', 'true'])(
    'spares `%s`',
    async (text) => {
      expect(await broken([...glibc, shell], { cmd: ['/bin/sh', '-c', text] })).toEqual([]);
    },
  );

  test('a busybox may have the command inside', async () => {
    const command = { cmd: ['/bin/sh', '-c', 'httpd -f'] };
    expect(await broken(musl, command)).toEqual([]);
    expect(await notes(musl, command)).toEqual(['closure-command-missing']);
  });

  test('an interpreter without its file, an init without its command', async () => {
    const members = [elf('usr/bin/python3'), elf('sbin/tini'), script('srv/app.py', '')];
    expect(await broken(members, { cmd: ['python3', 'app.py'] })).toEqual(['closure-script-missing']);
    expect(await broken(members, { cmd: ['python3', 'app.py'], workingDir: '/srv' })).toEqual([]);
    expect(await broken(members, { cmd: ['python3', '-m', 'app'] })).toEqual([]);
    expect(await broken(members, { entrypoint: ['tini', '-g', '--'], cmd: ['node', 'x.js'] })).toEqual([
      'closure-command-missing',
    ]);
    expect(await broken(members, { entrypoint: ['tini', '--'], cmd: ['python3', '/srv/app.py'] })).toEqual([]);
  });
});

describe('shebang', () => {
  const uvicorn = (line: string) => script('usr/local/bin/uvicorn', `${line}\nimport sys\n`);

  test('T46 a script from python:slim on a base that keeps its Python elsewhere', async () => {
    const members = [elf('usr/bin/python3.11'), uvicorn('#!/usr/local/bin/python3.11')];
    const [finding] = await look(members, { cmd: ['uvicorn'] });
    expect(finding?.cause.message).toEqual({
      code: 'closure-shebang-missing',
      args: { path: '/usr/local/bin/uvicorn', interpreter: '/usr/local/bin/python3.11' },
    });
    expect(
      await broken([elf('usr/local/bin/python3.11'), uvicorn('#!/usr/local/bin/python3.11')], { cmd: ['uvicorn'] }),
    ).toEqual([]);
  });

  test('env looks along the PATH; only -S splits its argument', async () => {
    const env = elf('usr/bin/env');
    expect(await broken([env, uvicorn('#!/usr/bin/env python3')], { cmd: ['uvicorn'] })).toEqual([
      'closure-shebang-missing',
    ]);
    const all = [env, elf('usr/bin/python3')];
    expect(await broken([...all, uvicorn('#!/usr/bin/env python3')], { cmd: ['uvicorn'] })).toEqual([]);
    expect(await broken([...all, uvicorn('#!/usr/bin/env python3 -u')], { cmd: ['uvicorn'] })).toEqual([
      'closure-shebang-missing',
    ]);
    expect(await broken([...all, uvicorn('#!/usr/bin/env -S python3 -u')], { cmd: ['uvicorn'] })).toEqual([]);
    expect(await broken([uvicorn('#!/usr/bin/env python3')], { cmd: ['uvicorn'] })).toEqual([
      'closure-shebang-missing',
    ]);
  });

  test('chains, loops, carriage returns', async () => {
    const chain = [script('a', '#!/b'), script('b', '#!/c')];
    expect(await broken(chain, { cmd: ['/a'] })).toEqual(['closure-shebang-missing']);
    expect(await broken([...chain, elf('c')], { cmd: ['/a'] })).toEqual([]);
    expect(await broken([script('a', '#!/a')], { cmd: ['/a'] })).toEqual([]);
    const env = [...glibc, elf('usr/bin/env'), elf('usr/bin/python3'), script('a', '#!/usr/bin/env python3\r\n')];
    expect(await broken(env, { cmd: ['/a'] })).toEqual(['closure-shebang-carriage-return']);
    expect(await broken([...glibc, shell, script('a', '#!/bin/sh\r\n')], { cmd: ['/a'] })).toEqual([
      'closure-shebang-carriage-return',
    ]);
  });
});

describe('USER', () => {
  const passwd = script('etc/passwd', 'root:x:0:0::/:/bin/sh\napp:x:1000:1000::/:\n', 0o644);
  const group = script('etc/group', 'root:x:0:\nstaff:x:50:app\n', 0o644);
  const app = (mode: number, gid = 0): MemberSpec => ({ ...elf('app', {}, mode), gid });

  test('an unknown user or group is refused by the engine', async () => {
    expect(await broken([elf('app')], { cmd: ['/app'], user: 'app' })).toEqual(['closure-user-unknown']);
    expect(await broken([elf('app'), passwd], { cmd: ['/app'], user: 'app' })).toEqual([]);
    expect(await broken([elf('app')], { cmd: ['/app'], user: '65532:65532' })).toEqual([]);
    expect(await broken([elf('app'), passwd], { cmd: ['/app'], user: 'app:wheel' })).toEqual(['closure-group-unknown']);
  });

  test('catches a program or folder that the user may not enter', async () => {
    expect(await broken([app(0o700)], { cmd: ['/app'], user: '1000' })).toEqual(['closure-user-may-not-run']);
    expect(await broken([dir('opt', 0o700), elf('opt/app')], { cmd: ['/opt/app'], user: '1000' })).toEqual([
      'closure-user-may-not-run',
    ]);
    const read = [...glibc, shell, script('run', '#!/bin/sh', 0o711)];
    expect(await broken(read, { cmd: ['/run'], user: '1000' })).toEqual(['closure-user-may-not-read']);
  });

  test('spares root, the owner, the groups, and access lists', async () => {
    expect(await broken([app(0o700)], { cmd: ['/app'] })).toEqual([]);
    expect(await broken([{ ...app(0o700), uid: 1000 }], { cmd: ['/app'], user: '1000' })).toEqual([]);
    expect(await broken([app(0o710, 50), passwd, group], { cmd: ['/app'], user: 'app' })).toEqual([]);
    expect(await broken([app(0o710, 0)], { cmd: ['/app'], user: '1000' })).toEqual([]);
    const listed = { ...app(0o700), pax: { 'SCHILY.xattr.system.posix_acl_access': 'x' } };
    expect(await broken([listed], { cmd: ['/app'], user: '1000' })).toEqual([]);
  });
});

describe('HEALTHCHECK', () => {
  const healthOf = async (members: MemberSpec[], healthcheck: string[]) =>
    (await look([elf('app'), ...members], { cmd: ['/app'], healthcheck })).filter((f) => f.of === 'healthcheck');

  test.each([
    [['CMD', 'wget', '-q', 'http://localhost/']],
    [['CMD-SHELL', 'wget -qO- http://localhost/ || exit 1']],
    [['CMD-SHELL', 'wget -qO- http://localhost/ >/dev/null 2>&1 || exit 1']],
  ])('T50 catches wget on a slim base: %j', async (healthcheck) => {
    const [finding] = await healthOf([...glibc, shell], healthcheck);
    expect(finding).toMatchObject({ sure: true, cause: { message: { args: expect.anything() } } });
    expect(JSON.stringify(finding?.cause.message)).toContain('wget');
  });

  test('T50 spares Alpine, whose busybox has wget', async () => {
    const members = [...musl, link('usr/bin/wget', '/bin/busybox')];
    expect(await healthOf(members, ['CMD-SHELL', 'wget -qO- http://localhost/ || exit 1'])).toEqual([]);
  });

  test('T50 catches the shell form on a base without a shell', async () => {
    const [finding] = await healthOf([], ['CMD-SHELL', '/app --check']);
    expect(finding?.cause.message).toEqual({ code: 'closure-healthcheck-tool-missing', args: { tool: '/bin/sh' } });
    expect(await healthOf([], ['CMD', '/app', '--check'])).toEqual([]);
    expect(await healthOf([], ['NONE'])).toEqual([]);
  });

  test('is not sure where another command follows', async () => {
    const findings = await healthOf([...glibc, shell], ['CMD-SHELL', 'wget -q http://x || curl http://x']);
    expect(findings.map((f) => f.sure)).toEqual([false]);
  });
});

test('surface', async () => {
  const members = [...musl, elf('bin/su', {}, 0o4755), elf('opt/x', {}, 0o4644), dir('d', 0o2755)];
  const { tree } = await surveyImage(makeView([members]));
  expect(computeSurface(tree, { user: '' })).toEqual({
    user: 'root',
    root: true,
    shell: true,
    setuidFiles: 1,
    files: 4,
  });
  expect(computeSurface(tree, { user: '0:0' }).root).toBe(true);
  expect(computeSurface(tree, { user: '65532' })).toMatchObject({ user: '65532', root: false });
  const bare = await surveyImage(makeView([[elf('app')]]));
  expect(computeSurface(bare.tree, { user: 'app' }).shell).toBe(false);
});

test('T24 a program that unpacks itself needs a temporary folder', async () => {
  const cookie = Buffer.concat([
    Buffer.from('MEI\x0c\x0b\x0a\x0b\x0e', 'latin1'),
    Buffer.alloc(16),
    Buffer.from('libpython3.11.so'),
  ]);
  const frozen = (tail: Buffer): MemberSpec => ({
    name: 'app',
    content: Buffer.concat([makeElf(), tail]),
    mode: 0o755,
  });
  const codesOf = (members: MemberSpec[], env: string[] = []) => broken(members, { cmd: ['/app'], env });
  expect(await codesOf([frozen(cookie)])).toEqual(['closure-no-folder-to-unpack']);
  expect(await codesOf([frozen(cookie), dir('tmp', 0o1777)])).toEqual([]);
  expect(await codesOf([frozen(cookie), dir('data')], ['TMPDIR=/data'])).toEqual([]);
  expect(await codesOf([frozen(Buffer.from('MEI\x0c\x0b\x0a\x0b\x0e', 'latin1'))])).toEqual([]);
  expect(await codesOf([frozen(Buffer.alloc(0))])).toEqual([]);
});
