import type { Catalogue } from '../contract.ts';

const TAR_FAULTS = {
  truncated: 'it breaks off',
  checksum: 'a header has a wrong checksum',
  number: 'a header has a field that is no number',
  'negative-length': 'an entry has a negative length',
  'lone-zero-block': 'an end mark stands alone',
  'pax-record': 'an extended header is not well formed',
  'sparse-map': 'the map of a sparse file is not well formed',
  'unknown-type': 'an entry is of a type no engine unpacks',
  'link-escapes': 'a hard link leads out of the image',
} as const;

const REFUSALS = {
  'hardlink-missing': 'is a hard link to a name that its layer has not had before it',
  'hardlink-to-other': 'is a hard link to what is no file',
  'parent-no-folder': 'lies below what is no folder',
  'link-loop': 'lies behind symlinks that lead in a circle',
  'root-no-folder': 'is to be something else than a folder',
  'whiteout-of-no-name': 'is a whiteout that names nothing',
} as const;

const REDIRECTS = {
  'too-many': 'too many redirects',
  insecure: 'it leaves TLS',
  malformed: 'that is no address',
} as const;

const READER_ENDS = {
  memory: 'ran out of memory',
  ended: 'ended before it was done',
} as const;

export const imageSentences = {
  'tar-damaged': (a, w) =>
    `${a.source} is not a readable tar at byte ${w.count(a.offset)}: ${TAR_FAULTS[a.fault]}${a.path === undefined ? '' : ` (${a.path})`}`,
  'tar-over-limit': (a, w) => `${a.source} goes beyond the limit of ${w.count(a.allowed)} for ${a.limit}`,
  'tree-over-limit': (a, w) => `the image has more than ${w.count(a.allowed)} paths`,
  'layer-refused': (a) => `layer ${a.layer}: ${a.path} ${REFUSALS[a.reason]}; an engine refuses such a layer`,
  'inflate-over-limit': (a, w) =>
    `layer ${a.layer} inflates beyond the limit of ${w.count(a.allowed)} for its ${a.limit}`,
  'layer-type-unknown': (a) => `${a.source} has a layer of the type ${a.mediaType}, which holds no files of an image`,
  'layer-diff-id-mismatch': (a) => `layer ${a.layer} holds ${a.actual}, its image says ${a.expected}`,
  'layer-inflate-failed': (a) => `layer ${a.layer} cannot be uncompressed: ${a.reason}`,
  'layer-reader-died': (a) => `the thread that read layer ${a.layer} ${READER_ENDS[a.reason]}`,
  'zstd-missing': (a) =>
    a.program === undefined
      ? `layer ${a.layer} is compressed by zstd; install zstd or a Node that can undo it`
      : `layer ${a.layer} is compressed by zstd, but ${a.program.path} could not be started: ${a.program.reason}`,
  'layer-compression-unsupported': (a) => `layer ${a.layer} is of the type ${a.mediaType}, which is not read`,
  'blob-missing': (a) => `${a.source} lacks ${a.name}${a.namedBy === undefined ? '' : `, which ${a.namedBy} names`}`,
  'blob-truncated': (a) => `${a.source}: ${a.name} breaks off`,
  'blob-too-large': (a, w) =>
    `${a.source}: ${a.name} is ${w.bytes(a.bytes)}, more than the ${w.bytes(a.allowed)} that is read`,
  'blob-length-mismatch': (a, w) =>
    `${a.source}: ${a.digest} is ${w.count(a.bytes)} bytes long, its descriptor says ${w.count(a.saidBytes)}`,
  'image-over-limit': (a, w) => `${a.source} goes beyond the limit of ${w.count(a.allowed)} for ${a.limit}`,
  'registry-unreachable': (a) => `${a.host} cannot be reached: ${a.reason}`,
  'registry-too-slow': (a) => `${a.host} sends nothing, or next to nothing`,
  'registry-denied': (a) => `${a.host} does not let us read ${a.repository}; log in with: docker login ${a.host}`,
  'registry-not-found': (a) => `${a.host} has no ${a.what} of ${a.repository}`,
  'registry-refused': (a) => `${a.host} answers with status ${a.status}`,
  'registry-redirect-refused': (a) => `${a.host} sends us to ${a.to}: ${REDIRECTS[a.reason]}`,
  'registry-realm-refused': (a) => `${a.host} wants credentials sent to ${a.realm}, which is not safe`,
  'registry-bytes-wrong': (a) => `${a.host} sent bytes for ${a.digest} that have another ${a.reason}`,
  'blob-digest-mismatch': (a) => `${a.source}: content is ${a.actual}, ${a.expected} was asked for`,
  'not-an-image': (a) => `${a.source} is neither an OCI layout nor a saved image`,
  'image-document-invalid': (a) => `${a.source}: ${a.name} is not well formed at ${a.field}`,
  'archive-disagrees': (a) =>
    `${a.source} says two things of ${a.image}: its index.json means the image of ${a.index}, its manifest.json that of ${a.list}; engines load either`,
  'archive-image-not-found': (a, w) =>
    `${a.source} has no image ${a.wanted}${a.available.length > 0 ? `; it has ${w.list(a.available)}` : ''}`,
  'archive-image-ambiguous': (a, w) => `${a.source} holds several images; name one of ${w.list(a.available)}`,
} satisfies Partial<Catalogue>;
