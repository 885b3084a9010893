import { spawnSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type HeldImage, layerTar } from '../kit/image.ts';
import { pathBytes } from '../kit/path-text.ts';

/** A second opinion for the self checks: python3 reads the tars, a small tree lays the layers over each other. */

export interface Member {
  readonly name: string;
  readonly type: 'file' | 'folder' | 'symlink' | 'hardlink' | 'char' | 'block' | 'fifo';
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly mtime: number;
  readonly link: string;
  readonly major: number;
  readonly minor: number;
  readonly sha256: string;
  /** Laid out. */
  readonly bytes: number;
  /** As the layer holds it. */
  readonly storedBytes: number;
  readonly xattrs: Readonly<Record<string, string>>;
}

/**
 * Go's reader, and so every engine, skips global headers and knows no prefix in old GNU headers; python's does
 * neither.
 */
const READER = `
import hashlib, json, posixpath, sys, tarfile
def without_prefix(info, buf, encoding, errors):
    if buf[257:265] == b'ustar  \\0':
        info.name = tarfile.nts(buf[0:100], encoding, errors)
    return info
class Info(tarfile.TarInfo):
    @classmethod
    def frombuf(cls, buf, encoding, errors):
        return without_prefix(super().frombuf(buf, encoding, errors), buf, encoding, errors)
    # Newer versions read a header through this one.
    @classmethod
    def _frombuf(cls, buf, encoding, errors, **more):
        return without_prefix(super()._frombuf(buf, encoding, errors, **more), buf, encoding, errors)
    def _proc_pax(self, tar):
        if self.type != tarfile.XGLTYPE:
            return super()._proc_pax(tar)
        tar.fileobj.read(self._block(self.size))
        return self.fromtarfile(tar)
TYPES = {b'5': 'folder', b'2': 'symlink', b'1': 'hardlink', b'3': 'char', b'4': 'block', b'6': 'fifo'}
def read(path):
    with tarfile.open(path, tarinfo=Info, encoding='utf-8', errors='surrogateescape') as tar:
        for m in tar:
            body = tar.extractfile(m).read() if m.isfile() else b''
            holds = sum(n for _, n in m.sparse) if m.sparse else len(body)
            key = 'SCHILY.xattr.'
            name = posixpath.normpath('/' + m.name).lstrip('/')
            attributes = [(k[len(key):], v) for k, v in m.pax_headers.items() if k.startswith(key)]
            yield dict(name=name, type=TYPES.get(m.type, 'file'), mode=m.mode & 0o7777, uid=m.uid, gid=m.gid, mtime=m.mtime,
                link=m.linkname, major=m.devmajor, minor=m.devminor,
                sha256=hashlib.sha256(body).hexdigest(), bytes=len(body), storedBytes=holds,
                xattrs={k: v.encode('utf-8', 'surrogateescape').hex() for k, v in attributes})
print(json.dumps([list(read(p)) for p in sys.argv[1:]]))
`;

