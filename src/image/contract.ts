import type { Problem } from '../model/problem.ts';
import type { Digest } from '../model/sha256.ts';
import type { EntryColumns } from './entries/entry-table.ts';
import type { HireCrew } from './layer-crew.ts';
import type { LayerNote } from './layer-notes.ts';
import type { Fate } from './merge/fates.ts';
import type { Place } from './merge/node-arena.ts';
import type { InflateLimits } from './sources/inflate-limits.ts';
import type { ReadAt, Soon } from './tar/byte-cursor.ts';
import type { TarLimits } from './tar/tar-limits.ts';

/** An immutable look at one image (one platform), wherever it lies. */
export interface ImageView {
  /** Digest of the manifest, or of the configuration where the medium has no manifest (docker-archive). */
  readonly digest: Digest;
  readonly config: ImageConfig;
  readonly configDigest: Digest;
  /** The documents as they are; a docker-archive has no manifest. */
  readonly configBytes: Uint8Array;
  readonly manifest?: { readonly mediaType: string; readonly bytes: Uint8Array } | undefined;
  /** The manifest has the layers in another order than the configuration, which was followed. */
  readonly isReordered?: true | undefined;
  /** What is wrong with the other form of the image in its medium, where there is one and anything is. */
  readonly otherForm?: OtherForm | undefined;
  /** Base layer first; the order of the manifest, never of the archive. */
  readonly layers: readonly Layer[];
  /**
   * Statements that stand beside the image in its index. Absent where the medium has none.
   * @param kind beginning of the predicate's type: `https://slsa.dev/provenance/`
   */
  statements?(kind: string): Promise<readonly unknown[]>;
  /** How many of those could not be read, or are more than are read of one image. There where `statements` is. */
  unreadStatements?(kind: string): Promise<number>;
  /** Threads for its layers, where they lie in files. */
  readonly hireCrew?: HireCrew | undefined;
}

/** Some media say twice what their image is, and some readers go by what the others do not look at. */
export interface OtherForm {
  /** Known from the documents. */
  readonly problems: readonly Problem[];
  /** Files that only this form has for layers; they may hold other bytes. */
  readonly layers: readonly Layer[];
}

export interface Layer {
  readonly digest: Digest;
  readonly diffId: Digest;
  readonly mediaType: string;
  /** What its first bytes say, where they are known before it is opened. */
  readonly compression?: 'plain' | 'gzip' | 'zstd' | undefined;
  /** What its inflating is held to; the published limits where absent. */
  readonly inflateLimits?: InflateLimits | undefined;
  /** Compressed bytes as a registry would send them; absent where the medium only has plain tars. */
  readonly transferBytes?: number | undefined;
  /**
   * The layer's tar, uncompressed. Each call reads anew; must be consumed or cancelled.
   * @param onWaste is told how many bytes of the compressed blob belong to nothing @param signal ends it with its reason, also where
   * nothing comes out any more
   */
  open(onWaste?: (bytes: number) => void, signal?: AbortSignal): AsyncIterable<Uint8Array>;
  /** The bytes `digest` names; absent where those are the plain tar's. */
  openStored?(): AsyncIterable<Uint8Array>;
  /** Reads the uncompressed tar by position; only where the medium keeps it plain. */
  readonly readAt?: ReadAt | undefined;
  /** Length of the plain tar, where `readAt` is there. */
  readonly tarBytes?: number | undefined;
  /** There where its blob lies in a file. */
  readonly location?: LayerLocation | undefined;
}

/** All that another thread needs to open the layer anew, as plain data. @see openLocated */
export interface LayerLocation {
  readonly place: BlobPlace;
  readonly blob: LayerBlob;
}

/** A layer's blob and what its image says of it. */
export interface LayerBlob {
  readonly digest: Digest;
  readonly diffId: Digest;
  readonly mediaType: string;
  readonly transferBytes?: number | undefined;
  /** Name of the blob in the medium. */
  readonly name: string;
  /** The medium has no digest of the blob's own bytes: `digest` is that of the plain tar, whatever the blob is compressed by. */
  readonly isNamedByDiffId?: true | undefined;
}

/** Bytes of one file: all of it, or an archive's member. */
export interface BlobPlace {
  /** The folder that no name leads out of. */
  readonly dir: string;
  /** The file's name in it. */
  readonly name: string;
  /** Names the medium in problems. */
  readonly source: string;
  readonly offset: number;
  readonly bytes: number;
}

/** The OCI configuration, as far as we read it. Unknown fields stay in `raw`. */
export interface ImageConfig {
  readonly architecture: string;
  readonly os: string;
  readonly user: string;
  readonly env: readonly string[];
  readonly entrypoint: readonly string[];
  readonly cmd: readonly string[];
  readonly workingDir: string;
  readonly exposedPorts: readonly string[];
  readonly volumes: readonly string[];
  readonly labels: Readonly<Record<string, string>>;
  readonly stopSignal?: string | undefined;
  readonly healthcheck?: readonly string[] | undefined;
  /** Instructions that a build on top of the image runs first. */
  readonly onBuild?: readonly string[] | undefined;
  readonly history: readonly { readonly createdBy: string; readonly emptyLayer: boolean }[];
  readonly raw: unknown;
}

export type EntryType = 'file' | 'dir' | 'symlink' | 'hardlink' | 'char' | 'block' | 'fifo';

