import { gnuLong, paxHeader, type TarEntry, tarEntry } from '../kit/tar.ts';
import { END, FOLDER, file, layers, raw, read, refused, symlink, tar } from './build.ts';
import type { HostileCase } from './contract.ts';

/** What a header says and what is there (9 to 13, 17, 20 to 22). */

const GO = 'Go archive/tar';
const MIB = 1024 * 1024;

const a = (name: string, more: Partial<TarEntry> = {}): TarEntry => ({ name, content: 'abc', ...more });

/** One block that is a header by itself: the body of a link, or the first block of a file's content. */
const HIDDEN = tarEntry({ name: 'hidden' });

/** The size field as it is, 12 bytes. */
const size = (bytes: Buffer) => [{ at: 124, bytes }];

const refuses = (id: string, says: string, source: string, bytes: () => Buffer): Omit<HostileCase, 'number'> => ({
  id,
  says,
  source,
  medium: layers(bytes),
  answer: refused('tar-damaged'),
});

/** A PAX header with these bytes as they are. */
const paxBytes = (text: string) => tarEntry({ name: 'PaxHeaders.0/x', type: 'x', content: raw(text) });

/** The checksum as old tars counted it, with bytes above 127 as negative numbers. */
function withSignedChecksum(block: Buffer): Buffer {
  const header = Buffer.from(block);
  header.fill(0x20, 148, 156);
  const sum = header.subarray(0, 512).reduce((total, byte) => total + (byte > 127 ? byte - 256 : byte), 0);
  header.write(`${sum.toString(8).padStart(6, '0')}\0 `, 148, 'latin1');
  return header;
}

