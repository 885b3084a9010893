import { file, folder, hardLink, symlink, whiteout } from '../kit/members.ts';
import { pathText } from '../kit/path-text.ts';
import { gnuLong, type TarEntry, tarEntry } from '../kit/tar.ts';
import type { FileSetCase } from './contract.ts';
import { gnuHeader, gnuNamed, layer, paxNamed, rawLayer } from './members.ts';
import { imageOf, seenFile, seenFolder, seenLink, sorted } from './sorted.ts';

const ODD = [
  'with space',
  ' ',
  ' leading',
  'trailing ',
  "it's",
  'say "hi"',
  'new\nline',
  'tab\there',
  'return\r',
  'back\\slash',
  '*?[x]',
  '-rf',
  '#',
  '$HOME',
  '%2F',
  'a:b=c',
  '\u0001',
  '\u007f',
  '.hidden',
  '..dots',
  '...',
  '.whx',
  'a.wh.b',
  'caf\u00e9',
  'cafe\u0301',
  '\u{1f433}',
];

const raw = (text: string) => Buffer.from(text, 'latin1');

const LONGEST = 'n'.repeat(255);
const LEVELS = Array.from({ length: 60 }, (_, i) => `level-${String(i + 1).padStart(2, '0')}`);
const DEEP = LEVELS.map((_, i) => ['deep', ...LEVELS.slice(0, i + 1)].join('/'));
const BOTTOM = `${DEEP[59]}/bottom`;
const GONE = `${DEEP[58]}/gone`;
const FAR = 'far/'.repeat(60);

/** The first part of the name stands in the header's prefix, the rest in its name. */
const prefixed = (prefix: string, entry: TarEntry): TarEntry => ({ ...entry, patch: [{ at: 345, bytes: prefix }] });
const PREFIX = `long/${'p'.repeat(90)}`;

/** Images about names. */
export const NAMES: readonly FileSetCase[] = [
  {
    id: 'odd-names',
    says: `Spaces, quotes, a line break, control characters, what shells and globs read, names that only look like
whiteouts, an accent in two spellings. Each is a file, a symlink leads to the worst, and one is deleted by a whiteout
of its odd name.`,
    image: imageOf(
      layer(folder('odd'), ...ODD.map((name) => file(`odd/${name}`, name)), symlink('odd/link', 'new\nline "x"')),
      layer(whiteout('odd/say "hi"'), file('odd/tab\there', 'longer than before')),
    ),
    canEngineLoad: true,
    paths: sorted([
      seenFolder('odd'),
      ...ODD.filter((name) => name !== 'say "hi"').map((name) =>
        seenFile(`odd/${name}`, name === 'tab\there' ? 18 : Buffer.byteLength(name)),
      ),
      seenLink('odd/link', 'new\nline "x"'),
    ]),
  },
  {
    id: 'names-not-utf-8',
    says: `Latin-1 names, in the header and in a PAX record. Two names differ in one byte and become one for whoever
decodes them carelessly: the whiteout is of the first only. A folder and a symlink's target are no UTF-8 either.`,
    image: imageOf(
      layer(
        folder('raw'),
        file(raw('raw/caf\xe9'), '1'),
        file(raw('raw/caf\xe8'), '22'),
        file(raw('raw/\xff\xfe'), '333'),
        file(raw('raw/d\xe8r/in'), '4444'),
        paxNamed(file(raw('raw/pax-\xe4'), '55555', { pax: { hdrcharset: 'BINARY' } })),
        symlink('raw/link', raw('caf\xe8')),
      ),
      layer(file(raw('raw/.wh.caf\xe9'), '', { mode: 0 }), file(raw('raw/d\xe8r/more'), '666666')),
    ),
    canEngineLoad: true,
    paths: sorted([
      seenFolder('raw'),
      seenFile(pathText(raw('raw/caf\xe8')), 2),
      seenFile(pathText(raw('raw/\xff\xfe')), 3),
      seenFolder(pathText(raw('raw/d\xe8r'))),
      seenFile(pathText(raw('raw/d\xe8r/in')), 4),
      seenFile(pathText(raw('raw/d\xe8r/more')), 6),
      seenFile(pathText(raw('raw/pax-\xe4')), 5),
      seenLink('raw/link', pathText(raw('caf\xe8'))),
    ]),
  },
  {
    id: 'long-and-deep',
    says: `Names beyond the header's hundred bytes, in a PAX record, in a GNU one, in the prefix; the longest name a
folder can hold; long targets of symlinks and hard links. A file sixty folders down implies all of them, and a
whiteout acts down there.`,
    image: imageOf(
      rawLayer(
        paxNamed(file(BOTTOM, 'bottom')),
        paxNamed(file(`${GONE}/x`, 'gone')),
        { ...hardLink('deep/up', 'short'), pax: { linkpath: BOTTOM } },
        paxNamed(file(`long/${LONGEST}`, 'longest')),
        gnuNamed(file(`long/gnu-${'g'.repeat(150)}`, 'gnu')),
        prefixed(PREFIX, file(`${'q'.repeat(90)}/split`, 'split')),
        { ...symlink('long/pax-link', 'short'), pax: { linkpath: FAR } },
        gnuLong(FAR, 'K'),
        tarEntry({ ...symlink('long/gnu-link', FAR), ...gnuHeader(symlink('long/gnu-link', FAR)) }),
      ),
      layer(paxNamed(whiteout(GONE)), file('deep/level-01/beside', 'beside')),
    ),
    canEngineLoad: true,
    paths: sorted([
      seenFolder('deep'),
      ...DEEP.map((path) => seenFolder(path)),
      seenFile(BOTTOM, 6),
      seenFile('deep/up', 6),
      seenFile('deep/level-01/beside', 6),
      seenFolder('long'),
      seenFile(`long/${LONGEST}`, 7),
      seenFile(`long/gnu-${'g'.repeat(150)}`, 3),
      seenFolder(PREFIX),
      seenFolder(`${PREFIX}/${'q'.repeat(90)}`),
      seenFile(`${PREFIX}/${'q'.repeat(90)}/split`, 5),
      seenLink('long/pax-link', FAR),
      seenLink('long/gnu-link', FAR),
    ]),
  },
  {
    id: 'slashes',
    says: `Names with './' and '/' in front, with doubled slashes and '.' inside, the root itself as a member, a hard
link to './…'. Spelled otherwise they are the same paths: the upper layer overwrites and deletes them in other
spellings.`,
    image: imageOf(
      layer(
        { name: './', type: '5' },
        { name: './sl/', type: '5', mode: 0o711 },
        file('./sl/a', 'a'),
        file('sl//b', 'bb'),
        file('/sl/c', 'ccc'),
        file('.//sl/./d', 'dddd'),
        { name: 'sl/dir//', type: '5', mode: 0o700 },
        file('sl/dir/in', 'in'),
        hardLink('./sl/e', './sl//a'),
        file('./top', 'top'),
      ),
      layer({ name: './sl/.wh.b', mode: 0 }, file('.//sl//c', 'overwritten'), file('/sl/dir/more', 'more'), {
        name: './.wh.top',
        mode: 0,
      }),
    ),
    canEngineLoad: true,
    paths: sorted([
      seenFolder('sl', { mode: 0o711 }),
      seenFile('sl/a', 1),
      seenFile('sl/c', 11),
      seenFile('sl/d', 4),
      seenFolder('sl/dir', { mode: 0o700 }),
      seenFile('sl/dir/in', 2),
      seenFile('sl/dir/more', 4),
      seenFile('sl/e', 1),
    ]),
  },
];
