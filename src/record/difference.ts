import * as v from 'valibot';

/** What `diff` says of two images: A before, B after. */

const Digest = v.pipe(v.string(), v.regex(/^sha(256:[0-9a-f]{64}|512:[0-9a-f]{128})$/));
const Bytes = v.pipe(v.number(), v.integer(), v.minValue(0));
const Change = v.pipe(v.number(), v.integer());
const Count = v.pipe(v.number(), v.integer(), v.minValue(0));

/**
 * What differs at a path both have. `content`: the bytes a reader gets (a sparse file laid out, a hard link by its inode); `type`: where it
 * differs, nothing is said of what only one of them could have; `mode`: never of a symlink; `mtime`: only beside others.
 */
export const DifferentField = v.picklist([
  'content',
  'bytes',
  'type',
  'mode',
  'uid',
  'gid',
  'link',
  'xattrs',
  'device',
  'mtime',
]);
export type DifferentField = v.InferOutput<typeof DifferentField>;

export const Privilege = v.picklist([
  'setuid-gained',
  'setuid-lost',
  'setgid-gained',
  'setgid-lost',
  'capability-gained',
  'capability-lost',
  'user-to-root',
  'user-from-root',
  'world-writable-gained',
  'setuid-owner',
  'setgid-group',
]);
export type Privilege = v.InferOutput<typeof Privilege>;

export const PathChangeRecord = v.strictObject({
  /** UTF-8 where the name is; each other byte as U+DC00 + byte, so that no two names are one. */
  path: v.string(),
  is: v.picklist(['added', 'removed', 'changed']),
  fields: v.optional(v.array(DifferentField)),
  /** Length of a regular file. */
  bytesBefore: v.optional(Bytes),
  bytesAfter: v.optional(Bytes),
});
export type PathChangeRecord = v.InferOutput<typeof PathChangeRecord>;

/** Packages of one kind and name. */
export const PackageChangeRecord = v.strictObject({
  kind: v.picklist(['deb', 'apk', 'rpm', 'python', 'npm', 'go', 'jar', 'cargo']),
  name: v.string(),
  is: v.picklist(['added', 'removed', 'changed']),
  /** Each as often as it is there, sorted as text. */
  versionsBefore: v.array(v.string()),
  versionsAfter: v.array(v.string()),
  /** Contents that are the packages' own. */
  bytesBefore: Bytes,
  bytesAfter: Bytes,
});
export type PackageChangeRecord = v.InferOutput<typeof PackageChangeRecord>;

/** `unpackedBytes` as `inspect` counts them: contents of all layers, dead ones too. */
const DiffedImageRecord = v.strictObject({
  name: v.string(),
  digest: Digest,
  configDigest: Digest,
  unpackedBytes: Bytes,
});

export const DifferenceRecord = v.strictObject({
  schema: v.literal('plimsoll.dev/diff/1'),
  images: v.tuple([DiffedImageRecord, DiffedImageRecord]),
  /** A container of B finds what one of A finds and is started alike: no path and no field of the configuration differs. */
  isSame: v.boolean(),
  /** Paths that differ in their time alone: every build makes such, so that they are not listed and the images are the same all the same. */
  timesOnly: Count,
  /** Live contents of B minus those of A: hard links once, stored bytes of sparse files. */
  bytesDelta: Change,
  layers: v.strictObject({
    /** Leading layers of the same diffId. */
    shared: Count,
    /** Layers that each side has beside them. */
    before: Count,
    after: Count,
    sharedBytes: Bytes,
  }),
  /** Sorted by the bytes of the path. */
  paths: v.array(PathChangeRecord),
  /** Largest change of bytes first. */
  packages: v.array(PackageChangeRecord),
  /** Sorted by field; secrets left out. */
  config: v.array(v.strictObject({ field: v.string(), before: v.optional(v.string()), after: v.optional(v.string()) })),
  /** Without a path first, then by path. */
  privileges: v.array(v.strictObject({ path: v.optional(v.string()), is: Privilege })),
});
export type DifferenceRecord = v.InferOutput<typeof DifferenceRecord>;
