import type { LayerRefusal } from './merge/layer-refusal.ts';
import type { TarFault } from './tar/tar-fault.ts';

declare module '../model/message.ts' {
  interface Messages {
    /** A layer or archive is not a tar that an engine would read. `offset` is in the uncompressed tar. */
    'tar-damaged': { source: string; offset: number; fault: TarFault; path?: string | undefined };
    /** A tar goes beyond a published limit (`TAR_LIMITS`). */
    'tar-over-limit': { source: string; limit: string; allowed: number };
    /** An engine does not unpack this layer. `path` is the member's name; `layer` counts from 0. */
    'layer-refused': { layer: number; path: string; reason: LayerRefusal };
    /** A layer inflates beyond a published limit (`INFLATE_LIMITS`). */
    'inflate-over-limit': { layer: string; limit: 'bytes' | 'ratio' | 'window'; allowed: number };
    'layer-type-unknown': { source: string; mediaType: string };
    /** Laying the layers over each other takes more steps than `TREE_LIMITS.steps`. */
    'tree-over-limit': { allowed: number };
    /** The uncompressed bytes of a layer are not those the configuration names. */
    'layer-diff-id-mismatch': { layer: string; expected: string; actual: string };
    /** The compressed stream of a layer breaks off or is no such stream. */
    'layer-inflate-failed': { layer: string; reason: string };
    /** The thread that read a layer is gone: it had no memory left, or ended before it was done. */
    'layer-reader-died': { layer: string; reason: 'memory' | 'ended' };
    /** A layer is compressed by zstd and neither this Node nor the PATH can undo that. `program`: the system would not start it. */
    'zstd-missing': { layer: string; program?: { path: string; reason: string } | undefined };
    /** A layer is compressed by something that is not gzip or zstd. */
    'layer-compression-unsupported': { layer: string; mediaType: string };
    /** `namedBy`: the document that says it is there. `isMedium`: it is what was asked for, not a part of it. */
    'blob-missing': { source: string; name: string; namedBy?: string | undefined; isMedium?: true };
    'blob-truncated': { source: string; name: string };
    'blob-too-large': { source: string; name: string; bytes: number; allowed: number };
    /** A descriptor says another length than its blob has. */
    'blob-length-mismatch': { source: string; digest: string; bytes: number; saidBytes: number };
    /** An image goes beyond a published limit (`DOCUMENT_LIMITS`). */
    'image-over-limit': { source: string; limit: string; allowed: number };
    'registry-unreachable': { host: string; reason: string };
    /** Nothing came for too long, or next to nothing. */
    'registry-too-slow': { host: string };
    'registry-denied': { host: string; repository: string };
    'registry-not-found': { host: string; repository: string; what: string };
    /** An answer no client can go on from. */
    'registry-refused': { host: string; status: number };
    'registry-redirect-refused': { host: string; to: string; reason: 'too-many' | 'insecure' | 'malformed' };
    /** It wants tokens to be bought at a place that is not safe. */
    'registry-realm-refused': { host: string; realm: string };
    /** The bytes a registry sent are not what their descriptor says. */
    'registry-bytes-wrong': { host: string; digest: string; reason: 'digest' | 'length' };
    'blob-digest-mismatch': { source: string; expected: string; actual: string };
    /** The folder or archive holds neither an OCI layout nor a docker-archive. */
    'not-an-image': { source: string };
    /** A manifest, index or configuration is not of the form its specification gives. */
    'image-document-invalid': { source: string; name: string; field: string };
    /** `index.json` and `manifest.json` of one archive name other images; both by the digest of their configuration. */
    'archive-disagrees': { source: string; image: string; index: string; list: string };
    'archive-image-not-found': { source: string; wanted: string; available: string[] };
    'archive-image-ambiguous': { source: string; available: string[] };
  }
}
