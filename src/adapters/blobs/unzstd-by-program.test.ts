import { chmodSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { inChunks } from '../../image/random-image.ts';
import { unzstdByProgram } from './unzstd-by-program.ts';

const dir = mkdtempSync(join(tmpdir(), 'plimsoll-zstd-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** A program that stands for zstd. */
function writeProgram(name: string, text: string): string {
  const file = join(dir, name);
  writeFileSync(file, text);
  chmodSync(file, 0o755);
  return file;
}

async function read(source: AsyncIterable<Uint8Array>, program: string): Promise<string> {
  const parts: Uint8Array[] = [];
  for await (const part of unzstdByProgram(source, program)) parts.push(part);
  return Buffer.concat(parts).toString();
}

const copy = writeProgram('copy', '#!/bin/sh\nexec cat\n');
const text = Buffer.from('some content '.repeat(1000));

async function* brokenOff(): AsyncGenerator<Uint8Array> {
  yield* inChunks(text);
  throw new Error('the cable is out');
}

async function* endless(): AsyncGenerator<Uint8Array> {
  for (;;) yield text;
}

describe('unzstdByProgram', () => {
  test('what the program gives comes out', async () => {
    expect(await read(inChunks(text), copy)).toBe(text.toString());
  });

  test('a source that breaks off ends with its own error, though the program ended well or gave up', async () => {
    await expect(read(brokenOff(), copy)).rejects.toThrow('the cable is out');
    const fails = writeProgram('fails', '#!/bin/sh\ncat\necho damaged >&2\nexit 1\n');
    await expect(read(brokenOff(), fails)).rejects.toThrow('the cable is out');
    await expect(read(inChunks(text), fails)).rejects.toThrow('damaged');
  });

  test('a program that ends well before its input does has not undone it', async () => {
    const early = writeProgram('early', '#!/bin/sh\nexit 0\n');
    await expect(read(endless(), early)).rejects.toThrow('before its input');
  });

  test('stopping early gives the source back', async () => {
    let close = () => {};
    const closed = new Promise<void>((resolve) => {
      close = resolve;
    });
    const source = async function* () {
      try {
        yield* endless();
      } finally {
        close();
      }
    };
    for await (const _ of unzstdByProgram(source(), copy)) break;
    await closed;
  });

  test.each([
    ['a folder', () => dir, 'EACCES'],
    ['a script whose interpreter is not there', () => writeProgram('lost', '#!/no/such/interpreter\n'), 'ENOENT'],
    ['nothing', () => join(dir, 'nothing'), 'ENOENT'],
  ])('%s cannot be started, and that is told', async (_, program, code) => {
    const syscall = expect.stringMatching(/^spawn/);
    await expect(read(endless(), program())).rejects.toMatchObject({ code, syscall });
  });
});
