import { execFileSync, spawnSync } from 'node:child_process';
import { linkSync, mkdirSync, mkdtempSync, readFileSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, describe, expect, test } from 'vitest';
import { inChunks, type MemberSpec, makeTar, sealHeader } from '../../../src/image/random-image.ts';
import { streamCursor } from '../../../src/image/tar/byte-cursor.ts';
import { readTar } from '../../../src/image/tar/read-tar.ts';
import type { TarMember } from '../../../src/image/tar/tar-member.ts';
import { Problem } from '../../../src/model/problem.ts';

const dir = mkdtempSync(join(tmpdir(), 'plimsoll-tar-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

/** Folder with what tars are known to differ in. */
function makeTree(): string {
  const root = join(dir, 'tree');
  const deep = join(root, 'd'.repeat(60), 'e'.repeat(60), 'f'.repeat(60));
  mkdirSync(deep, { recursive: true });
  writeFileSync(join(deep, 'a name with spaces'), 'content');
  writeFileSync(join(root, '한국어'), 'hangul');
  writeFileSync(Buffer.from(`${root}/bad-\xff-utf8`, 'latin1'), 'raw');
  writeFileSync(join(root, 'plain'), 'x'.repeat(1234), { mode: 0o4755 });
  writeFileSync(join(root, 'new\nline'), '');
  linkSync(join(root, 'plain'), join(root, 'zz-hard'));
  symlinkSync(`${'t'.repeat(90)}/${'u'.repeat(90)}`, join(root, 'far'));
  symlinkSync('plain', join(root, 'near'));
  execFileSync('mkfifo', [join(root, 'pipe')]);
  execFileSync('truncate', ['-s', '5M', join(root, 'holes')]);
  return root;
}

async function list(tar: Uint8Array): Promise<TarMember[]> {
  const members: TarMember[] = [];
  await readTar(
    streamCursor(inChunks(tar, 65_536)),
    (member) => {
      members.push({ ...member });
      return undefined;
    },
    { source: 'test' },
  );
  return members;
}

const PYTHON = `
import json, sys, tarfile
kinds = {'isreg': 'file', 'isdir': 'dir', 'issym': 'symlink', 'islnk': 'hardlink', 'ischr': 'char', 'isblk': 'block', 'isfifo': 'fifo'}
with tarfile.open(sys.argv[1], encoding='utf-8', errors='surrogateescape') as tar:
    for m in tar:
        kind = 'file' if m.issparse() else next(k for test, k in kinds.items() if getattr(m, test)())
        name = m.name.encode('utf-8', 'surrogateescape').decode('latin-1')
        link = m.linkname.encode('utf-8', 'surrogateescape').decode('latin-1')
        size = m.size if kind == 'file' else 0
        print(json.dumps([name, kind, size, m.mode & 0o7777, m.uid, m.gid, int(m.mtime // 1), link]))
`;

function listByPython(file: string): unknown[] {
  const out = execFileSync('python3', ['-c', PYTHON, file], { encoding: 'utf8', maxBuffer: 64 << 20 });
  return out
    .trim()
    .split('\n')
    .map((line) => JSON.parse(line) as unknown);
}

function rowOf(m: TarMember): unknown[] {
  const name = m.name.replace(/\/$/, '');
  return [name, m.type, m.bytes, m.mode, m.uid, m.gid, Math.floor(m.mtimeMs / 1000), m.link];
}

describe('archives of GNU tar, read by Python', () => {
  const root = makeTree();
  test.each([
    ['gnu', []],
    ['gnu', ['-S']],
    ['oldgnu', ['-S']],
    ['posix', []],
    ['posix', ['-S']],
    ['posix', ['-S', '--sparse-version=0.0']],
    ['posix', ['-S', '--sparse-version=0.1']],
  ] as const)('%s %j', async (format, options) => {
    const file = join(dir, 'gnu.tar');
    execFileSync('tar', [`--format=${format}`, ...options, '-cf', file, '-C', root, '--sort=name', '.']);
    const read = await list(readFileSync(file));
    expect(read.length).toBeGreaterThan(10);
    expect(read.find((m) => m.name === './holes')?.bytes).toBe(5 << 20);
    const names = execFileSync('tar', ['-tf', file, '--quoting-style=literal'], { encoding: 'latin1' });
    expect(`${read.map((m) => m.name).join('\n')}\n`).toBe(names);
    expect(read.map(rowOf)).toEqual(listByPython(file));
  });

  test.each(['v7', 'ustar'])('%s, without what it cannot hold', async (format) => {
    const file = join(dir, 'old.tar');
    spawnSync('tar', [`--format=${format}`, '-cf', file, '-C', root, 'plain', 'near', 'zz-hard', '한국어']);
    const read = await list(readFileSync(file));
    expect(read.map(rowOf)).toEqual(listByPython(file));
    expect(read).toHaveLength(4);
  });
});

describe("Go's archive/tar, which Docker reads by", () => {
  const hasGo = spawnSync('go', ['version']).status === 0;
  const flags: Record<string, TarMember['type']> = {
    0: 'file',
    1: 'hardlink',
    2: 'symlink',
    3: 'char',
    4: 'block',
    5: 'dir',
    6: 'fifo',
    7: 'file',
    S: 'file',
  };

  interface GoListing {
    readonly Members: readonly {
      Name: string;
      Link: string;
      Flag: number;
      Size: number;
      Mode: number;
      Time: number;
      Uid: number;
      Gid: number;
    }[];
    readonly Error: string;
  }

  const text = fc
    .uint8Array({ minLength: 1, maxLength: 260 })
    .map((bytes) => Buffer.from(bytes.map((b) => (b === 0 ? 0x61 : b))).toString('latin1'));
  const member: fc.Arbitrary<MemberSpec> = fc.record(
    {
      name: fc.oneof(text, fc.constantFrom('a/', 'b', './c', '../d', '/e')),
      type: fc.constantFrom('file', 'dir', 'symlink', 'hardlink', 'fifo', 'char'),
      content: fc.uint8Array({ maxLength: 1500 }),
      link: text,
      mode: fc.integer({ min: 0, max: 0o7777 }),
      uid: fc.integer({ min: 0, max: 2 ** 31 }),
      mtime: fc.integer({ min: -(2 ** 32), max: 2 ** 36 }),
      pax: fc.dictionary(
        fc.constantFrom('path', 'linkpath', 'size', 'mtime', 'uid', 'comment'),
        fc.constantFrom('', '7', '12.5', 'x'),
        { maxKeys: 2 },
      ),
    },
    { requiredKeys: ['name'] },
  );
  const damage = fc.record({ at: fc.nat(6000), byte: fc.integer({ min: 0, max: 255 }), isSealed: fc.boolean() });
  const archive = fc.tuple(
    fc.array(member, { maxLength: 5 }),
    fc.constantFrom('pax', 'gnu', 'ustar', 'v7'),
    fc.array(damage, { maxLength: 3 }),
    fc.nat(8000),
  );

  /** Damage whose header gets a good checksum again reaches the fields behind it. */
  function make([members, form, damages, cut]: [
    MemberSpec[],
    'pax' | 'gnu' | 'ustar' | 'v7',
    { at: number; byte: number; isSealed: boolean }[],
    number,
  ]) {
    const tar = Buffer.from(makeTar(members, form));
    for (const { at, byte, isSealed } of damages) {
      if (at >= tar.length) continue;
      tar[at] = byte;
      const block = tar.subarray(at - (at % 512), at - (at % 512) + 512);
      if (isSealed && block.length === 512) sealHeader(block);
    }
    return cut < tar.length && cut % 3 === 0 ? tar.subarray(0, cut) : tar;
  }

  test.skipIf(!hasGo)(
    'lists and refuses the same of 1500 made, damaged and cut archives (skipped only where go is not installed)',
    async () => {
      const folder = join(dir, 'random');
      mkdirSync(folder);
      const tars = fc.sample(archive, { numRuns: 1500, seed: 20 }).map(make);
      tars.forEach((tar, i) => {
        writeFileSync(join(folder, `${String(i).padStart(5, '0')}.tar`), tar);
      });
      const program = join(import.meta.dirname, 'fixtures', 'list-tar.go');
      const out = execFileSync('go', ['run', program, folder], { encoding: 'utf8', maxBuffer: 256 << 20 });
      const listings = out
        .trim()
        .split('\n')
        .map((line) => JSON.parse(line) as GoListing);
      let refused = 0;
      for (const [i, listing] of listings.entries()) {
        const tar = tars[i] ?? Buffer.alloc(0);
        const ours = await list(tar).catch((error: unknown) => {
          if (error instanceof Problem) return undefined;
          throw error;
        });
        const isHuge = listing.Members.some((m) => [m.Size, m.Time, m.Uid, m.Gid].some((n) => Math.abs(n) >= 2 ** 53));
        const isRead = listing.Error === '' && !isHuge;
        if (!isRead) refused += 1;
        const theirs = listing.Members.filter((m) => flags[String.fromCharCode(m.Flag)] !== undefined).map((m) => ({
          name: Buffer.from(m.Name, 'base64').toString('latin1'),
          type: flags[String.fromCharCode(m.Flag)],
          mode: m.Mode,
          uid: m.Uid,
          gid: m.Gid,
          mtimeMs: m.Time,
          link: m.Flag === 0x31 || m.Flag === 0x32 ? Buffer.from(m.Link, 'base64').toString('latin1') : '',
          bytes: m.Flag === 0x30 || m.Flag === 0x37 || m.Flag === 0x53 ? m.Size : 0,
        }));
        const rows = ours?.map(({ name, type, mode, uid, gid, mtimeMs, link, bytes }) => ({
          name,
          type,
          mode,
          uid,
          gid,
          mtimeMs,
          link,
          bytes,
        }));
        expect({ i, is: rows === undefined ? 'refused' : rows }).toEqual({
          i,
          is: isRead ? theirs : 'refused',
        });
      }
      expect(refused).toBeGreaterThan(200);
      expect(listings.length - refused).toBeGreaterThan(200);
    },
  );
});
