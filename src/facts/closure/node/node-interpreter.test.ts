import { describe, expect, test } from 'vitest';
import type { ImageConfig } from '../../../image/contract.ts';
import { type ElfSpec, makeElf } from '../../../image/random-elf.ts';
import { type MemberSpec, makeView } from '../../../image/random-image.ts';
import { surveyImage } from '../../../image/survey-image.ts';
import { computeClosure, type RunChanges } from '../compute-closure.ts';

const GLIBC = '/lib64/ld-linux-x86-64.so.2';
const MUSL = '/lib/ld-musl-x86_64.so.1';
const file = (name: string, content = ''): MemberSpec => ({ name, content });
const json = (name: string, value: unknown): MemberSpec => ({ name, content: JSON.stringify(value) });
const link = (name: string, to: string): MemberSpec => ({ name, type: 'symlink', link: to });
const program = (name: string, content: string | Uint8Array): MemberSpec => ({ name, content, mode: 0o755 });
const elf = (spec: ElfSpec, tail = ''): Uint8Array => Buffer.concat([makeElf(spec), Buffer.from(tail)]);
const base: MemberSpec[] = [
  { name: 'tmp', type: 'dir' },
  program('lib64/ld-linux-x86-64.so.2', makeElf()),
  program('lib/x86_64-linux-gnu/libc.so.6', makeElf({ soname: 'libc.so.6' })),
  program('bin/sh', makeElf()),
];
const glibcNode = elf({ interpreter: GLIBC, needed: ['libc.so.6'] }, '\0node_register_module_v115\0');
const muslNode = elf({ interpreter: MUSL, needed: ['libc.musl-x86_64.so.1'] }, '\0node_register_module_v115\0');
const glibc = [...base, program('usr/local/bin/node', glibcNode)];
const musl = [
  { name: 'tmp', type: 'dir' } as const,
  program('lib/ld-musl-x86_64.so.1', makeElf()),
  link('lib/libc.musl-x86_64.so.1', 'ld-musl-x86_64.so.1'),
  program('usr/local/bin/node', muslNode),
];
const start = { cmd: ['node', 'server.js'], workingDir: '/app' };

async function look(members: readonly MemberSpec[], config: Partial<ImageConfig> = start, changes: RunChanges = {}) {
  const survey = await surveyImage(makeView([[...members]], config));
  return computeClosure(survey, changes);
}

/** What surely fails: when, and by which code. */
async function broken(members: readonly MemberSpec[], config?: Partial<ImageConfig>, changes?: RunChanges) {
  const found = await look([...glibc, ...members], config, changes);
  return found.filter(({ sure }) => sure).map(({ of, cause }) => `${of} ${cause.message.code}`);
}

async function causes(members: readonly MemberSpec[], config?: Partial<ImageConfig>) {
  const found = await look([...glibc, ...members], config);
  return found.map(({ cause }) => cause);
}

describe('entry', () => {
  test.each([
    ['node', 'server.js'],
    ['node', 'server'],
    ['node', '.'],
    ['node', '--enable-source-maps', '-r', './pre', '--max-old-space-size=512', 'server.js'],
    ['node', '--env-file', '.env', 'server.js', '--port', '1'],
  ])('finds %s %s', async (...cmd) => {
    const members = [file('app/server.js'), file('app/pre.js'), json('app/package.json', { main: 'server' })];
    expect(await broken(members, { cmd, workingDir: '/app' })).toEqual([]);
  });

  test('catches one that is not there, a preload too', async () => {
    expect(await broken([file('app/server.ts')])).toEqual(['start closure-script-missing']);
    expect(
      await broken([file('app/server.js')], { ...start, cmd: ['node', '-r', 'dotenv/config', 'server.js'] }),
    ).toEqual(['start closure-node-package-missing']);
    const env = ['NODE_OPTIONS=--require /opt/trace.js'];
    expect(await broken([file('app/server.js')], { ...start, env })).toEqual(['start closure-node-file-missing']);
  });

  test.each([
    ['node', '-e', 'require("x")'],
    ['node', '--loader', './l.mjs', 'gone.js'],
    ['node', '--some-new', 'x', 'y.js'],
  ])('concludes nothing from %s %s', async (...cmd) =>
    expect(await broken([], { cmd, workingDir: '/app' })).toEqual([]),
  );

  test('what is mounted is not missed', async () => {
    expect(
      await broken([file('app/server.js', 'require("express")')], start, { mountTargets: ['/app/node_modules'] }),
    ).toEqual([]);
    expect(await broken([], start, { mountTargets: ['/app'] })).toEqual([]);
  });
});

