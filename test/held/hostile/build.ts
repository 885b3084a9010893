import { archiveOf, configOf, digestOf, type Files, type HeldImage, type HeldLayer, json } from '../kit/image.ts';
import { bytesOf, type Raw, type TarEntry, tarEntry, tarOf } from '../kit/tar.ts';
import type { HostileCase, Latin1, Medium, PathFact, Read, Refusal, Refused } from './contract.ts';

/** Bytes of a text that has one character per byte. */
export function raw(text: Latin1): Buffer {
  return Buffer.from(text, 'latin1');
}

/** Text of bytes, one character per byte. */
export function latin1(bytes: Raw): Latin1 {
  return bytesOf(bytes).toString('latin1');
}

export function refused(because: Refusal, names?: Latin1, alsoRight: readonly Refusal[] = []): Refused {
  return {
    is: 'refused',
    because,
    ...(names === undefined ? {} : { names }),
    ...(alsoRight.length === 0 ? {} : { alsoRight }),
  };
}

/** The paths with the folders nobody wrote down, which the engine makes. */
export function read(paths: Readonly<Record<Latin1, PathFact>>, more: Partial<Omit<Read, 'is' | 'paths'>> = {}): Read {
  const all = new Map<Latin1, PathFact>(Object.entries(paths));
  for (const path of Object.keys(paths)) {
    for (let slash = path.lastIndexOf('/'); slash > 0; slash = path.lastIndexOf('/', slash - 1)) {
      const above = path.slice(0, slash);
      if (!all.has(above)) all.set(above, { type: 'folder', implied: true });
    }
  }
  return { is: 'read', paths: Object.fromEntries(all), ...more };
}

export function file(bytes: number, more: Partial<PathFact> = {}): PathFact {
  return { type: 'file', bytes, ...more };
}

export const FOLDER: PathFact = { type: 'folder' };

export function symlink(link: Latin1): PathFact {
  return { type: 'symlink', link };
}

/** Members of one layer, or the bytes of its tar. */
export type LayerIs = readonly TarEntry[] | Buffer;

export function layers(...all: readonly (() => LayerIs)[]): Medium {
  const layerOf = (is: LayerIs): HeldLayer => (Buffer.isBuffer(is) ? { tar: is } : { entries: is });
  return { is: 'layers', image: (): HeldImage => ({ layers: all.map((one) => layerOf(one())) }) };
}

/** Blocks one after the other and the two zero blocks behind. */
export function tar(...blocks: readonly (Buffer | TarEntry)[]): Buffer {
  return Buffer.concat([...blocks.map((block) => (Buffer.isBuffer(block) ? block : tarEntry(block))), END]);
}

/** The two zero blocks that end a tar. */
export const END = Buffer.alloc(1024);

export const OCI = {
  index: 'application/vnd.oci.image.index.v1+json',
  manifest: 'application/vnd.oci.image.manifest.v1+json',
  config: 'application/vnd.oci.image.config.v1+json',
  tar: 'application/vnd.oci.image.layer.v1.tar',
  gzip: 'application/vnd.oci.image.layer.v1.tar+gzip',
  zstd: 'application/vnd.oci.image.layer.v1.tar+zstd',
} as const;

export type Json = Record<string, unknown>;

export interface BlobLayer {
  readonly blob: Buffer;
  readonly mediaType?: string;
  /** What the blob inflates to; itself by default. */
  readonly tar?: Buffer;
  /** Said in the configuration instead of the right one. */
  readonly diffId?: string;
  /** Fields of the descriptor, over the right ones. */
  readonly descriptor?: Json;
  /** The blob is named and not there. */
  readonly isAbsent?: boolean;
}

/** A document is changed as an object, or replaced by bytes. Its digest and size are counted afterwards. */
export interface LayoutEdits {
  readonly config?: (config: Json) => Json | Buffer;
  readonly manifest?: (manifest: Json) => Json | Buffer;
  /** The one entry of `index.json`. */
  readonly entry?: (descriptor: Json) => Json;
  readonly index?: (index: Json) => Json | Buffer;
  /** The last hand at the files. */
  readonly files?: (files: Files) => void;
}

export function blobPath(digest: string): string {
  return `blobs/${digest.replace(':', '/')}`;
}

/** An OCI layout whose every part may be said wrongly. */
export function layout(all: readonly BlobLayer[], edits: LayoutEdits = {}): Files {
  const files: Files = new Map([['oci-layout', json({ imageLayoutVersion: '1.0.0' })]]);
  const described = imageInto(files, all, edits);
  const index: Json = { schemaVersion: 2, mediaType: OCI.index, manifests: [described] };
  files.set('index.json', edited(index, edits.index));
  edits.files?.(files);
  return files;
}

/** Puts one image's blobs among the files and gives its descriptor. */
export function imageInto(files: Files, all: readonly BlobLayer[], edits: LayoutEdits = {}): Json {
  const described = all.map((layer) => {
    const right = describe(layer.blob, layer.mediaType ?? OCI.tar);
    if (layer.isAbsent !== true) files.set(blobPath(right.digest), layer.blob);
    return { ...right, ...layer.descriptor };
  });
  const diffIds = all.map((layer) => layer.diffId ?? digestOf(layer.tar ?? layer.blob));
  const fitting = JSON.parse(configOf({ layers: all.map(() => ({})) }).toString()) as Json;
  const config = edited({ ...fitting, rootfs: { type: 'layers', diff_ids: diffIds } }, edits.config);
  const configDescriptor = blobInto(files, config, OCI.config);
  const manifest = edited(
    { schemaVersion: 2, mediaType: OCI.manifest, config: configDescriptor, layers: described },
    edits.manifest,
  );
  const descriptor = blobInto(files, manifest, OCI.manifest);
  return edits.entry?.(descriptor) ?? descriptor;
}

export function blobInto(files: Files, bytes: Buffer, mediaType: string): Json & { digest: string } {
  const descriptor = describe(bytes, mediaType);
  files.set(blobPath(descriptor.digest), bytes);
  return descriptor;
}

function describe(bytes: Buffer, mediaType: string): Json & { digest: string } {
  return { mediaType, digest: digestOf(bytes), size: bytes.length };
}

function edited(document: Json, edit: ((document: Json) => Json | Buffer) | undefined): Buffer {
  const result = edit?.(document) ?? document;
  return Buffer.isBuffer(result) ? result : json(result);
}

/** One layer with one file `f` of three bytes: the image a document case is about. */
export const PLAIN_TAR: Buffer = tarOf([{ name: 'f', content: 'abc' }]);
export const PLAIN: BlobLayer = { blob: PLAIN_TAR };
export const PLAIN_READ: Read = read({ f: file(3) });

export function layoutCase(
  about: Pick<HostileCase, 'number' | 'id' | 'says' | 'source' | 'answer'> & Partial<HostileCase>,
  files: () => Files,
): HostileCase {
  return { ...about, medium: { is: 'files', files } };
}

/** A docker-archive of members in the order given. */
export function dockerArchive(members: ReadonlyMap<string, Buffer>, more: readonly TarEntry[] = []): Buffer {
  const ordinary = archiveOf(members);
  return tar(ordinary.subarray(0, ordinary.length - END.length), ...more);
}
