import { paxHeader, type TarEntry, tarEntry } from '../kit/tar.ts';
import { FOLDER, file, layers, raw, read, refused, symlink } from './build.ts';
import type { HostileCase, Latin1 } from './contract.ts';

/** Where members land: traversal, links, loops (1 to 8), and paths that are too long or too deep (37). */

const DOCKERD = 'dockerd: chrooted in the layer, filepath.Join with the root';
const CLEAN = 'Go path.Clean, as dockerd and containerd apply it';
const LINKS = 'the list of 64; moby go-archive resolveHardlinkTarget';

const a = (name: string, more: Partial<TarEntry> = {}): TarEntry => ({ name, content: 'abc', ...more });
const hard = (name: string, link: string): TarEntry => ({ name, type: '1', link });
const soft = (name: string, link: string): TarEntry => ({ name, type: '2', link });
const folder = (name: string): TarEntry => ({ name, type: '5' });

/** A member whose path is in a PAX header, since it does not fit a tar's own field. */
const long = (path: Latin1): TarEntry => ({ name: 'short', content: 'abc', pax: { path: raw(path) } });

const DEEPEST = Array.from({ length: 256 }, () => 'd').join('/');
const LONGEST = Array.from({ length: 20 }, (_, i) => `${String(i).padStart(3, '0')}${'n'.repeat(197)}`).join('/');