/** Members of each layer of each image, as python3 reads them. */
export function readImages(images: readonly HeldImage[]): readonly (readonly (readonly Member[])[])[] {
  const folder = mkdtempSync(join(tmpdir(), 'held-'));
  try {
    const names = images.flatMap((image, i) =>
      image.layers.map((layer, k) => {
        const name = join(folder, `${i}-${k}.tar`);
        writeFileSync(name, layerTar(layer));
        return name;
      }),
    );
    const run = spawnSync('python3', ['-c', READER, ...names], { encoding: 'utf8', maxBuffer: 1 << 26 });
    if (run.status !== 0) throw new Error(run.stderr);
    const layers: Member[][] = JSON.parse(run.stdout);
    let at = 0;
    return images.map((image) => {
      const from = at;
      at += image.layers.length;
      return layers.slice(from, at);
    });
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** What GNU tar says against an image's layers; empty where it reads them all. */
export function gnuTarComplaints(image: HeldImage): string {
  return image.layers
    .map((layer) => spawnSync('tar', ['-tPf', '-'], { input: layerTar(layer), encoding: 'utf8' }))
    .map((run) => (run.status === 0 ? '' : run.stderr))
    .join('');
}

export interface Inode {
  readonly type: Exclude<Member['type'], 'hardlink'>;
  mode: number;
  uid: number;
  gid: number;
  mtime: number;
  readonly link: string;
  readonly device: string;
  readonly sha256: string;
  readonly bytes: number;
  readonly storedBytes: number;
  readonly xattrs: Readonly<Record<string, string>>;
}

export type Tree = Map<string, Inode>;

const parentOf = (path: string) => path.slice(0, Math.max(path.lastIndexOf('/'), 0));
const baseOf = (path: string) => path.slice(path.lastIndexOf('/') + 1);

/** Everything a container sees but the root. */
export function replay(layers: readonly (readonly Member[])[]): Tree {
  const tree: Tree = new Map();
  for (const members of layers) applyLayer(tree, members);
  return new Map([...tree].sort(([a], [b]) => Buffer.compare(pathBytes(a), pathBytes(b))));
}

function applyLayer(tree: Tree, members: readonly Member[]): void {
  // Whiteouts act on the layers below, wherever they stand: all of them first.
  for (const { name } of members) {
    const hidden = join(parentOf(name), baseOf(name).slice(4));
    if (baseOf(name) === '.wh..wh..opq') removeBelow(tree, parentOf(name));
    else if (baseOf(name).startsWith('.wh.')) removeAll(tree, hidden);
  }
  const own = new Set<string>();
  for (const member of members) {
    if (member.name === '') continue;
    const parent = makeParents(tree, own, parentOf(member.name));
    if (!baseOf(member.name).startsWith('.wh.')) put(tree, own, join(parent, baseOf(member.name)), member);
  }
}

/**
 * Where the folder is, made if need be. Symlinks lead on within their own layer only; those of lower layers are
 * hidden.
 */
function makeParents(tree: Tree, own: Set<string>, folder: string): string {
  if (folder === '') return '';
  const path = join(makeParents(tree, own, parentOf(folder)), baseOf(folder));
  const found = tree.get(path);
  if (found?.type === 'folder') return path;
  if (found?.type === 'symlink' && own.has(path)) {
    const to = found.link.startsWith('/') ? found.link.slice(1) : join(parentOf(path), found.link);
    return makeParents(tree, own, to);
  }
  tree.set(path, { ...EMPTY, type: 'folder', mode: 0o755 });
  return path;
}

/** The time of a folder no member names. */
export const NO_TIME = -1;

const EMPTY = {
  mode: 0,
  uid: 0,
  gid: 0,
  mtime: NO_TIME,
  link: '',
  device: '',
  sha256: '',
  bytes: 0,
  storedBytes: 0,
  xattrs: {},
};

function put(tree: Tree, own: Set<string>, path: string, member: Member): void {
  const { type, mode, uid, gid, mtime } = member;
  if (type === 'hardlink') {
    const inode = tree.get(join(member.link).replace(/^\//, ''));
    if (inode === undefined) throw new Error(`${path} links to ${member.link}, which is not there`);
    removeAll(tree, path);
    tree.set(path, Object.assign(inode, { mode, uid, gid, mtime }));
  } else {
    if (type !== 'folder') removeBelow(tree, path);
    const isNode = type === 'char' || type === 'block';
    const device = isNode ? `${member.major}:${member.minor}` : '';
    const { link, bytes, storedBytes, xattrs } = member;
    const sha256 = type === 'file' ? member.sha256 : '';
    tree.set(path, { type, mode, uid, gid, mtime, link, device, sha256, bytes, storedBytes, xattrs });
  }
  own.add(path);
}

function removeAll(tree: Tree, path: string): void {
  removeBelow(tree, path);
  tree.delete(path);
}

function removeBelow(tree: Tree, folder: string): void {
  for (const path of [...tree.keys()]) if (path.startsWith(`${folder}/`)) tree.delete(path);
}
