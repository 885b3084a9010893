import { file, folder, hardLink, whiteout } from '../kit/members.ts';
import { bytesOf, type Raw, type TarEntry } from '../kit/tar.ts';
import type { WasteCase } from './contract.ts';
import { DIR, dead, filled, sees } from './members.ts';

/** The member with its whole name in a PAX record, whatever its length, and the beginning in the header. */
function named(entry: TarEntry, more: Readonly<Record<string, Raw>> = {}): TarEntry {
  return { ...entry, name: bytesOf(entry.name).subarray(0, 100), pax: { ...more, path: entry.name } };
}

/** A name in bytes: text around one byte that is no UTF-8. */
function oddName(before: string, byte: number, after = ''): Buffer {
  return Buffer.concat([Buffer.from(before), Buffer.from([byte]), Buffer.from(after)]);
}

const LONG_A = `deep/${'n'.repeat(130)}-a`;
const LONG_B = `deep/${'n'.repeat(130)}-b`;
const DIR_1 = 'p'.repeat(150);
const DIR_2 = `${DIR_1}/${'q'.repeat(140)}`;

/** Names that a reader may get wrong. */
export const NAME_CASES: readonly WasteCase[] = [
  {
    id: 'names-over-100-bytes',
    says: 'Two names that differ after the hundredth byte only; one is deleted.',
    image: {
      layers: [
        { entries: [folder('deep'), named(file(LONG_A, filled('a', 40))), named(file(LONG_B, filled('b', 60)))] },
        { entries: [named(whiteout(LONG_B))] },
      ],
    },
    truth: {
      contentBytes: 100,
      deadBytes: 60,
      duplicateBytes: 0,
      dead: [dead(LONG_B, 0, 60, 'deleted', 1)],
      tree: { deep: DIR, [LONG_A]: sees(40) },
    },
  },
  {
    id: 'names-over-255-bytes',
    says: 'Paths of more than 255 bytes: one file overwritten, one deleted with its folder, a hard link by a long target.',
    image: {
      layers: [
        {
          entries: [
            ...[named(folder(DIR_1)), named(folder(DIR_2)), named(file(`${DIR_2}/one`, filled('one', 25)))],
            ...[named(folder(`${DIR_2}/sub`)), named(file(`${DIR_2}/sub/two`, filled('two', 35)))],
            { ...file('short', ''), type: '1', link: `${DIR_2}/one`.slice(0, 100), pax: { linkpath: `${DIR_2}/one` } },
          ],
        },
        { entries: [named(file(`${DIR_2}/one`, filled('uno', 5))), named(whiteout(`${DIR_2}/sub`))] },
      ],
    },
    truth: {
      contentBytes: 65,
      deadBytes: 35,
      duplicateBytes: 0,
      dead: [dead(`${DIR_2}/sub/two`, 0, 35, 'deleted', 1)],
      tree: { [DIR_1]: DIR, [DIR_2]: DIR, [`${DIR_2}/one`]: sees(5), short: sees(25) },
    },
  },
  {
    id: 'names-not-utf8',
    says: 'Three names that differ in one byte that is no UTF-8: one overwritten, one deleted, one left. None may fall together.',
    image: {
      layers: [
        {
          entries: [
            ...[
              folder('l'),
              file(oddName('l/caf', 0xe8), filled('e8', 10)),
              file(oddName('l/caf', 0xe9), filled('e9', 20)),
            ],
            file(oddName('l/caf', 0xea), filled('ea', 40)),
          ],
        },
        { entries: [file(oddName('l/caf', 0xe8), filled('E8', 3)), { name: oddName('l/.wh.caf', 0xe9), mode: 0 }] },
      ],
    },
    truth: {
      contentBytes: 73,
      deadBytes: 30,
      duplicateBytes: 0,
      dead: [dead('l/caf\udce8', 0, 10, 'overwritten', 1), dead('l/caf\udce9', 0, 20, 'deleted', 1)],
      tree: { l: DIR, 'l/caf\udce8': sees(3), 'l/caf\udcea': sees(40) },
    },
  },
  {
    id: 'names-not-utf8-in-folder-and-pax',
    says: 'A folder whose name is no UTF-8 is deleted, its neighbour by one byte is not; one long name comes by a binary PAX record.',
    image: {
      layers: [
        {
          entries: [
            ...[folder(oddName('d', 0xff)), file(oddName('d', 0xff, '/x'), filled('x', 15))],
            ...[folder(oddName('d', 0xfe)), file(oddName('d', 0xfe, '/x'), filled('y', 16))],
            named(file(oddName(`d${'n'.repeat(120)}`, 0xfd), filled('z', 17)), { hdrcharset: 'BINARY' }),
          ],
        },
        { entries: [{ name: oddName('.wh.d', 0xff), mode: 0 }] },
      ],
    },
    truth: {
      contentBytes: 48,
      deadBytes: 15,
      duplicateBytes: 0,
      dead: [dead('d\udcff/x', 0, 15, 'deleted', 1)],
      tree: { 'd\udcfe': DIR, 'd\udcfe/x': sees(16), [`d${'n'.repeat(120)}\udcfd`]: sees(17) },
    },
  },
  {
    id: 'names-with-wh-in-them',
    says: 'Names that only look like whiteouts are files: no prefix `.wh.`, or not at the beginning of the last name.',
    image: {
      layers: [
        {
          entries: [
            ...[
              folder('n'),
              folder('n/whatwg-url'),
              file('n/whatwg-url/i.js', filled('url', 31)),
              file('n/x', filled('x', 2)),
            ],
            ...[file('n/b', filled('b', 3)), file('n/which', filled('which', 5))],
          ],
        },
        {
          entries: [
            ...[
              file('n/.whx', filled('.whx', 11)),
              file('n/a.wh.b', filled('a.wh.b', 12)),
              file('n/wh.x', filled('wh.x', 13)),
            ],
            ...[
              file('n/.wh', filled('.wh', 14)),
              file('n/..wh.x', filled('..wh.x', 15)),
              file('n/.WH.x', filled('WH', 16)),
            ],
          ],
        },
      ],
    },
    truth: {
      contentBytes: 122,
      deadBytes: 0,
      duplicateBytes: 0,
      dead: [],
      tree: {
        ...{ n: DIR, 'n/whatwg-url': DIR, 'n/whatwg-url/i.js': sees(31), 'n/x': sees(2), 'n/b': sees(3) },
        ...{ 'n/which': sees(5), 'n/.whx': sees(11), 'n/a.wh.b': sees(12), 'n/wh.x': sees(13) },
        ...{ 'n/.wh': sees(14), 'n/..wh.x': sees(15), 'n/.WH.x': sees(16) },
      },
    },
  },
  {
    id: 'names-dot-slash-and-absolute',
    says: 'The same path as `etc/x`, `./etc/x` and `/etc/x`; a whiteout in either spelling; a member for the root itself.',
    image: {
      layers: [
        {
          entries: [
            ...[folder('.'), folder('./etc'), file('./etc/x', filled('x', 100)), file('./etc/y', filled('y', 50))],
            ...[file('/etc/z', filled('z', 25)), hardLink('./etc/w', './etc/y')],
          ],
        },
        { entries: [file('etc/x', filled('X', 1)), { name: './etc/.wh.y', mode: 0 }] },
        { entries: [{ name: '/etc/.wh.z', mode: 0 }, file('/etc/x', filled('XX', 2))] },
      ],
    },
    truth: {
      contentBytes: 178,
      deadBytes: 126,
      duplicateBytes: 0,
      dead: [
        dead('etc/x', 0, 100, 'overwritten', 1),
        dead('etc/z', 0, 25, 'deleted', 2),
        dead('etc/x', 1, 1, 'overwritten', 2),
      ],
      tree: { etc: DIR, 'etc/x': sees(2), 'etc/w': sees(50) },
    },
  },
  {
    id: 'names-alike-to-the-eye',
    says: 'Composed and decomposed letters, other case, blanks, a backslash and a newline make other names; nothing is dead.',
    image: {
      layers: [
        {
          entries: [
            file('caf\u00e9', filled('nfc', 10)),
            file('README', filled('up', 11)),
            file('a b', filled('ab', 12)),
          ],
        },
        {
          entries: [
            ...[
              file('cafe\u0301', filled('nfd', 20)),
              file('readme', filled('low', 21)),
              file('a b ', filled('abb', 22)),
            ],
            ...[file('a\\b', filled('back', 23)), file('a\nb', filled('line', 24))],
          ],
        },
      ],
    },
    truth: {
      contentBytes: 143,
      deadBytes: 0,
      duplicateBytes: 0,
      dead: [],
      tree: {
        ...{ 'caf\u00e9': sees(10), README: sees(11), 'a b': sees(12), 'cafe\u0301': sees(20), readme: sees(21) },
        ...{ 'a b ': sees(22), 'a\\b': sees(23), 'a\nb': sees(24) },
      },
    },
  },
  {
    id: 'names-of-javascript-itself',
    says: 'Names that objects of the language have already: `__proto__`, `constructor`, `toString`.',
    image: {
      layers: [
        {
          entries: [
            ...[
              folder('__proto__'),
              file('__proto__/constructor', filled('c', 30)),
              file('constructor', filled('d', 8)),
            ],
            file('toString', filled('t', 9)),
          ],
        },
        { entries: [whiteout('__proto__/constructor'), file('constructor', filled('e', 4))] },
      ],
    },
    truth: {
      contentBytes: 51,
      deadBytes: 38,
      duplicateBytes: 0,
      dead: [dead('__proto__/constructor', 0, 30, 'deleted', 1), dead('constructor', 0, 8, 'overwritten', 1)],
      // Computed on purpose: written plainly it would set the prototype.
      tree: { ['__proto__']: DIR, constructor: sees(4), toString: sees(9) },
    },
  },
];
