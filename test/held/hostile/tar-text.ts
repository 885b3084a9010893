import { gnuLong, type TarEntry, tarEntry } from '../kit/tar.ts';
import { FOLDER, file, layers, raw, read, refused, symlink, tar } from './build.ts';
import type { HostileCase } from './contract.ts';

/** Names that are no plain text (14 to 16), and what members say of themselves (31 to 35). */

const GO = 'Go archive/tar';

const a = (name: string, more: Partial<TarEntry> = {}): TarEntry => ({ name: raw(name), content: 'abc', ...more });

const ESCAPES = 'red\u001b[31m\u001b]0;title\u0007\u001b[2Jgone';
/** U+202E, which turns the rest of a line around, as UTF-8. */
const BIDI = 'gnp.\u00e2\u0080\u00aeexe';
const MARKDOWN = 'a|b`c`\n# head <script>alert(1)</script> [x](javascript:y)';
const CSV = '=cmd|calc!A1';

/** A capability as the kernel keeps it (VFS_CAP_REVISION_2, cap_net_raw+ep). It has NUL bytes. */
const NET_RAW = '\u0001\0\0\u0002\0\u0020\0\0\0\0\0\0\0\0\0\0\0\0\0\0';
const BINARY = '\0\n=12 path=evil\n\u00ff\u0080\0';

