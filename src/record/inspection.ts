import * as v from 'valibot';

/** What `inspect` says of one image. */

const Digest = v.pipe(v.string(), v.regex(/^sha(256:[0-9a-f]{64}|512:[0-9a-f]{128})$/));
const Bytes = v.pipe(v.number(), v.integer(), v.minValue(0));
const Count = v.pipe(v.number(), v.integer(), v.minValue(0));
/** UTF-8 where the name is; each other byte as U+DC00 + byte, so that no two names are one. */
const Path = v.string();

/** 1-based lines of the Dockerfile, both included. */
const Lines = v.strictObject({ start: Count, end: Count });

const PackageName = v.strictObject({
  kind: v.picklist(['deb', 'apk', 'rpm', 'python', 'npm', 'go', 'jar', 'cargo']),
  name: v.string(),
  version: v.string(),
});
export type PackageName = v.InferOutput<typeof PackageName>;

/** Why live bytes may be there for nothing, the first that fits before the others: each byte has one. */
export const LIVE_CAUSES = [
  'version-control',
  'package-lists',
  'package-cache',
  'compiler',
  'dev-dependency',
  'headers',
  'documentation',
  'locales',
  'tests',
  'bytecode',
  'data',
] as const;
export type LiveCause = (typeof LIVE_CAUSES)[number];

/**
 * Why bytes may be there for nothing. The first four are of contents that no path leads to any more, by what took the last one away
 * (`metadata-copied`: the same content with another mode, owner or time). `duplicate-…` look at the same live bytes as the others do.
 */
export const FindingCode = v.picklist([
  'deleted-later',
  'overwritten-later',
  'metadata-copied',
  'replaced-later',
  ...LIVE_CAUSES,
  'duplicate-content',
  'duplicate-package',
]);
export type FindingCode = v.InferOutput<typeof FindingCode>;

export const FindingRecord = v.strictObject({
  code: FindingCode,
  bytes: Bytes,
  /** That carry these bytes: of equal contents and packages those beyond the first. */
  files: Count,
  /**
   * The deepest folder that holds all of them, or the one file; empty where only the root does. Of `version-control` the folder of its
   * records, of equal contents the first, of repeated packages empty.
   */
  place: Path,
  /** A deeper folder with most of the bytes, and how many. */
  mostly: v.optional(v.strictObject({ place: Path, bytes: Bytes })),
  /** Whether all of it came with the image the build started from; left out where that is not known. */
  isBase: v.optional(v.boolean()),
  /** The layer that carries the bytes, from 0. */
  layer: v.optional(Count),
  /** The layer that hides them. */
  by: v.optional(Count),
  package: v.optional(PackageName),
  /** What hides a package of the same name. */
  instead: v.optional(PackageName),
  /** Some of the paths that have the same content, or of the packages of one name. */
  examples: v.optional(v.array(v.string())),
});
export type FindingRecord = v.InferOutput<typeof FindingRecord>;

export const InspectedLayerRecord = v.strictObject({
  digest: Digest,
  diffId: Digest,
  mediaType: v.string(),
  transferBytes: v.optional(Bytes),
  contentBytes: Bytes,
  deadBytes: Bytes,
  /** Bytes of this and of lower layers that it made dead. */
  killedBytes: Bytes,
  files: Count,
  /** How its origin is known: the build's own record, a Dockerfile whose steps fit the history, the history alone, or not. */
  known: v.picklist(['provenance', 'dockerfile', 'history', 'nothing']),
  /** As the Dockerfile or the image's history has it. */
  instruction: v.optional(v.string()),
  /** First line of `lines`. */
  line: v.optional(Count),
  /** Of a base's layer those of its FROM. */
  lines: v.optional(Lines),
  isBase: v.optional(v.boolean()),
});
export type InspectedLayerRecord = v.InferOutput<typeof InspectedLayerRecord>;

export const InspectedPackageRecord = v.strictObject({
  ...PackageName.entries,
  architecture: v.optional(v.string()),
  source: v.optional(v.string()),
  /** The file that says it is there. */
  path: Path,
  layer: Count,
  /** Live contents that are its own; each content is counted for one package. */
  bytes: Bytes,
  files: Count,
  /** It came as a part of this package of the system. */
  ownedBy: v.optional(v.string()),
});