export const PLACE_CASES: readonly HostileCase[] = [
  {
    number: 1,
    id: 'traversal-relative',
    says: 'A member that climbs above the root stands at the root, as the engine puts it',
    source: DOCKERD,
    medium: layers(() => [a('../../x')]),
    answer: read({ x: file(3) }, { notes: ['entry-traversal'] }),
  },
  {
    number: 1,
    id: 'traversal-in-the-middle',
    says: 'A member that climbs above the root by way of a folder',
    source: DOCKERD,
    medium: layers(() => [a('d/../../../etc/x')]),
    answer: read({ 'etc/x': file(3) }, { notes: ['entry-traversal'] }),
  },
  {
    number: 1,
    id: 'traversal-overwrites',
    says: 'A climbing member is the same path as the plain one, so it overwrites it',
    source: DOCKERD,
    medium: layers(
      () => [a('x', { content: 'lower' })],
      () => [a('../x', { content: 'upper!' })],
    ),
    answer: read({ x: file(6) }, { notes: ['entry-traversal'], deadBytes: 5 }),
  },
  {
    number: 2,
    id: 'absolute-path',
    says: 'A leading slash changes nothing: /etc/x and etc/x are one path',
    source: 'the list of 64; dockerd strips it',
    medium: layers(
      () => [a('etc/x', { content: 'lower' })],
      () => [a('/etc/x'), a('//etc//y')],
    ),
    answer: read({ 'etc/x': file(3), 'etc/y': file(3) }, { deadBytes: 5, noNotes: ['entry-traversal'] }),
  },
  {
    number: 3,
    id: 'dot-segments',
    says: 'Dots are taken out once, by the text of the path alone',
    source: CLEAN,
    medium: layers(() => [a('./a/../b'), a('./c/./d'), a('e//f'), folder('./')]),
    answer: read({ b: file(3), 'c/d': file(3), 'e/f': file(3) }, { noNotes: ['entry-traversal'] }),
  },
  {
    number: 3,
    id: 'dot-segments-through-a-link',
    says: 'A `..` behind a symlink is taken out by the text, not by where the link leads',
    source: CLEAN,
    medium: layers(() => [folder('deep'), folder('deep/er'), soft('s', 'deep/er'), a('s/../x')]),
    answer: read({ deep: FOLDER, 'deep/er': FOLDER, s: symlink('deep/er'), x: file(3) }),
  },
  {
    number: 3,
    id: 'file-with-a-trailing-slash',
    says: 'Type 0 with a trailing slash is a file; the old type NUL with one is a folder',
    source: 'Go archive/tar: only TypeRegA becomes TypeDir',
    medium: layers(() => [a('f/'), a('d/', { type: '\0', content: '' })]),
    answer: read({ f: file(3), d: FOLDER }),
  },
  {
    number: 4,
    id: 'write-through-absolute-link',
    says: 'A member under a symlink of its own layer stands where the link leads, inside the root',
    source: 'containerd fs.RootPath; dockerd chrooted',
    medium: layers(() => [folder('tmp'), soft('esc', '/tmp'), a('esc/f')]),
    answer: read({ tmp: FOLDER, esc: symlink('/tmp'), 'tmp/f': file(3) }),
  },
  {
    number: 4,
    id: 'write-through-climbing-link',
    says: 'A symlink that climbs above the root leads to the root',
    source: 'containerd fs.RootPath; dockerd chrooted',
    medium: layers(() => [folder('tmp'), soft('esc', '../../../tmp'), a('esc/f')]),
    answer: read(
      { tmp: FOLDER, esc: symlink('../../../tmp'), 'tmp/f': file(3) },
      // Newer moby/go-archive refuses a relative link that climbs out.
      { orRefused: ['link-escapes'] },
    ),
  },
  {
    number: 4,
    id: 'write-through-link-of-a-lower-layer',
    says: 'The link is in the layer below: the layer above brings a folder, which replaces the link',
    source: 'containerd apply_linux.go and overlay2 unpack a layer into a folder of its own',
    medium: layers(
      () => [folder('tmp'), soft('esc', '/tmp')],
      () => [a('esc/f')],
    ),
    answer: read({ tmp: FOLDER, 'esc/f': file(3) }),
  },
  {
    number: 5,
    id: 'hardlink-escapes',
    says: 'A hard link to a path above the root',
    source: LINKS,
    medium: layers(() => [a('f'), hard('x', '../../etc/passwd')]),
    answer: refused('link-escapes', 'x'),
  },
  {
    number: 5,
    id: 'hardlink-absolute-inside',
    says: 'An absolute target is one inside the root: some builders write them so',
    source: 'moby go-archive resolveHardlinkTarget (kaniko writes absolute targets)',
    medium: layers(() => [a('etc/f'), hard('x', '/etc/f')]),
    answer: read({ 'etc/f': file(3), x: file(3, { hardLinkOf: 'etc/f' }) }, { deadBytes: 0 }),
  },
  {
    number: 6,
    id: 'hardlink-to-absent',
    says: 'A hard link to nothing',
    source: 'the list of 64; link(2) fails in dockerd and containerd',
    medium: layers(() => [a('f'), hard('x', 'gone')]),
    answer: refused('missing', 'x', ['tar-damaged']),
  },
  {
    number: 6,
    id: 'hardlink-to-later',
    says: 'A hard link to a member that comes behind it',
    source: 'the list of 64; link(2) fails in dockerd and containerd',
    medium: layers(() => [hard('x', 'f'), a('f')]),
    answer: refused('missing', 'x', ['tar-damaged']),
  },
  {
    number: 6,
    id: 'hardlink-into-a-lower-layer',
    says: 'A hard link to a file only a lower layer has: the layer is unpacked into a folder of its own, where it is not',
    source: 'containerd apply_linux.go getOverlayPath; OCI layer.md "may fail"',
    medium: layers(
      () => [a('f')],
      () => [hard('x', 'f')],
    ),
    answer: refused('missing', 'x', ['tar-damaged']),
  },
  {
    number: 6,
    id: 'hardlink-to-folder',
    says: 'A hard link to a folder',
    source: 'link(2): EPERM, so dockerd and containerd refuse',
    medium: layers(() => [folder('d'), hard('x', 'd')]),
    answer: refused('unsupported', 'x', ['missing', 'tar-damaged', 'bad-name']),
  },
  {
    number: 7,
    id: 'hardlink-cycle',
    says: 'Two hard links at each other: the first one finds nothing',
    source: 'the list of 64; link(2) fails in dockerd and containerd',
    medium: layers(() => [hard('x', 'y'), hard('y', 'x')]),
    answer: refused('missing', 'x', ['tar-damaged', 'link-loop']),
    ceilings: { seconds: 5 },
  },
  {
    number: 7,
    id: 'hardlink-to-itself',
    says: 'A hard link whose target is its own name, with a file there before',
    source: 'dockerd and containerd remove the old path first, then link(2) fails',
    medium: layers(() => [a('x'), hard('x', 'x')]),
    answer: refused('missing', 'x', ['tar-damaged', 'link-loop']),
  },
  {
    number: 7,
    id: 'symlink-loop',
    says: 'Two symlinks at each other are ordinary members until somebody follows them',
    source: 'the list of 64',
    medium: layers(() => [soft('a', 'b'), soft('b', 'a'), soft('self', 'self')]),
    answer: read({ a: symlink('b'), b: symlink('a'), self: symlink('self') }, { notes: ['link-loop'] }),
    ceilings: { seconds: 5 },
  },
  {
    number: 7,
    id: 'write-through-a-loop',
    says: 'A member under a symlink loop has no place',
    source: 'containerd fs.RootPath: too many links; dockerd: ELOOP',
    medium: layers(() => [soft('a', 'b'), soft('b', 'a'), a('a/f')]),
    answer: refused('link-loop', 'a/f'),
    ceilings: { seconds: 5 },
  },
  {
    number: 8,
    id: 'root-is-a-symlink',
    says: 'The root itself as a symlink (CVE-2021-29136)',
    source: 'the list of 64; umoci GHSA-9m95-8hx6-7p9v',
    medium: layers(() => [soft('.', '/tmp'), a('f')]),
    answer: refused('link-escapes', '.', ['bad-name']),
  },
  {
    number: 8,
    id: 'root-slash-is-a-symlink',
    says: 'The same with the root written as a slash',
    source: 'the list of 64; umoci GHSA-9m95-8hx6-7p9v',
    medium: layers(() => [a('f'), soft('/', 'etc')]),
    answer: refused('link-escapes', '/', ['bad-name']),
  },
  {
    number: 8,
    id: 'root-as-a-folder',
    says: 'The root as a folder is what every builder writes',
    source: 'containerd: "ignored: resolved to root"',
    medium: layers(() => [folder('./'), folder('/'), a('./f')]),
    answer: read({ f: file(3) }, { noNotes: ['entry-traversal', 'duplicate-path'] }),
  },
  {
    number: 37,
    id: 'path-of-10000-folders',
    says: 'A path 10,000 folders deep: no recursion overflows, the limit stops it',
    source: 'the published limits: 4,096 bytes, 256 deep',
    medium: layers(() => [long(Array.from({ length: 10_000 }, () => 'd').join('/'))]),
    answer: refused('over-limit'),
    ceilings: { rssMb: 150, seconds: 5 },
  },
  {
    number: 37,
    id: 'path-257-deep',
    says: 'One folder more than the limit, in few bytes',
    source: 'the published limits: 256 deep',
    medium: layers(() => [long(`${DEEPEST}/f`)]),
    answer: refused('over-limit'),
  },
  {
    number: 37,
    id: 'path-256-deep',
    says: 'As deep as the limit allows',
    source: 'the published limits: 256 deep',
    medium: layers(() => [long(DEEPEST)]),
    answer: read({ [DEEPEST]: file(3) }),
  },
  {
    number: 37,
    id: 'path-of-4097-bytes',
    says: 'One byte more than the limit, in 21 folders',
    source: 'the published limits: 4,096 bytes',
    medium: layers(() => [long(`${LONGEST}/${'x'.repeat(4097 - LONGEST.length - 1)}`)]),
    answer: refused('over-limit'),
  },
  {
    number: 37,
    id: 'path-of-4019-bytes',
    says: 'A long path below the limit is read, and so is the member behind it',
    source: 'the published limits: 4,096 bytes',
    medium: layers(() => [long(LONGEST), a('behind')]),
    answer: read({ [LONGEST]: file(3), behind: file(3) }),
  },
  {
    number: 37,
    id: 'link-target-of-1-mib',
    says: 'A symlink target has the limit of a path',
    source: 'the published limits: 4,096 bytes; symlink(2): ENAMETOOLONG',
    medium: layers(() => [{ name: 'l', type: '2', pax: { linkpath: 'x'.repeat(1_000_000) } }]),
    answer: refused('over-limit', 'l'),
  },
  {
    number: 37,
    id: 'folders-one-in-the-other',
    says: '255 folders, each a member of its own, and a file in the deepest: 256 deep',
    source: 'the published limits: 256 deep',
    medium: layers(() => {
      const paths = Array.from({ length: 255 }, (_, i) => Array.from({ length: i + 1 }, () => 'd').join('/'));
      return Buffer.concat([
        ...paths.map((path) => Buffer.concat([paxHeader({ path }), folderHeader()])),
        paxHeader({ path: `${DEEPEST.slice(0, -2)}/f` }),
        fileBlocks(),
        Buffer.alloc(1024),
      ]);
    }),
    answer: read({
      ...Object.fromEntries(Array.from({ length: 255 }, (_, i) => [DEEPEST.slice(0, 2 * i + 1), FOLDER])),
      [`${DEEPEST.slice(0, -2)}/f`]: file(3),
    }),
  },
];

function folderHeader(): Buffer {
  return tarEntry(folder('short'));
}

function fileBlocks(): Buffer {
  return tarEntry(a('short'));
}
