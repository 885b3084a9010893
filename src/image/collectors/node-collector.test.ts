import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { LayerEntry } from '../contract.ts';
import { readNodeFile } from '../node/read-node-file.ts';
import { nodeCollector } from './node-collector.ts';

function collect(path: string, content: string | Uint8Array, { mode = 0o644, pieceBytes = 1 << 20 } = {}) {
  const bytes = Buffer.from(content);
  const entry = {
    path,
    type: 'file',
    bytes: bytes.length,
    mode,
    uid: 0,
    gid: 0,
    mtimeMs: 0,
    offset: 512,
  } as LayerEntry;
  const run = nodeCollector.start();
  const sink = run.open(entry);
  for (let at = 0; at < bytes.length; at += pieceBytes) sink?.write(bytes.subarray(at, at + pieceBytes));
  sink?.end();
  const text = run.result()[512];
  return text === undefined ? undefined : readNodeFile(text);
}

test('keeps what own scripts load, and of installed ones only what they load at once', () => {
  const text = 'require("a")\nfunction f() { require("b") }';
  const names = (path: string) => {
    const file = collect(path, text);
    return file?.is === 'script' ? file.script.loads.map(({ line, specifier }) => `${line} ${specifier}`) : undefined;
  };
  expect(names('app/x.js')).toEqual(['1 a', '2 b']);
  expect(names('app/node_modules/p/x.cjs')).toEqual(['1 a']);
  expect(names('app/x.js.map')).toBeUndefined();
  expect(names('app/x.ts')).toBeUndefined();
});

test('an executable counts by its first line', () => {
  expect(collect('app/run', '#!/usr/bin/env node\nrequire("a")', { mode: 0o755 })?.is).toBe('script');
  expect(collect('app/run', '#!/bin/sh\nrequire("a")', { mode: 0o755 })).toBeUndefined();
  expect(collect('app/run', '#!/usr/bin/env node\nrequire("a")')).toBeUndefined();
});

test('what cannot be followed, or is packed, says so', () => {
  expect(collect('x.js', 'require("a"); `')).toMatchObject({ script: { isSure: false, loads: [] } });
  expect(collect('x.js', `require("a");${' '.repeat(2000)}`)).toMatchObject({ script: { isBundle: true } });
  expect(collect('x.js', 'var __commonJS = 1;\nrequire("a")')).toMatchObject({ script: { isBundle: true } });
  expect(collect('x.js', 'require("a")')).toMatchObject({ script: { isBundle: false, isSure: true } });
});

test('manifests are reduced, and those that are none are told', () => {
  const manifest = {
    name: 'x',
    main: 7,
    exports: { '.': './x.js' },
    dependencies: { a: '1' },
    scripts: { start: 'node .' },
  };
  const told = { name: 'x', exports: { '.': './x.js' } };
  expect(collect('app/package.json', JSON.stringify(manifest))).toMatchObject({
    manifest: { ...told, dependencies: ['a'], scripts: { start: 'node .' } },
  });
  expect(collect('node_modules/x/package.json', JSON.stringify(manifest))).toEqual({ is: 'manifest', manifest: told });
  expect(collect('package.json', '{ "name": ')).toEqual({ is: 'manifest', manifest: 'malformed' });
  expect(collect('package.json', `{ "exports": "${'x'.repeat(70_000)}" }`)).toEqual({
    is: 'manifest',
    manifest: 'unknown',
  });
  expect(collect('package.json', '[]'.padStart(100_000, '['))).toMatchObject({ manifest: 'malformed' });
});

test('add-ons are told by their first bytes and names in them, wherever pieces end', () => {
  const elf = '\x7fELF' + ' '.repeat(50) + '\0node_register_module_v115\0' + ' '.repeat(50) + '\0__memcpy_chk\0';
  for (const pieceBytes of [1000, 64, 70, 100]) {
    expect(collect('x.node', elf, { pieceBytes })).toEqual({
      is: 'add-on',
      addOn: { format: 'elf', abi: 115, isStable: false, isOfGlibc: true },
    });
  }
  expect(collect('x.node', 'version https://git-lfs')).toMatchObject({ addOn: { format: 'other' } });
  expect(collect('usr/bin/node', elf, { mode: 0o755 })).toMatchObject({ addOn: { abi: 115 } });
});

test('what is kept is the same however the content comes', () => {
  const contents = fc.array(fc.constantFrom('require("a")', '\n', 'import "b"', '{', '}', '`', 'x'));
  fc.assert(
    fc.property(contents, fc.integer({ min: 1, max: 40 }), (parts, pieceBytes) => {
      const text = parts.join('');
      expect(collect('x.js', text, { pieceBytes })).toEqual(collect('x.js', text));
    }),
  );
});
