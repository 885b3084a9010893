import { json } from '../kit/image.ts';
import { type TarEntry, tarOf } from '../kit/tar.ts';
import { END, file, layout, layoutCase, OCI, PLAIN_TAR, read, tar } from './build.ts';
import { BZIP2_OF_NOTHING, gzipOfZeros, xzStored, zstdStored } from './codecs.ts';
import { blobCase, bomb, gz, inZstd, LIMIT, MIB, plain, RFC_ZSTD, refuses, zerosHeader } from './compression-words.ts';
import { ZSTD_CASES } from './compression-zstd.ts';
import type { HostileCase } from './contract.ts';

/** Layers as blobs: gzip bombs (39) and damage (40 to 42), other types (44, 45), nothing (46). */

const GO_GZIP = 'Go compress/gzip, which dockerd and containerd use';

/** The gzip with its last bytes (CRC in front, length behind) changed. */
function gzWith(at: number, bytes: number): Buffer {
  const whole = gz();
  whole.writeUInt32LE(bytes, whole.length + at);
  return whole;
}

const text = (content: string): TarEntry[] => [{ name: 'f', content }];

const GZIP: readonly HostileCase[] = [
  bomb(
    { number: 39, id: 'gzip-bomb-256-mib', says: 'A file of 256 MiB of zeros in 260 kB of gzip' },
    () => gzipOfZeros(zerosHeader(256), 256, END),
    OCI.gzip,
  ),
  bomb(
    {
      number: 39,
      id: 'gzip-bomb-behind-the-end',
      says: '256 MiB of zeros behind the tar’s end: only the hash needs them',
    },
    () => gzipOfZeros(PLAIN_TAR, 256),
    OCI.gzip,
  ),
  bomb(
    { number: 39, id: 'gzip-bomb-2-gib', says: 'A file of 2 GiB of zeros in 2 MB of gzip', big: true },
    () => gzipOfZeros(zerosHeader(2048), 2048, END),
    OCI.gzip,
  ),
  bomb(
    { number: 39, id: 'gzip-bomb-10-gib', says: '10 GiB in 10 MB, the most that deflate can do', big: true },
    () => gzipOfZeros(zerosHeader(10_240), 10_240, END),
    OCI.gzip,
  ),
  {
    number: 39,
    id: 'zeros-of-32-mib',
    says: 'A file of 32 MiB of zeros is as dense as a bomb and no bomb: the ratio counts after 64 MiB',
    source: LIMIT,
    medium: {
      is: 'stream',
      blob: () => gzipOfZeros(zerosHeader(32), 32, END),
      mediaType: OCI.gzip,
      tar: function* () {
        yield zerosHeader(32);
        for (let i = 0; i < 32; i++) yield Buffer.alloc(MIB);
        yield END;
      },
    },
    answer: read({ zeros: file(32 * MIB) }),
    ceilings: { rssMb: 150, seconds: 10 },
  },
  blobCase(40, 'gzip-of-two-members', 'A tar in two gzip members, cut within a header', GO_GZIP, plain(), () =>
    Buffer.concat([gz(PLAIN_TAR.subarray(0, 300)), gz(PLAIN_TAR.subarray(300))]),
  ),
  blobCase(40, 'gzip-of-many-members', 'A member for every 10 bytes, and empty ones between', GO_GZIP, plain(), () => {
    const cuts = Array.from({ length: Math.ceil(PLAIN_TAR.length / 10) }, (_, i) => 10 * i);
    return Buffer.concat(cuts.flatMap((at) => [gz(PLAIN_TAR.subarray(at, at + 10)), gz(Buffer.alloc(0))]));
  }),
  blobCase(
    41,
    'junk-behind-gzip',
    'Bytes behind the last member: the blob’s hash covers them, no reader of the layer uses them',
    'the list of 64 (gzip and pigz warn, Go refuses)',
    plain(['data-after-end'], 100),
    () => Buffer.concat([gz(), Buffer.alloc(100, 'x')]),
  ),
  blobCase(
    41,
    'zeros-behind-gzip',
    'Zeros behind the last member, as tapes have them',
    'the list of 64 (gzip is silent, Go refuses)',
    plain(['data-after-end'], 512),
    () => Buffer.concat([gz(), Buffer.alloc(512)]),
  ),
  blobCase(42, 'gzip-crc-wrong', 'The check sum at the end is wrong', GO_GZIP, refuses('inflate-damaged'), () =>
    gzWith(-8, 1),
  ),
  blobCase(42, 'gzip-length-wrong', 'The length at the end is wrong', GO_GZIP, refuses('inflate-damaged'), () =>
    gzWith(-4, 1),
  ),
  blobCase(42, 'gzip-truncated', 'The bytes end within the member', GO_GZIP, refuses('inflate-damaged'), () =>
    gz().subarray(0, -20),
  ),
  blobCase(
    42,
    'gzip-truncated-in-the-trailer',
    'All content is there, the check sum is not',
    GO_GZIP,
    refuses('inflate-damaged'),
    () => gz().subarray(0, -5),
  ),
  blobCase(42, 'gzip-block-damaged', 'A block of a type there is not', GO_GZIP, refuses('inflate-damaged'), () => {
    const whole = gz();
    whole[10] = 0x07;
    return whole;
  }),
  blobCase(
    42,
    'gzip-second-member-damaged',
    'The first member is good, the check sum of the second is wrong',
    GO_GZIP,
    refuses('inflate-damaged'),
    () => {
      const second = gz(PLAIN_TAR.subarray(300));
      second.writeUInt32LE(1, second.length - 8);
      return Buffer.concat([gz(PLAIN_TAR.subarray(0, 300)), second]);
    },
  ),
];