/** One header of a layer's tar. */
export interface LayerEntry {
  /** Raw bytes of the name as text (one unit per byte), cleaned: no leading `/` or `./`, no trailing `/`. */
  readonly path: string;
  readonly type: EntryType;
  /** Length of the file as a container sees it (0 for all but files). */
  readonly bytes: number;
  /** Content bytes the layer carries, where they are fewer: a sparse file's without its holes. */
  readonly storedBytes?: number | undefined;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly mtimeMs: number;
  /** Target of a symlink or hardlink. */
  readonly link?: string | undefined;
  /** Where the content starts in the uncompressed tar. */
  readonly offset: number;
  readonly device?: { readonly major: number; readonly minor: number } | undefined;
  /** Extended attributes by name; values are raw bytes as text. */
  readonly xattrs?: Readonly<Record<string, string>> | undefined;
  /** Holes are left out of the content in the tar, so that it cannot be read by range. */
  readonly sparse?: true | undefined;
}

export interface LayerIndex {
  readonly diffId: Digest;
  /** Its entries in the order of the tar. @see openEntryTable */
  readonly columns: EntryColumns;
  /** Sum of the content bytes the layer carries. */
  readonly contentBytes: number;
  /** SHA-256 of each file's content, 32 bytes a row; absent where contents were not hashed. @see hashContents */
  readonly digests?: Uint8Array | undefined;
  /** Whether all its bytes were read and are those of `diffId`. */
  readonly isVerified: boolean;
  /** What is odd about it. */
  readonly notes: readonly LayerNote[];
  /** What collectors found in this layer, by their name; plain JSON. */
  readonly collected: Readonly<Record<string, unknown>>;
}

/**
 * Looks at contents while a layer is indexed; one pass feeds all. What it finds is JSON and kept with the index, so its name
 * must change when its answer would (`elf/1` → `elf/2`).
 */
export interface Collector<T = unknown> {
  readonly name: string;
  /** One layer's work. `link` is told of hard links, in their order among the files. */
  start(): { open(entry: LayerEntry): ContentSink | undefined; link?(entry: LayerEntry): void; result(): T };
}

/** Takes the content of one file in order; `end` comes only after all of it was written. */
export interface ContentSink {
  /** @param chunk lives until this returns: who keeps it copies it */
  write(chunk: Uint8Array): void;
  /** So many zeros that are not stored. Who has not this is given no sparse files. */
  hole?(bytes: number): void;
  end(): void;
}

/** An index with what else it hangs on. */
export interface KeptIndex extends LayerIndex {
  /** The blob that was read: what stands behind its stream is none of the tar's. */
  readonly blob: Digest;
  /** Limits it was read within. */
  readonly heldTo: TarLimits & InflateLimits;
}

/** Keeps layer indexes by diffId and blob: what is read of both never changes. What it gives back is as good as what it was given. */
export interface LayerIndexCache {
  get(layer: Pick<Layer, 'diffId' | 'digest'>): Promise<KeptIndex | undefined>;
  put(index: KeptIndex): Promise<void>;
}

/** Reads named blobs: a folder, the members of an archive. Names are relative paths. */
export interface BlobReader {
  /** Names the medium in problems. */
  readonly source: string;
  /** Length of the blob; undefined where there is none by this name. */
  bytes(name: string): Promise<number | undefined>;
  /** Bytes from `offset`, fewer only at the blob's end; they may lie in `into`, where it is long enough. @throws Problem `blob-missing` */
  read(name: string, offset: number, length: number, into?: Uint8Array): Soon<Uint8Array>;
  /** The whole blob, read anew on each call. @throws Problem `blob-missing` */
  stream(name: string): AsyncIterable<Uint8Array>;
  /** Where its bytes lie; undefined where there is none by this name. Absent where blobs lie in no file. */
  locate?(name: string): BlobPlace | undefined;
}

/** Undoes the compression of a layer; ends with an error where the stream is damaged. */
export interface Inflater {
  gunzip(source: AsyncIterable<Uint8Array>, onWaste?: (bytes: number) => void): AsyncIterable<Uint8Array>;
  /** Absent where neither this Node nor a program on the PATH can. */
  unzstd?: ((source: AsyncIterable<Uint8Array>) => AsyncIterable<Uint8Array>) | undefined;
  /** How much may come out; the published limits where absent. */
  readonly limits?: InflateLimits | undefined;
}

/** What a container sees: the layers laid over each other by the overlay rules. */
export interface MergedTree {
  /** Names that one layer gives to more than one thing, by layer; the last one counts. */
  readonly doubled: readonly DoubledNames[];
  /** What became of a file's content. @param content a row that is a regular file */
  fate(content: Place): Fate;
  /** The node at this path, no symlink followed. */
  get(path: string): TreeNode | undefined;
  /** Follows symlinks in every component, as the kernel does (at most 40), inside the image's root. */
  resolve(path: string): TreeNode | undefined;
  children(path: string): readonly TreeNode[];
  nodes(): Iterable<TreeNode>;
}

export interface DoubledNames {
  readonly layer: number;
  readonly count: number;
  /** The first of them. */
  readonly path: string;
}

export interface TreeNode {
  readonly path: string;
  readonly entry: LayerEntry;
  /** Index into `ImageView.layers` of the layer that carries it. */
  readonly layer: number;
  /** Its row in that layer; -1 for a folder that only a longer name implies. */
  readonly row: number;
  /** Where the content of a file lies: itself, or for a hard link the file it was linked to. */
  readonly content?: ({ readonly entry: LayerEntry } & Place) | undefined;
}
