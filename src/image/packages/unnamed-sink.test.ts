import fc from 'fast-check';
import { expect, test } from 'vitest';
import type { LayerEntry } from '../contract.ts';
import { NPM, PACKAGE_FILE_LIMITS, PYTHON, type Reader } from './record-readers.ts';
import { unnamedSink } from './unnamed-sink.ts';

/** What is kept of a content, and what goes on to the sink of programs, when it comes in pieces that end at these places, empty ones too. */
function pour(content: Uint8Array, ends: readonly number[] = []) {
  const entry: LayerEntry = {
    path: 'store/3f/9c2e',
    type: 'file',
    bytes: content.length,
    mode: 0,
    uid: 0,
    gid: 0,
    mtimeMs: 0,
    offset: 512,
  };
  const kept: { readonly reader: Reader; readonly text: string }[] = [];
  const passed: Uint8Array[] = [];
  let isEnded = false;
  const other = {
    write: (chunk: Uint8Array) => passed.push(Uint8Array.from(chunk)),
    end: () => {
      isEnded = true;
    },
  };
  const sink = unnamedSink(entry, other, (bytes, reader) => kept.push({ reader, text: bytes.toString('latin1') }));
  let start = 0;
  for (const end of [...ends, content.length].toSorted((a, b) => a - b)) {
    sink.write(content.subarray(start, end));
    start = end;
  }
  sink.end();
  return { kept, passed: Buffer.concat(passed).toString('latin1'), isEnded };
}

test.each([
  ['{"name":"x","version":"1"}', NPM],
  ['\n\t {"version":"1","name":"x"}', NPM],
  ['\xef\xbb\xbf{"name":"x","version":"1"}', NPM],
  ['Metadata-Version: 2.1\nName: x\nVersion: 1\n', PYTHON],
])('a record is kept with its reader, in whatever pieces it comes: %j', (text, reader) => {
  const content = Buffer.from(text, 'latin1');
  fc.assert(
    fc.property(fc.array(fc.nat(content.length), { maxLength: 4 }), (ends) => {
      expect(pour(content, ends).kept).toEqual([{ reader, text }]);
    }),
  );
});

const RECORDS = ['{"name":"x","version":"1"}', 'Metadata-Version: 2.1\nName: x\nVersion: 1\n', 'Metadata-Version:'];
const OTHERS = [
  'M',
  'Metadata',
  'Metadata-Version',
  'Mary had a little lamb',
  'Metadata-Versions',
  '\x7fELF',
  '{',
  '\xef',
];
/** What begins as a record, or as next to one, and what goes on as anything. */
const contents = fc
  .tuple(fc.constantFrom(...RECORDS, ...OTHERS), fc.nat(40), fc.string({ unit: 'binary-ascii', maxLength: 30 }))
  .map(([start, length, rest]) => Buffer.from(start.slice(0, length) + rest, 'latin1'));

test('the answer is the same in whatever pieces a content comes, and each goes to one side only', () => {
  const pieces = fc.array(fc.oneof(fc.nat(3), fc.nat(18), fc.nat(60)), { maxLength: 6 });
  fc.assert(
    fc.property(contents, pieces, (content, places) => {
      const ends = places.map((place) => Math.min(place, content.length));
      const whole = pour(content);
      expect(pour(content, ends)).toEqual(whole);
      expect(whole.passed).toBe(whole.isEnded ? content.toString('latin1') : '');
      expect(whole.isEnded && whole.kept.length > 0).toBe(false);
    }),
    { numRuns: 1000 },
  );
});

test.each(OTHERS.slice(0, 6))('what only begins as METADATA is none, byte by byte too: %j', (text) => {
  const content = Buffer.from(text, 'latin1');
  const told = { kept: [], passed: text, isEnded: true };
  expect(pour(content)).toEqual(told);
  expect(pour(content, [...content.keys()].slice(1))).toEqual(told);
});

test.each([
  '{"name":"x"}',
  '{"version":3,"names":["version"],"sourcesContent":["{\\"name\\":1}"]}',
  'Metadata of something else',
  '# Metadata-Version: 2.1\n',
  '',
])('what is no record is not kept: %j', (text) => expect(pour(Buffer.from(text)).kept).toEqual([]));

test('a program goes on to where programs are searched, all of it', () => {
  const program = Buffer.from('\x7fELF{"name":"x","version":"1"}', 'latin1');
  expect(pour(program, [1, 3, 9])).toEqual({ kept: [], passed: program.toString('latin1'), isEnded: true });
});

test('a content that is longer than a record may be is not kept', () => {
  const pad = ' '.repeat(PACKAGE_FILE_LIMITS.metadataBytes);
  expect(pour(Buffer.from(`{"name":"x","version":"1"${pad}}`)).kept).toEqual([]);
});
