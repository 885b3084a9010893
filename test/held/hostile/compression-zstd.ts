import { tarEntry } from '../kit/tar.ts';
import { file, OCI, PLAIN_TAR, read } from './build.ts';
import { zstdOfZeros, zstdSkippable, zstdStored } from './codecs.ts';
import { blobCase, bomb, inZstd, MIB, plain, RFC_ZSTD, refuses, zerosHeader } from './compression-words.ts';
import type { HostileCase } from './contract.ts';
import { ZSTD_SAMPLE } from './zstd-sample.ts';

/** Zstandard (43): bombs, windows, frames. */

const HALF = 700;

export const ZSTD_CASES: readonly HostileCase[] = [
  bomb(
    { number: 43, id: 'zstd-bomb-256-mib', says: 'A file of 256 MiB of zeros in 8 kB of zstd' },
    () => zstdOfZeros(zerosHeader(256), 256),
    OCI.zstd,
  ),
  bomb(
    { number: 43, id: 'zstd-bomb-1-tib', says: '1 TiB in 32 MiB, 4 bytes for every 128 KiB', big: true },
    () => zstdOfZeros(tarEntry({ name: 'zeros', saysBytes: MIB * MIB }), MIB),
    OCI.zstd,
  ),
  blobCase(
    43,
    'zstd-as-the-command-writes-it',
    'A frame with Huffman literals, matches and a check sum',
    'zstd 1.4.8 -19',
    read({ text: file(900) }),
    () => ZSTD_SAMPLE.blob,
    { ...inZstd, tar: () => ZSTD_SAMPLE.tar },
  ),
  blobCase(
    43,
    'zstd-stored',
    'A frame of stored blocks with a small window',
    RFC_ZSTD,
    plain(),
    () => zstdStored(PLAIN_TAR, { windowLog: 10 }),
    inZstd,
  ),
  blobCase(
    43,
    'zstd-window-128-mib',
    'The largest window the limit allows',
    'the published limits: 128 MiB',
    plain(),
    () => zstdStored(PLAIN_TAR, { windowLog: 27 }),
    inZstd,
  ),
  ...[28, 32, 41].map((windowLog) =>
    withCeilings(
      blobCase(
        43,
        `zstd-window-2-to-${windowLog}`,
        'A window beyond the limit, for a content of 2 kB',
        'the published limits: 128 MiB',
        refuses('over-limit'),
        () => zstdStored(PLAIN_TAR, { windowLog }),
        inZstd,
      ),
    ),
  ),
  withCeilings(
    blobCase(
      43,
      'zstd-single-segment-of-4-gib',
      'No window of its own, so the length it says is the window: 4 GiB',
      'RFC 8878 3.1.1.1.2; the published limits: 128 MiB',
      refuses('over-limit', ['inflate-damaged']),
      () => zstdStored(PLAIN_TAR, { saysBytes: 4 * 1024 * MIB }),
      inZstd,
    ),
  ),
  blobCase(
    43,
    'zstd-frames',
    'A tar in two frames, cut within a header',
    RFC_ZSTD,
    plain(),
    () => Buffer.concat([zstdStored(PLAIN_TAR.subarray(0, HALF)), zstdStored(PLAIN_TAR.subarray(HALF))]),
    inZstd,
  ),
  blobCase(
    43,
    'zstd-skippable-frames',
    'Frames to be skipped in front, between and behind (eStargz and zstd:chunked have them)',
    'RFC 8878 3.1.2; moby go-archive zstdMatcher',
    plain(),
    () =>
      Buffer.concat([
        ...[zstdSkippable(Buffer.from('in front')), zstdStored(PLAIN_TAR.subarray(0, HALF))],
        ...[zstdSkippable(Buffer.alloc(0)), zstdStored(PLAIN_TAR.subarray(HALF)), zstdSkippable(Buffer.alloc(40))],
      ]),
    inZstd,
  ),
  blobCase(
    43,
    'zstd-truncated',
    'The bytes end within a block',
    RFC_ZSTD,
    refuses('inflate-damaged'),
    () => zstdStored(PLAIN_TAR, { windowLog: 10 }).subarray(0, -100),
    inZstd,
  ),
  blobCase(
    43,
    'zstd-checksum-wrong',
    'The check sum of the content is wrong',
    RFC_ZSTD,
    refuses('inflate-damaged'),
    () => zstdStored(PLAIN_TAR, { checksum: Buffer.alloc(4) }),
    inZstd,
  ),
  blobCase(
    43,
    'zstd-with-a-dictionary',
    'A frame that wants a dictionary nobody has',
    RFC_ZSTD,
    refuses('unsupported', ['inflate-damaged']),
    () => zstdStored(PLAIN_TAR, { dictionary: 7 }),
    inZstd,
  ),
];

function withCeilings(one: HostileCase): HostileCase {
  return { ...one, ceilings: { rssMb: 150, seconds: 5 } };
}
