import { gzipSync } from 'node:zlib';
import { tarEntry } from '../kit/tar.ts';
import { layout, layoutCase, OCI, PLAIN_READ, PLAIN_TAR, refused } from './build.ts';
import type { Answer, HostileCase, Note, Refusal } from './contract.ts';

/** How a case about one blob is written down. */

export const MIB = 1024 * 1024;
export const RFC_ZSTD = 'RFC 8878';
export const LIMIT = 'the published limits: 64 GiB, or 1000 to 1 after the first 64 MiB';

/** The header of a file of so many MiB of zeros; the zeros are to follow. */
export const zerosHeader = (mib: number): Buffer => tarEntry({ name: 'zeros', saysBytes: mib * MIB });

export const bomb = (
  about: Pick<HostileCase, 'number' | 'id' | 'says'> & { readonly big?: true },
  blob: () => Iterable<Buffer>,
  mediaType: string,
): HostileCase => ({
  ...about,
  source: LIMIT,
  medium: { is: 'stream', blob, mediaType },
  answer: refused('over-limit'),
  ceilings: { rssMb: 150, seconds: about.big === true ? 60 : 10 },
});

/** One layer by its blob. */
export const blobCase = (
  number: number,
  id: string,
  says: string,
  source: string,
  answer: Answer,
  blob: () => Buffer,
  more: { readonly mediaType?: string; readonly tar?: () => Buffer } = {},
): HostileCase =>
  layoutCase({ number, id, says, source, answer }, () =>
    layout([
      {
        blob: blob(),
        mediaType: more.mediaType ?? OCI.gzip,
        tar: more.tar?.() ?? PLAIN_TAR,
      },
    ]),
  );

export const plain = (notes: readonly Note[] = [], wastedBlobBytes?: number): Answer => ({
  ...PLAIN_READ,
  notes,
  ...(wastedBlobBytes === undefined ? {} : { wastedBlobBytes }),
});
export const refuses = (because: Refusal, also: readonly Refusal[] = []): Answer => refused(because, undefined, also);

export const gz = (bytes: Buffer = PLAIN_TAR): Buffer => gzipSync(bytes);

export const inZstd = { mediaType: OCI.zstd };