export type InspectedPackageRecord = v.InferOutput<typeof InspectedPackageRecord>;

/** A file, or a value of the configuration or its history, that gives something away; what it is is never told. */
export const SecretRecord = v.strictObject({
  kind: v.picklist([
    'private-key',
    'cloud-credentials',
    'registry-login',
    'package-token',
    'git-credentials',
    'access-token',
    'environment-file',
    'environment-variable',
    'build-argument',
    'label',
    'command',
  ]),
  /** Of a file. */
  path: v.optional(Path),
  /** Of a variable, an argument or a label; of a command what it calls the secret. */
  name: v.optional(v.string()),
  /** Of the history: its place there from 0, and its words with the values masked. */
  step: v.optional(Count),
  instruction: v.optional(v.string()),
  /** Further names of the same step, which are not told. */
  more: v.optional(Count),
  /** That carries the file, or that the step made. */
  layer: v.optional(Count),
  /** No container shows it, and whoever has the image has it. */
  isHidden: v.boolean(),
});
export type SecretRecord = v.InferOutput<typeof SecretRecord>;

/** What is odd about an image that is read all the same, as an engine reads it. */
export const NoteCode = v.picklist([
  'entry-traversal',
  'tar-ambiguous',
  'duplicate-path',
  'device-node',
  'data-after-end',
  'end-missing',
  'media-type-mismatch',
  'history-mismatch',
  'layer-order',
  'attestation-unread',
  'foreign-layer',
  'link-loop',
  'hostile-name',
  'aufs-metadata',
]);
export type NoteCode = v.InferOutput<typeof NoteCode>;

export const NoteRecord = v.strictObject({
  code: NoteCode,
  layer: v.optional(Count),
  count: Count,
  /** The first of them. */
  path: v.optional(Path),
  /** That nobody reads. */
  bytes: v.optional(Bytes),
});
export type NoteRecord = v.InferOutput<typeof NoteRecord>;

export const InspectionRecord = v.strictObject({
  schema: v.literal('plimsoll.dev/inspect/1'),
  image: v.strictObject({ name: v.string(), digest: Digest, configDigest: Digest, platform: v.string() }),
  /** Contents of all layers, dead ones too, without tar headers and padding. */
  unpackedBytes: Bytes,
  transferBytes: v.optional(Bytes),
  deadBytes: Bytes,
  duplicateBytes: v.optional(Bytes),
  /** How many groups of equal contents there are; the largest 50 are told as findings. */
  duplicateGroups: v.optional(Count),
  /**
   * All that the findings name, each byte once: dead, or alive with a cause or of a further copy of a package, or a copy of a content
   * of which another copy stays.
   */
  needlessBytes: Bytes,
  /** Those of them that did not come with the image the build started from, where that is known. */
  ownNeedlessBytes: v.optional(Bytes),
  /** Of the image the build started from, where that is known: part of `unpackedBytes`. */
  baseBytes: v.optional(Bytes),
  /** Of layers whose origin is not known. */
  unknownBytes: Bytes,
  /** (unpackedBytes − deadBytes) / unpackedBytes */
  efficiency: v.number(),
  /** The figure dive gives under this name; left out beyond a million entries. */
  diveEfficiency: v.optional(v.number()),
  layers: v.array(InspectedLayerRecord),
  /** This, `unreadPackageFiles` and `secrets` are left out where only headers were read: nothing is known of them. */
  packages: v.optional(v.array(InspectedPackageRecord)),
  /** Files that may tell of packages and could not be read, or not as a whole. */
  unreadPackageFiles: v.optional(
    v.array(
      v.strictObject({
        path: Path,
        /** `behind-link`: a hard link to a file whose own name says nothing, and whose content had passed. */
        because: v.picklist(['too-large', 'malformed', 'unsupported', 'behind-link']),
      }),
    ),
  ),
  /** Largest first. */
  findings: v.array(FindingRecord),
  secrets: v.optional(v.array(SecretRecord)),
  notes: v.array(NoteRecord),
});
export type InspectionRecord = v.InferOutput<typeof InspectionRecord>;
