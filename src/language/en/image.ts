import type { Catalogue } from '../contract.ts';

const TAR_FAULTS = {
  truncated: 'it breaks off',
  checksum: 'a header has a wrong checksum',
  number: 'a header has a field that is no number',
  'negative-length': 'an entry has a negative length',
  'lone-zero-block': 'an end mark stands alone',
  'pax-record': 'an extended header is not well formed',
  'sparse-map': 'the map of a sparse file is not well formed',
} as const;

export const imageSentences = {
  'tar-damaged': (a, w) => `${a.source} is not a readable tar at byte ${w.count(a.offset)}: ${TAR_FAULTS[a.fault]}`,
  'tar-over-limit': (a, w) => `${a.source} goes beyond the limit of ${w.count(a.allowed)} for ${a.limit}`,
  'tree-over-limit': (a, w) => `the image has more than ${w.count(a.allowed)} paths`,
  'layer-diff-id-mismatch': (a) => `layer ${a.layer} holds ${a.actual}, its image says ${a.expected}`,
  'layer-inflate-failed': (a) => `layer ${a.layer} cannot be uncompressed: ${a.reason}`,
  'zstd-missing': (a) => `layer ${a.layer} is compressed by zstd; install zstd or a Node that can undo it`,
  'layer-compression-unsupported': (a) => `layer ${a.layer} is of the type ${a.mediaType}, which is not read`,
  'blob-missing': (a) => `${a.source} lacks ${a.name}`,
  'blob-truncated': (a) => `${a.source}: ${a.name} breaks off`,
  'blob-too-large': (a, w) =>
    `${a.source}: ${a.name} is ${w.bytes(a.bytes)}, more than the ${w.bytes(a.allowed)} that is read`,
  'blob-digest-mismatch': (a) => `${a.source}: content is ${a.actual}, ${a.expected} was asked for`,
  'not-an-image': (a) => `${a.source} is neither an OCI layout nor a saved image`,
  'image-document-invalid': (a) => `${a.source}: ${a.name} is not well formed at ${a.field}`,
  'archive-image-not-found': (a, w) =>
    `${a.source} has no image ${a.wanted}${a.available.length > 0 ? `; it has ${w.list(a.available)}` : ''}`,
  'archive-image-ambiguous': (a, w) => `${a.source} holds several images; name one of ${w.list(a.available)}`,
} satisfies Partial<Catalogue>;