export const TEXT_CASES: readonly HostileCase[] = [
  {
    number: 14,
    id: 'nul-in-pax-path',
    says: 'A NUL within a PAX path: readers that cut it and readers that keep it see two different files',
    source: 'readers compared: Go archive/tar and dockerd refuse',
    medium: layers(() => [a('short', { pax: { path: raw('seen\0hidden') } })]),
    answer: refused('tar-damaged'),
  },
  {
    number: 14,
    id: 'nul-in-pax-linkpath',
    says: 'The same for the target of a link',
    source: 'Go archive/tar validPAXRecord',
    medium: layers(() => [{ name: 'l', type: '2', pax: { linkpath: raw('seen\0hidden') } }]),
    answer: refused('tar-damaged'),
  },
  {
    number: 14,
    id: 'nul-in-pax-key',
    says: 'A NUL within the key of a PAX record',
    source: 'Go archive/tar validPAXRecord',
    medium: layers(() => [a('f', { pax: { 'SCHILY.xattr.user.a\0b': 'v' } })]),
    answer: refused('tar-damaged'),
  },
  {
    number: 14,
    id: 'nul-ends-a-header-field',
    says: 'In the fields of a header, and in GNU records, a NUL is the end of the text',
    source: 'Go archive/tar parseString',
    medium: layers(() => tar(a('seen\0hidden'), gnuLong(raw('long\0hidden')), a('short'))),
    answer: read({ seen: file(3), long: file(3) }),
  },
  {
    number: 14,
    id: 'empty-name',
    says: 'A member without a name is the root, and the root is no file',
    source: 'containerd: Clean("") is ".", "ignored: resolved to root"',
    medium: layers(() => [a('', { type: '5', content: '' }), a('f')]),
    answer: read({ f: file(3) }, { orRefused: ['tar-damaged', 'bad-name'] }),
  },
  {
    number: 15,
    id: 'bytes-beyond-utf8',
    says: 'Two names whose bytes are no UTF-8 stay two files',
    source: 'readers compared: Go archive/tar keeps them apart as bytes',
    medium: layers(() => [a('caf\u00e8'), a('caf\u00e9', { content: 'abcd' }), a('\u00ff\u00fe')]),
    answer: read(
      { 'caf\u00e8': file(3), 'caf\u00e9': file(4), '\u00ff\u00fe': file(3) },
      { deadBytes: 0, noNotes: ['duplicate-path'] },
    ),
  },
  {
    number: 15,
    id: 'bytes-beyond-utf8-in-pax',
    says: 'The same in PAX headers, where UTF-8 is the rule and nobody checks it',
    source: 'Go archive/tar parsePAX',
    medium: layers(() => [
      a('1', { pax: { path: raw('caf\u00e8') } }),
      a('2', { pax: { path: raw('caf\u00e9') }, content: 'abcd' }),
    ]),
    answer: read({ 'caf\u00e8': file(3), 'caf\u00e9': file(4) }, { deadBytes: 0, noNotes: ['duplicate-path'] }),
  },
  {
    number: 15,
    id: 'two-ways-to-write-one-letter',
    says: 'Composed and decomposed letters are two files: nothing is normalised',
    source: 'the kernel compares names as bytes',
    medium: layers(
      () => [{ name: '\u00e9', content: 'abc' }],
      () => [{ name: 'e\u0301', content: 'abcd' }],
    ),
    answer: read({ '\u00c3\u00a9': file(3), 'e\u00cc\u0081': file(4) }, { deadBytes: 0 }),
  },
  {
    number: 16,
    id: 'terminal-escapes-in-a-name',
    says: 'A newline, escape sequences, a bell and marks that turn the text around are bytes of a name',
    source: 'the list of 64',
    medium: layers(
      () => [a(ESCAPES), a(BIDI), a('two\nlines'), a('back\rspace\u0008'), a('c1\u009b31m')],
      () => [a(`.wh.${ESCAPES}`, { content: '' })],
    ),
    answer: read(
      { [BIDI]: file(3), 'two\nlines': file(3), 'back\rspace\u0008': file(3), 'c1\u009b31m': file(3) },
      { notes: ['hostile-name'], deadBytes: 3 },
    ),
    neverPrinted: [
      { text: '\u001b[2J', where: 'anywhere' },
      { text: '\u001b]0;', where: 'anywhere' },
      { text: '\u0007', where: 'anywhere' },
      { text: 'c1\u009b31m', where: 'terminal' },
      { text: '\u00e2\u0080\u00ae', where: 'terminal' },
      { text: '\u00e2\u0080\u00ae', where: 'markdown' },
      { text: '\u00e2\u0080\u00ae', where: 'html' },
      { text: 'two\nlines', where: 'anywhere' },
    ],
  },
  {
    number: 16,
    id: 'markup-in-a-name',
    says: 'Markup and a formula are bytes of a name',
    source: 'the list of 64',
    medium: layers(
      () => [a(MARKDOWN), a(CSV)],
      () => [a(MARKDOWN, { content: 'x' }), a(CSV, { content: 'x' })],
    ),
    answer: read({ [MARKDOWN]: file(1), [CSV]: file(1) }, { deadBytes: 6 }),
    neverPrinted: [
      { text: '<script>', where: 'html' },
      { text: '\n# head', where: 'anywhere' },
      { text: '\n=cmd', where: 'csv' },
      { text: ',=cmd', where: 'csv' },
      { text: '"=cmd', where: 'csv' },
    ],
  },
  {
    number: 16,
    id: 'names-of-object-members',
    says: 'Names a JavaScript object has by itself are names',
    source: 'the list of 64 (57): Map or Object.create(null)',
    medium: layers(
      () => [a('__proto__'), a('constructor/prototype'), a('toString'), a('hasOwnProperty')],
      () => [a('.wh.__proto__', { content: '' })],
    ),
    answer: read({ 'constructor/prototype': file(3), toString: file(3), hasOwnProperty: file(3) }, { deadBytes: 3 }),
  },
  {
    number: 31,
    id: 'devices-and-fifos',
    says: 'Devices and fifos are listed, never opened; a memory device is worth a word',
    source: 'the list of 64',
    medium: layers(() => [
      { name: 'dev/mem', type: '3', device: { major: 1, minor: 1 }, mode: 0o666 },
      { name: 'dev/sda', type: '4', device: { major: 8, minor: 0 } },
      { name: 'run/pipe', type: '6' },
      a('f'),
    ]),
    answer: read(
      {
        'dev/mem': { type: 'char', device: { major: 1, minor: 1 }, mode: 0o666 },
        'dev/sda': { type: 'block', device: { major: 8, minor: 0 } },
        'run/pipe': { type: 'fifo' },
        f: file(3),
      },
      { notes: ['device-node'] },
    ),
    ceilings: { seconds: 5 },
  },
  {
    number: 31,
    id: 'device-with-a-length',
    says: 'A device says it has a body: it has none, the next block is the next member',
    source: 'Go archive/tar isHeaderOnlyType',
    medium: layers(() => [
      { name: 'fifo', type: '6', saysBytes: 512 },
      { name: 'folder', type: '5', saysBytes: 512 },
      a('f'),
    ]),
    answer: read({ fifo: { type: 'fifo' }, folder: FOLDER, f: file(3) }),
  },
  {
    number: 31,
    id: 'type-nobody-knows',
    says: 'A member of a type no engine makes',
    source: 'moby and containerd createTarFile: "unhandled tar header type"',
    medium: layers(() => [a('odd', { type: 'Z' }), a('f')]),
    answer: refused('unsupported', 'odd', ['tar-damaged']),
  },
  {
    number: 32,
    id: 'setuid-and-capabilities',
    says: 'Bits and capabilities of a file are kept to the byte',
    source: 'the list of 64',
    medium: layers(() => [
      a('bin/su', { mode: 0o4755 }),
      a('bin/wall', { mode: 0o2755, gid: 5 }),
      a('bin/ping', { mode: 0o755, pax: { 'SCHILY.xattr.security.capability': raw(NET_RAW) } }),
      { name: 'tmp', type: '5', mode: 0o1777 },
    ]),
    answer: read({
      'bin/su': file(3, { mode: 0o4755 }),
      'bin/wall': file(3, { mode: 0o2755, gid: 5 }),
      'bin/ping': file(3, { mode: 0o755, xattrs: { 'security.capability': NET_RAW } }),
      tmp: { type: 'folder', mode: 0o1777 },
    }),
  },
  {
    number: 32,
    id: 'capability-lost-above',
    says: 'The layer above has the same bytes without the capability, and a file that gains setuid',
    source: 'README of the held inputs: the same bytes again are dead by metadata',
    medium: layers(
      () => [a('ping', { pax: { 'SCHILY.xattr.security.capability': raw(NET_RAW) } }), a('sh', { mode: 0o755 })],
      () => [a('ping'), a('sh', { mode: 0o4755 })],
    ),
    answer: read({ ping: file(3, { mode: 0o644, xattrs: {} }), sh: file(3, { mode: 0o4755 }) }, { deadBytes: 6 }),
  },
  {
    number: 33,
    id: 'xattr-of-16-mib',
    says: 'An extended attribute of 16 MiB is beyond the limit of a header',
    source: 'the published limits: 1 MiB; Go archive/tar maxSpecialFileSize',
    medium: layers(() => [a('f', { pax: { 'SCHILY.xattr.user.big': Buffer.alloc(16 * 1024 * 1024, 'x') } })]),
    answer: refused('over-limit'),
    ceilings: { rssMb: 150, seconds: 5 },
  },
  {
    number: 33,
    id: 'xattr-with-binary-value',
    says: 'A value with NULs, newlines and what looks like a record is kept to the byte',
    source: 'Go archive/tar validPAXRecord: only the ustar texts may have no NUL',
    medium: layers(() => [a('f', { pax: { 'SCHILY.xattr.user.bin': raw(BINARY), comment: 'x' } }), a('g')]),
    answer: read({ f: file(3, { xattrs: { 'user.bin': BINARY } }), g: file(3, { xattrs: {} }) }),
  },
  {
    number: 34,
    id: 'times-out-of-the-ordinary',
    says: 'Before 1970, the year 9999, nanoseconds: kept as they are',
    source: 'Go archive/tar parsePAXTime and parseNumeric',
    medium: layers(() => [
      a('before', { mtime: -86_400 }),
      a('pax-before', { pax: { mtime: '-1.5' } }),
      a('year-9999', { pax: { mtime: '253402300799' } }),
      a('fine', { pax: { mtime: '1700000000.123456789' } }),
      a('beyond-numbers', { pax: { mtime: '9007199254740993' } }),
    ]),
    answer: read({
      before: file(3, { mtimeSeconds: '-86400' }),
      'pax-before': file(3, { mtimeSeconds: '-1.5' }),
      'year-9999': file(3, { mtimeSeconds: '253402300799' }),
      fine: file(3, { mtimeSeconds: '1700000000.123456789' }),
      'beyond-numbers': file(3, { mtimeSeconds: '9007199254740993' }),
    }),
  },
  {
    number: 34,
    id: 'time-that-is-no-number',
    says: 'A time that is no number damages the header',
    source: 'Go archive/tar parsePAXTime: ErrHeader',
    medium: layers(() => [a('f', { pax: { mtime: '1e9' } })]),
    answer: refused('tar-damaged'),
  },
  {
    number: 35,
    id: 'largest-owner',
    says: 'The largest user, in base-256 and in a PAX header, and a user name of 4 kB',
    source: 'the list of 64',
    medium: layers(() => [
      a('base256', { uid: 4_294_967_295, gid: 4_294_967_294 }),
      a('pax', { pax: { uid: '4294967295', gid: '4294967294', uname: 'u'.repeat(4096) } }),
    ]),
    answer: read({
      base256: file(3, { uid: 4_294_967_295, gid: 4_294_967_294 }),
      pax: file(3, { uid: 4_294_967_295, gid: 4_294_967_294, uname: 'u'.repeat(4096) }),
    }),
  },
  {
    number: 35,
    id: 'owner-that-is-no-number',
    says: 'A user beyond 64 bits damages the header',
    source: 'Go archive/tar mergePAX: ErrHeader',
    medium: layers(() => [a('f', { pax: { uid: '18446744073709551616' } })]),
    answer: refused('tar-damaged'),
  },
  {
    number: 15,
    id: 'link-target-beyond-utf8',
    says: 'The target of a symlink is bytes too',
    source: GO,
    medium: layers(() => tar(tarEntry({ name: 'l', type: '2', link: raw('caf\u00e9/\u00ff') }))),
    answer: read({ l: symlink('caf\u00e9/\u00ff') }),
  },
];
