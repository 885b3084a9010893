import fc from 'fast-check';
import { expect, test } from 'vitest';
import { findLoads } from './find-loads.ts';

/** What is loaded, as `when specifier`. */
function loads(text: string): readonly string[] {
  return findLoads(Buffer.from(text)).loads.map(({ when, specifier }) => `${when} ${specifier}`);
}

test.each([
  'require("x")',
  "const { a } = require('x')",
  'var x = __importDefault(require("x"))',
  'exports.x = require("x")(1, 2)',
  'require("x").config({ path: `${a}` })',
  'if (a) b\nconst x = require("x")',
  'if (a) { b }\nrequire("x")',
  'const f = () => {}\nconst x = require("x")',
  'const f = () => a || b\nconst x = require("x")',
  'const f = a || b, x = require("x")',
  'const r = /[/"]\\//g\nrequire("x")',
  'const d = a / b / require("x")',
  'const t = `${`${a}`} "`; require("x")',
  'export const a = 1; export { b } from "x"',
  'import "x"',
  'import a, { b as c, default as d } from "x"',
  'export * as y from "x"',
  'await import("x")',
  'function f() { return 1 }\nrequire("x")',
  'class A extends require("x") {}',
  'label: { require("x") }',
  'switch (require("x")) {}',
  '#!/usr/bin/env node\nrequire("x")',
  '\ufeffrequire("x")',
])('at the start: %s', (text) => {
  expect(loads(text)).toEqual(['start x']);
});

test.each([
  'function f() { require("x") }',
  'const f = () => require("x")',
  'const o = { get f() { return require("x") } }',
  'class A { f() { if (a) { b } require("x") } }',
  '(function () { require("x") })()',
  'function f(a = require("x")) {}',
  'const f = (a = require("x")) => a',
  'Object.defineProperty(exports, "a", { get: function () { return require("x") } })',
  'async function f() { await import("x") }',
])('in a function: %s', (text) => {
  expect(loads(text)).toEqual(['later x']);
});

test.each([
  'try { require("x") } catch (e) {}',
  'try { f() } catch { require("x") }',
  'if (a) require("x")',
  'if (a)\n  require("x")',
  'if (a) { b } else require("x")',
  'for (const a of b) require("x")',
  'for await (const a of b) require("x")',
  'while (a) { require("x") }',
  'const x = a && require("x")',
  'const x = a ? require("x") : b',
  'const x = a ?? require("x")',
  'a ||= require("x")',
  'a?.(require("x"))',
  'switch (a) { case 1: { require("x") } }',
  'const a = 1\n{ if (b) require("x") }',
  'function f() { if (a) return; require("x") }',
  'if (a) return\nrequire("x")',
  'import("x")',
  'await import("x").catch(() => {})',
  'try { await import("x") } catch {}',
])('only sometimes, or caught: %s', (text) => {
  expect(loads(text)).toEqual(['guarded x']);
});

test.each([
  '// require("x")',
  '/* require("x") */',
  '\'require("x")\'',
  '`require("x")`',
  '/require("x")/',
  'a.require("x")',
  'this.#require("x")',
  'require(name)',
  'require("x" + y)',
  'require("a\\x62")',
  'import(name)',
  'import.meta.url',
  'const o = { import: "x", from: "y" }',
  'define(function (require) { require("x") })',
  'const require = other; require("x")',
  'import "fs"; require("x")',
])('nothing of x: %s', (text) => {
  expect(loads(text).filter((load) => load !== 'start fs')).toEqual([]);
});

test('a require that a module makes for itself counts', () => {
  const text = 'import { createRequire } from "module"; const require = createRequire(import.meta.url); require("x")';
  expect(loads(text)).toEqual(['start module', 'start x']);
});

test('tells lines, ways and the names for add-ons', () => {
  const text = 'a\n\n`\n`; require.resolve("x")\nrequire("bindings")("y")\nrequire("node-gyp-build")(__dirname)';
  expect(findLoads(Buffer.from(text)).loads.map(({ by, line, specifier }) => `${by} ${line} ${specifier}`)).toEqual([
    'resolve 4 x',
    'require 5 bindings',
    'bindings 5 y',
    'require 6 node-gyp-build',
    'bindings 6 ',
  ]);
});

test.each([
  ['Module._resolveFilename = f', true],
  ['Module._extensions[".ts"] = f', true],
  ['require.extensions[".ts"] = f', true],
  ['module.paths.push("/x")', true],
  ['require.main.paths.unshift("/x")', true],
  ['import { register } from "node:module"; register("./x.mjs")', true],
  ['Module._resolveFilename("x")', false],
  ['this._extensions[type] = 1', false],
  ['extensions[type] = 1', false],
  ['swagger.paths.push("/x")', false],
  ['register("x")', false],
])('%s changes how modules are found: %s', (text, isHook) => {
  expect(findLoads(Buffer.from(text)).isHook).toBe(isHook);
});

test.each([
  'require("x"); "',
  'require("x"); `${',
  'require("x") }',
  'require("x"); /* ',
  '(require("x")',
  'require("x"); a = /x',
])('a text that cannot be followed to its end tells nothing: %s', (text) => {
  expect(findLoads(Buffer.from(text))).toMatchObject({ isSure: false, loads: [] });
});

test('takes any text, and never throws', () => {
  const pieces = [
    'require("x")',
    'import ',
    'export {',
    '}',
    '{',
    '(',
    ')',
    '`',
    '${',
    '/',
    '=>',
    '?',
    ';',
    '\n',
    '"',
    'if',
    'try',
    'class ',
  ];
  fc.assert(
    fc.property(fc.array(fc.oneof(fc.constantFrom(...pieces), fc.string())), (parts) => {
      const { loads: found, isSure } = findLoads(Buffer.from(parts.join('')));
      expect(isSure || found.length === 0).toBe(true);
    }),
  );
});

test.each(['require(\n', '((((', '`${', 'require', '/', '"', '{a:', 'x?.', 'import ', '/*', 'return '])(
  'costs as much as it is long: %j',
  (piece) => {
    const cost = (times: number) => {
      const bytes = Buffer.from(piece.repeat(times));
      const start = process.cpuUsage();
      findLoads(bytes);
      const { user, system } = process.cpuUsage(start);
      return user + system;
    };
    cost(1000);
    // Quadratic cost would take minutes.
    expect(cost(200_000)).toBeLessThan(3_000_000);
  },
);
