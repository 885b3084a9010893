import type { TarFault } from './tar/tar-fault.ts';

declare module '../model/message.ts' {
  interface Messages {
    /** A layer or archive is not a tar that an engine would read. `offset` is in the uncompressed tar. */
    'tar-damaged': { source: string; offset: number; fault: TarFault };
    /** A tar goes beyond a published limit (`TAR_LIMITS`). */
    'tar-over-limit': { source: string; limit: string; allowed: number };
    /** Laying the layers over each other takes more steps than `TREE_LIMITS.steps`. */
    'tree-over-limit': { allowed: number };
    /** The uncompressed bytes of a layer are not those the configuration names. */
    'layer-diff-id-mismatch': { layer: string; expected: string; actual: string };
    /** The compressed stream of a layer breaks off or is no such stream. */
    'layer-inflate-failed': { layer: string; reason: string };
    /** A layer is compressed by zstd and neither this Node nor the PATH can undo that. */
    'zstd-missing': { layer: string };
    /** A layer is compressed by something that is not gzip or zstd. */
    'layer-compression-unsupported': { layer: string; mediaType: string };
    'blob-missing': { source: string; name: string };
    'blob-truncated': { source: string; name: string };
    'blob-too-large': { source: string; name: string; bytes: number; allowed: number };
    'blob-digest-mismatch': { source: string; expected: string; actual: string };
    /** The folder or archive holds neither an OCI layout nor a docker-archive. */
    'not-an-image': { source: string };
    /** A manifest, index or configuration is not of the form its specification gives. */
    'image-document-invalid': { source: string; name: string; field: string };
    'archive-image-not-found': { source: string; wanted: string; available: string[] };
    'archive-image-ambiguous': { source: string; available: string[] };
  }
}
