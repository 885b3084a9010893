import { expect, test } from 'vitest';
import { cpuMs } from '../../../test/kit/cpu-time.ts';
import { causeOf as causeAmong, type LiveFile } from './live-causes.ts';

const causeOf = (file: Omit<LiveFile, 'isThere'>) => causeAmong({ ...file, isThere: () => false });

const deb = (name: string) => ({ kind: 'deb' as const, name, isDev: false });

test.each([
  ['usr/share/doc/gcc-12-base/changelog.gz', deb('gcc-12-base'), 'documentation'],
  ['usr/share/man/man1/gcc.1.gz', deb('gcc'), 'documentation'],
  ['usr/lib/gcc/x86_64-linux-gnu/12/cc1', deb('gcc-12'), 'compiler'],
  ['usr/share/doc/readme', undefined, 'documentation'],
  ['app/.git/objects/1d/813f', undefined, 'version-control'],
  ['usr/lib/libc.so.6', deb('libc6'), undefined],
])('%s of %o is %s', (path, owner, cause) => expect(causeOf({ path, bytes: 10, owner })).toBe(cause));

const BLOB = '.cache/huggingface/hub/models--a/blobs/6c7f';
test.each([
  ['root/.cache/pip/http-v2/a', 'package-cache'],
  ['root/.cache/fontconfig/a', 'package-cache'],
  ['root/.cache/huggingface/xet/chunk-cache/a', 'package-cache'],
  ['root/.cache/pypoetry/artifacts/a', 'package-cache'],
  ['app/.cache/uv/a', 'package-cache'],
  ['var/www/.npm/_cacache/a', 'package-cache'],
  ['home/me/go/pkg/mod/cache/a', 'package-cache'],
  ['tmp/a', 'package-cache'],
  [`root/${BLOB}`, 'data'],
  [`app/${BLOB}`, 'data'],
  ['home/me/.cache/torch/hub/checkpoints/resnet50.pth', 'data'],
  ['tmp/fastembed_cache/model', 'data'],
  ['root/.cache/ms-playwright/chromium-1/chrome', undefined],
  ['app/.cache/puppeteer/chrome/linux/chrome', undefined],
  ['home/me/.cache/selenium/chromedriver', undefined],
  ['root/.cache/pypoetry/virtualenvs/app/lib/a.so', undefined],
  ['root/.cache/deno/npm/a.js', undefined],
  ['app/.cache/parts/a', undefined],
])('what programs keep among caches is told apart from caches: %s', (path, cause) => {
  expect(causeOf({ path, bytes: 20_000_000 })).toBe(cause);
});

test('small files of a model are needed', () => expect(causeOf({ path: `root/${BLOB}`, bytes: 10 })).toBeUndefined());

test.each([
  ['usr/lib/python3/site-packages/a/tests/b.py', 'tests'],
  ['app/node_modules/a/lib/__tests__/b\n.js', 'tests'],
  ['app/node_modules/a/test/node_modules/b.js', 'tests'],
  ['app/tests/node_modules/b.js', undefined],
  ['app/node_modules/tests/b.js', undefined],
  ['app/tests/b.py', undefined],
])('tests are those of a library: %s', (path, cause) => expect(causeOf({ path, bytes: 10 })).toBe(cause));

test('a path costs no more than its length', () => {
  const deep = `app/${'node_modules/'.repeat(300)}`;
  const started = cpuMs();
  for (let i = 0; i < 2000; i++) causeOf({ path: `${deep}${i}`, bytes: 10 });
  expect(cpuMs() - started).toBeLessThan(500);
});

test.each([
  ['app/__pycache__/main.cpython-312.opt-1.pyc', 'app/main.py'],
  ['app/main.pyc', 'app/main.py'],
  ['app/main.pyo', 'app/main.py'],
])('what Python compiled is needed without its source: %s', (path, source) => {
  const isThere = (other: string) => other === source;
  expect(causeAmong({ path, bytes: 10, isThere })).toBe('bytecode');
  expect(causeOf({ path, bytes: 10 })).toBeUndefined();
});

test.each([
  ['golang', 'compiler'],
  ['golang-go', 'compiler'],
  ['golang-1.22-src', 'compiler'],
  ['golang-github-containers-common', undefined],
  ['gdb-minimal', 'compiler'],
  ['gdbserver', 'compiler'],
  ['gdbm-libs', undefined],
  ['gcc-12', 'compiler'],
  ['gcc-12-x86-64-linux-gnu', 'compiler'],
  ['gcc-12-base', undefined],
  ['gcc-12-cross-base', undefined],
  ['binutils-x86-64-linux-gnu', 'compiler'],
  ['cmake-data', 'compiler'],
  ['openjdk-21-jdk-headless', 'compiler'],
])('of the package %s a file is %s', (name, cause) => {
  expect(causeOf({ path: 'usr/share/x/y', bytes: 10, owner: deb(name) })).toBe(cause);
});