describe('packages', () => {
  const server = file('app/server.js', '// comment\nconst app = require("express")()\n');

  test('catches a missing package and says who needs it', async () => {
    expect(await broken([server])).toEqual(['start closure-node-package-missing']);
    expect((await causes([server]))[0]?.message.args).toEqual({ package: 'express', neededBy: '/app/server.js:2' });
  });

  test.each([
    ['beside', [file('app/node_modules/express/index.js')]],
    ['above', [file('node_modules/express/index.js')]],
    [
      'by main',
      [json('app/node_modules/express/package.json', { main: './lib' }), file('app/node_modules/express/lib/index.js')],
    ],
    ['behind a link', [link('app/node_modules', '../deps/node_modules'), file('deps/node_modules/express/index.js')]],
  ])('spares it %s', async (_, members) => {
    expect(await broken([server, ...members])).toEqual([]);
  });

  test('spares it on NODE_PATH', async () => {
    const members = [server, file('usr/lib/extra/express/index.js')];
    expect(await broken(members, { ...start, env: ['NODE_PATH=/usr/lib/extra'] })).toEqual([]);
  });

  test('tells where it lies in vain', async () => {
    const [cause] = await causes([server, file('srv/node_modules/express/index.js')]);
    expect(cause?.message).toEqual({
      code: 'closure-node-package-elsewhere',
      args: { package: 'express', neededBy: '/app/server.js:2', at: '/srv/node_modules/express' },
    });
  });

  test('tells what is for development alone', async () => {
    const manifest = json('app/package.json', { devDependencies: { express: '4' } });
    expect((await causes([server, manifest]))[0]?.cure?.code).toBe('cure-node-production-dependency');
  });

  test('catches what a package loads at once, and spares what it may do without', async () => {
    const installed = (content: string, manifest = {}) => [
      server,
      json('app/node_modules/express/package.json', manifest),
      file('app/node_modules/express/index.js', content),
    ];
    expect(await broken(installed('module.exports = require("./lib/express")'))).toEqual([
      'start closure-node-file-missing',
    ]);
    expect(await broken(installed('var d = require("debug")("express")'))).toEqual([
      'start closure-node-package-missing',
    ]);
    for (const content of [
      'try { require("debug") } catch {}',
      'if (x) require("debug")',
      'const d = x && require("debug")',
      'exports.d = () => require("debug")',
      'function d() { return require("debug") }',
      'import("debug").catch(() => {})',
    ]) {
      expect([content, await broken(installed(content))]).toEqual([content, []]);
    }
    const optional = { peerDependenciesMeta: { debug: { optional: true } } };
    expect(await broken(installed('var d = require("debug")', optional))).toEqual([]);
  });

  test('a store whose links lead nowhere', async () => {
    const linked = [server, link('app/node_modules/express', '.pnpm/express@4/node_modules/express')];
    expect(await broken(linked)).toEqual(['start closure-node-link-dangling']);
    const store = 'app/node_modules/.pnpm/express@4/node_modules/';
    const whole = [...linked, file(`${store}express/index.js`, 'require("debug")')];
    expect(await broken(whole)).toEqual(['start closure-node-package-missing']);
    expect(await broken([...whole, file(`${store}debug/index.js`)])).toEqual([]);
    // Beside the link it is not looked for.
    expect(await broken([...whole, file('app/node_modules/.pnpm/node_modules/debug/index.js')])).toEqual([]);
  });

  test('what is hooked in may find more', async () => {
    const alias = file('app/node_modules/module-alias/index.js', 'Module._resolveFilename = function () {}');
    const members = [file('app/server.js', 'require("module-alias")\nrequire("@/routes")'), alias];
    expect(await broken(members)).toEqual([]);
  });
});

describe('later', () => {
  test('catches it in own scripts, and spares it where it is guarded or for development', async () => {
    const own = (content: string) => [file('app/server.js', content)];
    expect(await broken(own('app.get("/", () => { const pdf = require("pdf") })'))).toEqual([
      'later closure-node-package-missing',
    ]);
    expect(await broken(own('async function f() { await import("./gone.js") }'))).toEqual([
      'later closure-node-file-missing',
    ]);
    for (const content of [
      'function f() { try { return require("pdf") } catch { return undefined } }',
      'function f() { if (debug) require("pdf") }',
      'function f() { if (prod) return\n require("pdf") }',
      'var __commonJS = () => {}; function f() { return require("pdf") }',
      'define(function (require) { require("pdf") })',
    ]) {
      expect([content, await broken(own(content))]).toEqual([content, []]);
    }
    const manifest = json('app/package.json', { devDependencies: { pdf: '1' } });
    expect(await broken([...own('function f() { require("pdf") }'), manifest])).toEqual([]);
  });

  test('dependencies that nobody surely loads are a hint', async () => {
    const members = [file('app/server.js'), json('app/package.json', { dependencies: { a: '1', b: '2' } })];
    const found = await look([...glibc, ...members, file('app/node_modules/a/package.json', '{}')]);
    expect(found.map(({ sure, cause }) => [sure, cause.message.args])).toEqual([
      [false, { manifest: '/app/package.json', packages: ['b'] }],
    ]);
  });
});

