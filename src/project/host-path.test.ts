import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { decodeRunes, encodeRunes, repairUtf8 } from './go-runes.ts';
import { bytesToHostText, hostTextToBytes, joinPath } from './host-path.ts';

const bytes = fc.oneof(
  fc.uint8Array({ maxLength: 12 }).map((b) => Buffer.from(b).toString('latin1')),
  fc.string({ unit: 'grapheme', maxLength: 8 }).map((s) => Buffer.from(s, 'utf8').toString('latin1')),
);

describe('paths of this machine', () => {
  it('hold any name and give its bytes back', () => {
    fc.assert(
      fc.property(bytes, (name) => {
        expect(hostTextToBytes(bytesToHostText(name))).toBe(name);
      }),
      { numRuns: 2000 },
    );
  });

  it('read as words where the bytes are UTF-8', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'grapheme' }), (words) => {
        expect(bytesToHostText(Buffer.from(words, 'utf8').toString('latin1'))).toBe(words);
      }),
    );
  });

  it('join below a folder', () => {
    expect(joinPath('/a', 'b/c')).toBe('/a/b/c');
    expect(joinPath('/', 'b')).toBe('/b');
    expect(joinPath('/a', '')).toBe('/a');
    expect(joinPath('/a', '\xff')).toBe('/a/\udcff');
  });
});

describe('code points', () => {
  it('one U+FFFD for each byte that begins no sequence', () => {
    expect(decodeRunes('a\xe2\x82b\xff')).toEqual([0x61, 0xfffd, 0xfffd, 0x62, 0xfffd]);
    expect(decodeRunes('\xed\xa0\x80')).toEqual([0xfffd, 0xfffd, 0xfffd]);
    expect(repairUtf8('\xc3\xa9\xff')).toBe('\xc3\xa9\xef\xbf\xbd');
  });

  it('are the platform’s own where the text is sound', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (words) => {
        const text = Buffer.from(words, 'utf8').toString('latin1');
        expect(decodeRunes(text)).toEqual(
          [...Buffer.from(text, 'latin1').toString('utf8')].map((c) => c.codePointAt(0)),
        );
        expect(encodeRunes(decodeRunes(text))).toBe(text);
      }),
    );
  });
});