const TRUST_BYTES = 'the list of 64; containerd and moby detect by the first bytes';

const OTHER: readonly HostileCase[] = [
  ...(
    [
      ['gzip-is-zstd', OCI.gzip, () => zstdStored(PLAIN_TAR)],
      ['gzip-is-plain', OCI.gzip, () => PLAIN_TAR],
      ['zstd-is-gzip', OCI.zstd, () => gz()],
      ['plain-is-gzip', OCI.tar, () => gz()],
      ['plain-is-zstd', OCI.tar, () => zstdStored(PLAIN_TAR)],
    ] as const
  ).map(([id, mediaType, blob]) =>
    blobCase(
      44,
      `media-type-${id}`,
      'The media type says one thing, the bytes are another: the bytes are read',
      TRUST_BYTES,
      plain(['media-type-mismatch']),
      blob,
      { mediaType },
    ),
  ),
  blobCase(
    44,
    'media-type-nobody-knows',
    'A layer of a type no engine knows',
    'OCI manifest.md forbids an error to those who copy; a reader cannot read it',
    refuses('unsupported'),
    () => PLAIN_TAR,
    { mediaType: 'application/vnd.example.layer.v1+squashfs' },
  ),
  blobCase(
    45,
    'xz-layer',
    'A layer in xz: it is said plainly, and no program is started for it (GHSA-x86f-5xw2-fm2r)',
    'the list of 64',
    refuses('unsupported'),
    () => xzStored(PLAIN_TAR),
    { mediaType: OCI.tar },
  ),
  blobCase(45, 'bzip2-layer', 'A layer in bzip2', 'the list of 64', refuses('unsupported'), () => BZIP2_OF_NOTHING, {
    mediaType: OCI.tar,
    tar: () => Buffer.alloc(0),
  }),
  blobCase(
    45,
    'xz-layer-called-gzip',
    'A layer in xz that calls itself gzip',
    'the list of 64',
    refuses('unsupported'),
    () => xzStored(PLAIN_TAR),
  ),
  blobCase(
    46,
    'empty-blob',
    'A layer of no bytes whose diff id is that of no bytes',
    'the list of 64',
    read({}),
    () => Buffer.alloc(0),
    { mediaType: OCI.tar, tar: () => Buffer.alloc(0) },
  ),
  blobCase(
    46,
    'empty-blob-of-another-diff-id',
    'A layer of no bytes whose diff id is that of an empty tar',
    'the list of 64',
    refuses('digest-mismatch'),
    () => Buffer.alloc(0),
    { mediaType: OCI.tar, tar: () => END },
  ),
  blobCase(
    46,
    'gzip-of-nothing',
    'A gzip of no bytes whose diff id is that of no bytes',
    'the list of 64',
    read({}),
    () => gz(Buffer.alloc(0)),
    { tar: () => Buffer.alloc(0) },
  ),
  blobCase(
    46,
    'empty-tar',
    'A tar without a member',
    'Go archive/tar',
    read({}, { noNotes: ['end-missing'] }),
    () => gz(END),
    {
      tar: () => END,
    },
  ),
  layoutCase(
    {
      number: 46,
      id: 'image-without-layers',
      says: 'An image of no layer has no path',
      source: 'Docker images FROM scratch with metadata only have none',
      answer: read({}),
    },
    () => layout([]),
  ),
  blobCase(
    46,
    'the-empty-descriptor-as-a-layer',
    'The two bytes `{}` of an artifact, said to be a layer',
    'Go archive/tar: no header',
    refuses('tar-damaged', ['unsupported']),
    () => json({}),
    { mediaType: OCI.tar, tar: () => json({}) },
  ),
  blobCase(
    44,
    'gzip-within-gzip',
    'A gzip of a gzip: inflated once, and that is no tar',
    'dockerd and containerd inflate once',
    refuses('tar-damaged', ['unsupported']),
    () => gz(gz()),
    { tar: () => gz() },
  ),
  blobCase(
    44,
    'tar-that-starts-like-gzip',
    'A plain tar whose first name has the first bytes of a gzip: its check sum tells what it is',
    'moby go-archive Detect takes it for gzip; either is honest',
    { ...read({ '\u001f\u008b\u0008': file(3) }), orRefused: ['inflate-damaged', 'ambiguous'] },
    () => tar({ name: Buffer.from([0x1f, 0x8b, 0x08]), content: 'abc' }),
    { mediaType: OCI.tar, tar: () => tar({ name: Buffer.from([0x1f, 0x8b, 0x08]), content: 'abc' }) },
  ),
  blobCase(
    46,
    'zstd-of-nothing',
    'A frame of no bytes in front of the one with the tar',
    RFC_ZSTD,
    read({ f: file(1) }),
    () => Buffer.concat([zstdStored(Buffer.alloc(0)), zstdStored(tarOf(text('x')))]),
    { ...inZstd, tar: () => tarOf(text('x')) },
  ),
];

export const COMPRESSION_CASES: readonly HostileCase[] = [...GZIP, ...ZSTD_CASES, ...OTHER];