export const HEADER_CASES: readonly HostileCase[] = [
  {
    number: 9,
    id: 'symlink-with-a-length',
    says: 'A symlink that says 512 bytes has none: the block behind it is a member, and readers that skip it hide a file',
    source: 'readers compared: Go archive/tar sees it, confirmed in a container made by dockerd',
    medium: layers(() => tar({ name: 'l', type: '2', link: 'f', saysBytes: 512 }, HIDDEN, a('f'))),
    answer: read({ l: symlink('f'), hidden: file(0), f: file(3) }, { notes: ['tar-ambiguous'] }),
  },
  {
    number: 9,
    id: 'hardlink-with-a-length',
    says: 'The same for a hard link',
    source: 'Go archive/tar isHeaderOnlyType',
    medium: layers(() => tar(a('f'), { name: 'l', type: '1', link: 'f', saysBytes: 512 }, HIDDEN)),
    answer: read(
      { f: file(3), l: file(3, { hardLinkOf: 'f' }), hidden: file(0) },
      { notes: ['tar-ambiguous'], deadBytes: 0 },
    ),
  },
  {
    number: 9,
    id: 'symlink-with-a-pax-length',
    says: 'The same where the length is in a PAX header',
    source: 'Go archive/tar: handleRegularFile after mergePAX',
    medium: layers(() => tar({ name: 'l', type: '2', link: 'f', pax: { size: '512' } }, HIDDEN, a('f'))),
    answer: read({ l: symlink('f'), hidden: file(0), f: file(3) }, { notes: ['tar-ambiguous'] }),
  },
  {
    number: 10,
    ...refuses(
      'size-negative',
      'A length of -1 in base-256',
      'readers compared: Go archive/tar and dockerd refuse',
      () => tar(a('f', { patch: size(Buffer.alloc(12, 0xff)) })),
    ),
  },
  {
    number: 10,
    ...refuses('size-overflow', 'A length beyond 63 bits in base-256', 'Go archive/tar parseNumeric', () =>
      tar(a('f', { patch: size(Buffer.concat([raw('\u0080'), Buffer.alloc(11, 0xff)])) })),
    ),
  },
  {
    number: 10,
    ...refuses('size-of-8-eib', 'A length of 2^63 - 1: there are not so many bytes', GO, () =>
      tar(a('f', { patch: size(raw('\u0080\0\0\0\u007f\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff\u00ff')) })),
    ),
    answer: refused('tar-damaged', undefined, ['over-limit']),
    ceilings: { rssMb: 150, seconds: 5 },
  },
  {
    number: 10,
    ...refuses('size-no-octal', 'A length that is no octal number', 'Go archive/tar parseOctal', () =>
      tar(a('f', { patch: size(raw('0000000009\0\0')) })),
    ),
  },
  {
    number: 10,
    ...refuses('size-negative-in-pax', 'A length of -1 in a PAX header', 'Go archive/tar handleRegularFile', () =>
      tar(a('f', { pax: { size: '-1' } })),
    ),
  },
  {
    number: 10,
    ...refuses('size-overflow-in-pax', 'A length of 2^64 + 3 in a PAX header', 'Go archive/tar mergePAX', () =>
      tar(a('f', { pax: { size: '18446744073709551619' } })),
    ),
  },
  {
    number: 10,
    id: 'size-in-base-256',
    says: 'An ordinary length in base-256 is what GNU tar writes for large files',
    source: 'Go archive/tar parseNumeric',
    medium: layers(() => [a('f', { patch: size(raw('\u0080\0\0\0\0\0\0\0\0\0\0\u0003')) }), a('g')]),
    answer: read({ f: file(3), g: file(3) }),
  },
  {
    number: 10,
    id: 'size-loosely-written',
    says: 'Spaces around the digits, no NUL at the end, or no digits at all',
    source: 'Go archive/tar parseOctal',
    medium: layers(() => [
      a('spaces', { patch: size(raw('         3  ')) }),
      a('no-nul', { patch: size(raw('000000000003')) }),
      a('blank', { content: '', patch: size(raw('            ')) }),
      a('g'),
    ]),
    answer: read({ spaces: file(3), 'no-nul': file(3), blank: file(0), g: file(3) }),
  },
  {
    number: 11,
    id: 'pax-size-over-ustar-size-0',
    says: 'The header says 0, the PAX header 1024: the members within the content are content (CVE-2025-62518)',
    source: 'readers compared: Go archive/tar; PAX wins',
    medium: layers(() =>
      tar(paxHeader({ size: '1024' }), a('outer', { content: Buffer.concat([HIDDEN, HIDDEN]), saysBytes: 0 }), a('f')),
    ),
    answer: read({ outer: file(1024), f: file(3) }),
  },
  {
    number: 11,
    id: 'pax-size-0-over-ustar-size',
    says: 'The header says 512, the PAX header 0: the block behind is a member',
    source: 'Go archive/tar mergePAX',
    medium: layers(() => tar(paxHeader({ size: '0' }), a('outer', { content: HIDDEN }), a('f'))),
    answer: read({ outer: file(0), hidden: file(0), f: file(3) }),
  },
  {
    number: 11,
    id: 'pax-size-empty',
    says: 'An empty value leaves what the header says',
    source: 'Go archive/tar mergePAX: "keep the original USTAR value"',
    medium: layers(() => [a('f', { pax: { size: '', path: '' } })]),
    answer: read({ f: file(3) }),
  },
  {
    number: 11,
    id: 'pax-key-twice',
    says: 'A key twice in one PAX header: the last one holds',
    source: 'Go archive/tar parsePAX',
    medium: layers(() => tar(paxBytes('14 path=first\n13 path=last\n'), a('short'))),
    answer: read({ last: file(3) }),
  },
  {
    number: 12,
    id: 'pax-then-gnu-name',
    says: 'A PAX length in front of a GNU name record is the member’s, not the record’s',
    source: GO,
    medium: layers(() => tar(paxHeader({ size: '3' }), gnuLong('long-name'), a('short', { saysBytes: 0 }), a('f'))),
    answer: read({ 'long-name': file(3), f: file(3) }),
  },
  {
    number: 12,
    id: 'gnu-name-over-pax-path',
    says: 'Where both name the member, the GNU record holds',
    source: 'Go archive/tar next(): GNU names are set after mergePAX',
    medium: layers(() =>
      tar(
        ...[gnuLong('gnu-1'), paxHeader({ path: 'pax-1' }), a('short-1')],
        ...[paxHeader({ path: 'pax-2' }), gnuLong('gnu-2'), a('short-2')],
        ...[gnuLong('gnu-target', 'K'), paxHeader({ linkpath: 'pax-target' }), { name: 'l', type: '2', link: 's' }],
      ),
    ),
    answer: read({ 'gnu-1': file(3), 'gnu-2': file(3), l: symlink('gnu-target') }),
  },
  {
    number: 12,
    ...refuses(
      'pax-size-swallows-a-member',
      'The PAX length is more than the content: it reaches into the next member, and no header follows',
      'readers compared: Go archive/tar refuses after it',
      () => tar(paxHeader({ size: '1024' }), gnuLong('long-name'), a('short', { saysBytes: 3 }), a('f'), a('g')),
    ),
  },
  {
    number: 12,
    id: 'pax-global-path',
    says: 'A global PAX header is for nobody: names and lengths in it change no member',
    source: 'readers compared: Go archive/tar; dockerd: "found and ignored"',
    medium: layers(() => tar(paxHeader({ path: 'everyone', size: '0', linkpath: 'x' }, 'g'), a('f'), a('g'))),
    answer: read({ f: file(3), g: file(3) }),
  },
  {
    number: 12,
    id: 'two-pax-headers',
    says: 'Of two PAX headers in front of one member the second replaces the first',
    source: 'Go archive/tar next(): paxHdrs is assigned, not merged',
    medium: layers(() => tar(paxHeader({ path: 'first', uid: '7' }), paxHeader({ path: 'second' }), a('short'))),
    answer: read({ second: file(3, { uid: 0 }) }),
  },
  ...[
    ['length-too-small', '9 path=zzz\n'],
    ['length-too-large', '99 path=zzz\n'],
    ['length-not-a-number', 'xx path=zzz\n'],
    ['length-negative', '-12 path=zzz\n'],
    ['no-space', '12path=zzzz\n'],
    ['no-equals-sign', '12 pathzzzz\n'],
    ['no-newline', '12 path=zzzz'],
    ['empty-key', '8 =zzzz\n'],
    ['length-0', '0 path=zzz\n'],
  ].map(
    ([id, text]): HostileCase => ({
      number: 13,
      ...refuses(`pax-record-${id}`, 'A record of a PAX header is malformed', 'Go archive/tar parsePAXRecord', () =>
        tar(paxBytes(text ?? ''), a('f')),
      ),
    }),
  ),
  {
    number: 13,
    id: 'pax-header-empty',
    says: 'A PAX header without a record says nothing',
    source: 'Go archive/tar parsePAX',
    medium: layers(() => tar(paxBytes(''), a('f'))),
    answer: read({ f: file(3) }),
  },
  {
    number: 17,
    id: 'pax-header-claims-8-gib',
    says: 'A PAX header that says 8 GiB is refused by what it says, before anything is set aside for it',
    source: 'the published limits: 1 MiB',
    medium: layers(() => tar({ name: 'x', type: 'x', content: '11 path=abc\n', saysBytes: 8 * 1024 * MIB }, a('f'))),
    answer: refused('over-limit'),
    ceilings: { rssMb: 150, seconds: 5 },
  },
  {
    number: 17,
    id: 'gnu-name-claims-8-gib',
    says: 'The same for a GNU name record',
    source: 'the published limits: 1 MiB; Go archive/tar readSpecialFile',
    medium: layers(() => tar({ name: 'x', type: 'L', content: 'abc', saysBytes: 8 * 1024 * MIB }, a('f'))),
    answer: refused('over-limit'),
    ceilings: { rssMb: 150, seconds: 5 },
  },
  {
    number: 17,
    id: 'pax-header-over-1-mib',
    says: 'A PAX header of one byte more than 1 MiB, all of it there',
    source: 'the published limits: 1 MiB; Go archive/tar maxSpecialFileSize',
    medium: layers(() => tar(commentOf(MIB + 1), a('f'))),
    answer: refused('over-limit'),
  },
  {
    number: 17,
    id: 'pax-header-of-1-mib',
    says: 'A PAX header of 1 MiB is as long as the limit allows',
    source: 'the published limits: 1 MiB; Go archive/tar maxSpecialFileSize',
    medium: layers(() => tar(commentOf(MIB), a('f'))),
    answer: read({ f: file(3) }),
  },
  {
    number: 20,
    id: 'no-end-blocks',
    says: 'The bytes end behind the last member',
    source: 'the list of 64; Go archive/tar readHeader',
    medium: layers(() => Buffer.concat([tarEntry(a('f')), tarEntry(a('g'))])),
    answer: read({ f: file(3), g: file(3) }, { notes: ['end-missing'] }),
  },
  {
    number: 20,
    id: 'one-end-block',
    says: 'One zero block, and the bytes end',
    source: 'Go archive/tar readHeader: "exactly 1 block of zeros read and EOF is hit"',
    medium: layers(() => Buffer.concat([tarEntry(a('f')), Buffer.alloc(512)])),
    answer: read({ f: file(3) }, { notes: ['end-missing'] }),
  },
  {
    number: 20,
    ...refuses(
      'one-end-block-then-a-member',
      'One zero block and a member behind it',
      'Go archive/tar readHeader',
      () => Buffer.concat([tarEntry(a('f')), Buffer.alloc(512), tarEntry(a('g')), END]),
    ),
  },
  {
    number: 20,
    id: 'last-padding-missing',
    says: 'The bytes end with the last content, off the block’s edge: nothing of a member is lost',
    source: 'Go archive/tar next(): io.EOF within the padding is the end',
    medium: layers(() => Buffer.concat([tarEntry(a('f')), tarEntry(a('g')).subarray(0, 512 + 3)])),
    answer: read({ f: file(3), g: file(3) }, { notes: ['end-missing'], orRefused: ['tar-damaged'] }),
  },
  {
    number: 21,
    ...refuses('header-truncated', 'The bytes end within a header', GO, () =>
      Buffer.concat([tarEntry(a('f')), tarEntry(a('g')).subarray(0, 100)]),
    ),
  },
  {
    number: 21,
    ...refuses('body-truncated', 'The bytes end within a content', GO, () =>
      Buffer.concat([tarEntry(a('f')), tarEntry(a('g', { content: 'x'.repeat(2000) })).subarray(0, 1500)]),
    ),
  },
  {
    number: 21,
    ...refuses('body-truncated-at-a-block', 'The bytes end within a content, on a block’s edge', GO, () =>
      Buffer.concat([tarEntry(a('f')), tarEntry(a('g', { content: 'x'.repeat(2000) })).subarray(0, 1024)]),
    ),
  },
  {
    number: 21,
    ...refuses('pax-header-truncated', 'The bytes end within a PAX header', GO, () =>
      Buffer.concat([tarEntry(a('f')), paxHeader({ path: 'g' }).subarray(0, 520)]),
    ),
  },
  {
    number: 21,
    ...refuses('end-truncated', 'The bytes end within the second zero block', 'Go archive/tar: unexpected EOF', () =>
      Buffer.concat([tarEntry(a('f')), Buffer.alloc(700)]),
    ),
  },
  {
    number: 22,
    ...refuses('checksum-wrong', 'A wrong checksum between two good members: never a search for the next one', GO, () =>
      tar(a('f'), a('g', { saysChecksum: 1 }), a('h')),
    ),
  },
  {
    number: 22,
    ...refuses('bytes-between-members', 'A block that is no header between two good members', GO, () =>
      tar(a('f'), Buffer.alloc(512, 'x'), a('h')),
    ),
  },
  {
    number: 22,
    ...refuses('no-tar-at-all', 'A layer that is text', GO, () => Buffer.from('no tar at all\n'.repeat(100))),
  },
  {
    number: 22,
    id: 'checksum-signed',
    says: 'Old tars count the checksum with signed bytes: both ways are right',
    source: 'Go archive/tar getFormat accepts both',
    medium: layers(() => tar(withSignedChecksum(tarEntry({ name: raw('caf\u00e9'), type: '5' })), a('f'))),
    answer: read({ 'caf\u00e9': FOLDER, f: file(3) }),
  },
];

/** A PAX header whose content has exactly so many bytes: one comment. */
function commentOf(bytes: number): Buffer {
  return paxBytes(`${bytes} comment=${'x'.repeat(bytes - String(bytes).length - 10)}\n`);
}
