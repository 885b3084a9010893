import type { Digest } from '../model/sha256.ts';

/** An immutable look at one image (one platform), wherever it lies. */
export interface ImageView {
  /** Digest of the manifest, or of the configuration where the medium has no manifest (docker-archive). */
  readonly digest: Digest;
  readonly config: ImageConfig;
  readonly configDigest: Digest;
  /** Base layer first; the order of the manifest, never of the archive. */
  readonly layers: readonly Layer[];
}

export interface Layer {
  readonly digest: Digest;
  readonly diffId: Digest;
  readonly mediaType: string;
  /** Compressed bytes as a registry would send them; absent where the medium only has plain tars. */
  readonly transferBytes?: number | undefined;
  /** The layer's tar, uncompressed. Each call reads anew; must be consumed or cancelled. */
  open(): AsyncIterable<Uint8Array>;
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
  readonly history: readonly { readonly createdBy: string; readonly emptyLayer: boolean }[];
  readonly raw: unknown;
}

export type EntryType = 'file' | 'dir' | 'symlink' | 'hardlink' | 'char' | 'block' | 'fifo';

/** One header of a layer's tar. */
export interface LayerEntry {
  /** Raw bytes of the name as text (one unit per byte), cleaned: no leading `/` or `./`, no trailing `/`. */
  readonly path: string;
  readonly type: EntryType;
  /** Content bytes (0 for all but files). */
  readonly bytes: number;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly mtimeMs: number;
  /** Target of a symlink or hardlink. */
  readonly link?: string | undefined;
  /** Where the content starts in the uncompressed tar. */
  readonly offset: number;
}

export interface LayerIndex {
  readonly diffId: Digest;
  readonly entries: readonly LayerEntry[];
  /** Sum of the content bytes of the layer's regular files. */
  readonly contentBytes: number;
}

/** What a container sees: the layers laid over each other by the overlay rules. */
export interface MergedTree {
  /** The node at this path, no symlink followed. */
  get(path: string): TreeNode | undefined;
  /** Follows symlinks in every component, as the kernel does (at most 40), inside the image's root. */
  resolve(path: string): TreeNode | undefined;
  children(path: string): readonly TreeNode[];
  nodes(): Iterable<TreeNode>;
}

export interface TreeNode {
  readonly path: string;
  readonly entry: LayerEntry;
  /** Index into `ImageView.layers` of the layer that carries it. */
  readonly layer: number;
}