describe('imports', () => {
  const app = (content: string) => [json('app/package.json', { type: 'module' }), file('app/server.js', content)];

  test('give the name of the file itself', async () => {
    const routes = file('app/routes/index.js', 'export default 1');
    expect(await broken([...app('import r from "./routes/index.js"'), routes])).toEqual([]);
    expect(await broken([...app('import r from "./routes"'), routes])).toEqual(['start closure-node-import-inexact']);
    expect(await broken([...app('import r from "./routes/index"'), routes])).toEqual([
      'start closure-node-import-inexact',
    ]);
    expect(await broken([...app('export * from "./gone.js"'), routes])).toEqual(['start closure-node-file-missing']);
    expect(
      await broken(app('import fs, { a } from "node:fs"; import "path"; import x from "data:text/javascript,1"')),
    ).toEqual([]);
  });

  test('look at what a package exports', async () => {
    const exports = {
      '.': { browser: './gone.js', node: { import: './i.mjs', require: './gone.cjs' } },
      './features/*.js': './src/*.js',
      './features/private/*': null,
      './types': { types: './types.d.ts' },
    };
    const installed = [
      json('app/node_modules/p/package.json', { name: 'p', exports }),
      file('app/node_modules/p/i.mjs', 'import "p/features/x.js"'),
      file('app/node_modules/p/src/x.js'),
    ];
    expect(await broken([...app('import p from "p"'), ...installed])).toEqual([]);
    expect(await broken([...app('import "p/features/private/x.js"'), ...installed])).toEqual([
      'start closure-node-not-exported',
    ]);
    expect(await broken([...app('import "p/src/x.js"'), ...installed])).toEqual(['start closure-node-not-exported']);
    expect(await broken([...app('import "p/types"'), ...installed])).toEqual(['start closure-node-not-exported']);
    expect(await broken([...app('import "p/features/y.js"'), ...installed])).toEqual([
      'start closure-node-file-missing',
    ]);
  });

  test('look at imports of their own package', async () => {
    const own = (imports: unknown) => [
      json('app/package.json', { type: 'module', imports }),
      file('app/server.js', 'import "#db"'),
      file('app/db.js'),
    ];
    expect(await broken(own({ '#db': './db.js' }))).toEqual([]);
    expect(await broken(own({ '#db': './gone.js' }))).toEqual(['start closure-node-file-missing']);
    expect(await broken(own({ '#db': 'pg' }))).toEqual(['start closure-node-package-missing']);
    expect(await broken(own({}))).toEqual(['start closure-node-not-exported']);
  });

  test('may make a require of their own', async () => {
    const made = 'import { createRequire } from "module"; const require = createRequire(import.meta.url);';
    expect(await broken(app(`${made} const v = require("./gone.json")`))).toEqual(['start closure-node-file-missing']);
    expect(await broken(app('import "fs"; const v = require("./gone.json")'))).toEqual([]);
  });
});

describe('native add-ons', () => {
  const server = file('app/server.js', 'const x = require("x")');
  const addOn = (content: Uint8Array | string) => [
    server,
    file('app/node_modules/x/index.js', 'module.exports = require("./build/Release/x.node")'),
    { name: 'app/node_modules/x/build/Release/x.node', content },
  ];
  const codes = async (members: readonly MemberSpec[]) =>
    (await look(members)).map(({ sure, cause }) => `${sure} ${cause.message.code}`);

  test('of the same machine, libc and version are spared', async () => {
    expect(await codes([...glibc, ...addOn(elf({ needed: ['libc.so.6'] }, '\0node_register_module_v115\0'))])).toEqual(
      [],
    );
    expect(await codes([...glibc, ...addOn(elf({ needed: ['libc.so.6'] }, '\0napi_register_module_v1\0'))])).toEqual(
      [],
    );
    expect(await codes([...musl, ...addOn(elf({ needed: ['libc.musl-x86_64.so.1'] }))])).toEqual([]);
  });

  test('of another are caught', async () => {
    expect(await codes([...glibc, ...addOn(elf({ needed: ['libc.musl-x86_64.so.1'] }))])).toEqual([
      'true closure-node-add-on-libc',
    ]);
    expect(await codes([...musl, ...addOn(elf({ needed: ['libc.so.6'] }, '\0__memcpy_chk\0'))])).toEqual([
      'true closure-node-add-on-libc',
    ]);
    expect(await codes([...musl, ...addOn(elf({ needed: ['libc.so.6', 'ld-linux-x86-64.so.2'] }))])).toEqual([
      'true closure-node-add-on-libc',
    ]);
    // Plain functions of glibc's name are musl's, too.
    expect(await codes([...musl, ...addOn(elf({ needed: ['libc.so.6'] }))])).toEqual([
      'false closure-node-add-on-libc',
    ]);
    expect(await codes([...glibc, ...addOn(elf({ machine: 183, needed: ['libc.so.6'] }))])).toEqual([
      'true closure-architecture-mismatch',
    ]);
    expect(await codes([...glibc, ...addOn(elf({ needed: ['libc.so.6'] }, '\0node_register_module_v108\0'))])).toEqual([
      'true closure-node-add-on-abi',
    ]);
    expect(await codes([...glibc, ...addOn(elf({ needed: ['libvips.so.42'] }))])).toEqual([
      'true closure-library-missing',
    ]);
    expect(await codes([...glibc, ...addOn(Buffer.from('cffaedfe00000000', 'hex'))])).toEqual([
      'true closure-node-add-on-format',
    ]);
  });

  test('are found as their helpers find them', async () => {
    const helped = (content: string, ...files: string[]) => [
      ...glibc,
      server,
      json('app/node_modules/x/package.json', {}),
      file('app/node_modules/x/index.js', content),
      file('app/node_modules/bindings/index.js'),
      file('app/node_modules/node-gyp-build/index.js'),
      ...files.map((name) => ({ name: `app/node_modules/x/${name}`, content: elf({ needed: ['libc.so.6'] }) })),
    ];
    const bound = 'require("bindings")("x")';
    expect(await codes(helped(bound))).toEqual(['true closure-node-add-on-missing']);
    expect(await codes(helped(bound, 'build/Release/x.node'))).toEqual([]);
    const built = 'module.exports = require("node-gyp-build")(__dirname)';
    expect(await codes(helped(built, 'prebuilds/darwin-arm64/x.node'))).toEqual(['true closure-node-add-on-missing']);
    expect(await codes(helped(built, 'prebuilds/linux-x64/x.musl.node'))).toEqual(['true closure-node-add-on-missing']);
    expect(await codes(helped(built, 'prebuilds/linux-x64/x.abi108.node'))).toEqual([
      'true closure-node-add-on-missing',
    ]);
    expect(await codes(helped(built, 'prebuilds/linux-x64/x.musl.node', 'prebuilds/linux-x64/x.glibc.node'))).toEqual(
      [],
    );
  });
});

describe('package managers', () => {
  const npm = [
    program('usr/local/lib/node_modules/npm/bin/npm-cli.js', '#!/usr/bin/env node\nrequire("../lib/cli.js")(process)'),
    file('usr/local/lib/node_modules/npm/lib/cli.js'),
    link('usr/local/bin/npm', '../lib/node_modules/npm/bin/npm-cli.js'),
    program('usr/bin/env', makeElf()),
  ];
  const npmStart = { cmd: ['npm', 'start'], workingDir: '/app' };
  const app = (scripts: unknown) => [...npm, json('app/package.json', { scripts })];

  test('start a script that is there', async () => {
    expect(await broken([...app({ start: 'node dist/main' }), file('app/dist/main.js')], npmStart)).toEqual([]);
    expect(await broken(app({ start: 'node dist/main' }), npmStart)).toEqual(['start closure-script-missing']);
    expect(await broken(app({ start: 'NODE_ENV=production node dist/main' }), npmStart)).toEqual([
      'start closure-script-missing',
    ]);
    // Where modules are looked for changes nothing about a path.
    expect(await broken(app({ start: 'NODE_PATH=/x node dist/main' }), npmStart)).toEqual([
      'start closure-script-missing',
    ]);
    expect(await broken(app({}), npmStart)).toEqual(['start closure-node-script-unknown']);
    expect(await broken([...app({}), file('app/server.js')], npmStart)).toEqual([]);
  });

  test('start a program of a package', async () => {
    expect(await broken(app({ start: 'vite preview' }), npmStart)).toEqual(['start closure-node-bin-missing']);
    const vite = [
      link('app/node_modules/.bin/vite', '../vite/bin/vite.js'),
      program('app/node_modules/vite/bin/vite.js', '#!/usr/bin/env node\nrequire("../dist/cli.js")'),
    ];
    expect(await broken([...app({ start: 'vite preview' }), ...vite], npmStart)).toEqual([
      'start closure-node-file-missing',
    ]);
    const whole = [...app({ start: 'vite preview' }), ...vite, file('app/node_modules/vite/dist/cli.js')];
    expect(await broken(whole, npmStart)).toEqual([]);
  });

  test('need their own files', async () => {
    const without = npm.filter(({ name }) => !name.endsWith('cli.js') || name.includes('bin'));
    expect(await broken([...without, json('app/package.json', { scripts: { start: 'x' } })], npmStart)).toEqual([
      'start closure-node-file-missing',
    ]);
  });
});
