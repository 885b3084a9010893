import { DOCKERFILE_LIMITS } from '../dockerfile/dockerfile-limits.ts';
import type { MessageCode } from '../model/message.ts';
import { SECRET_LIMITS } from './collectors/secret-collector.ts';
import { TREE_LIMITS } from './merge/merge-layers.ts';
import { WASTED_BLOCK_BYTES } from './packages/block-form.ts';
import { KEPT_LIMITS } from './packages/open-text-room.ts';
import { JAR_LIMITS, LAYER_JAR_LIMITS } from './packages/parse-jar.ts';
import { PACKAGE_FILE_LIMITS } from './packages/record-readers.ts';
import { REGISTRY_LIMITS } from './registry/registry-client.ts';
import { DOCUMENT_LIMITS } from './sources/image-documents.ts';
import { INFLATE_LIMITS } from './sources/inflate-limits.ts';
import { DOCUMENT_BYTES, DOCUMENT_DEPTH } from './sources/read-document.ts';
import { STATEMENT_LIMITS } from './sources/read-statements.ts';
import { TAR_LIMITS } from './tar/tar-limits.ts';

/** A bound that reading an image keeps, whatever its bytes are. */
export interface PublishedLimit {
  readonly bounds: string;
  readonly value: number;
  readonly unit: 'count' | 'byte' | 'ratio' | 'ms';
  /** What is said where it is met; absent where the file is left out and counted as not read. */
  readonly code?: MessageCode | undefined;
  /** It is set by `--limit NAME=NUMBER`. */
  readonly name?: string | undefined;
}

/** All of them, as docs/limits.md lists them. */
export const PUBLISHED_LIMITS: readonly PublishedLimit[] = [
  { bounds: 'one manifest, index or configuration', value: DOCUMENT_BYTES, unit: 'byte', code: 'blob-too-large' },
  { bounds: 'depth of such a document', value: DOCUMENT_DEPTH, unit: 'count', code: 'image-over-limit' },
  {
    bounds: 'descriptors of all indexes of one image',
    value: DOCUMENT_LIMITS.descriptors,
    unit: 'count',
    code: 'image-over-limit',
  },
  { bounds: 'indexes within indexes', value: DOCUMENT_LIMITS.indexDepth, unit: 'count', code: 'image-over-limit' },
  { bounds: 'layers of one image', value: DOCUMENT_LIMITS.layers, unit: 'count', code: 'image-over-limit' },
  { bounds: 'entries of one layer', value: TAR_LIMITS.entries, unit: 'count', code: 'tar-over-limit', name: 'entries' },
  { bounds: 'one name or link target', value: TAR_LIMITS.nameBytes, unit: 'byte', code: 'tar-over-limit' },
  { bounds: 'folders within folders', value: TAR_LIMITS.pathDepth, unit: 'count', code: 'tar-over-limit' },
  {
    bounds: 'one PAX or GNU record, or sparse map',
    value: TAR_LIMITS.recordBytes,
    unit: 'byte',
    code: 'tar-over-limit',
    name: 'record-bytes',
  },
  {
    bounds: 'names, targets and extended attributes of one layer',
    value: TAR_LIMITS.textBytes,
    unit: 'byte',
    code: 'tar-over-limit',
    name: 'text-bytes',
  },
  {
    bounds: 'one layer, inflated',
    value: INFLATE_LIMITS.bytes,
    unit: 'byte',
    code: 'inflate-over-limit',
    name: 'inflated-bytes',
  },
  {
    bounds: `inflated by compressed bytes of a layer, once past ${INFLATE_LIMITS.freeBytes / 2 ** 20} MiB`,
    value: INFLATE_LIMITS.ratio,
    unit: 'ratio',
    code: 'inflate-over-limit',
    name: 'inflate-ratio',
  },
  { bounds: 'window of a zstd layer', value: INFLATE_LIMITS.windowBytes, unit: 'byte', code: 'inflate-over-limit' },
  {
    bounds: 'steps of laying layers over each other',
    value: TREE_LIMITS.steps,
    unit: 'count',
    code: 'tree-over-limit',
  },
  { bounds: 'one database of a package manager', value: PACKAGE_FILE_LIMITS.databaseBytes, unit: 'byte' },
  { bounds: 'one package’s metadata', value: PACKAGE_FILE_LIMITS.metadataBytes, unit: 'byte' },
  { bounds: 'one package’s list of files', value: PACKAGE_FILE_LIMITS.listBytes, unit: 'byte' },
  { bounds: 'one jar', value: PACKAGE_FILE_LIMITS.jarBytes, unit: 'byte' },
  { bounds: 'one jar within another', value: JAR_LIMITS.innerBytes, unit: 'byte' },
  { bounds: 'manifests and properties of one jar', value: JAR_LIMITS.documentsBytes, unit: 'byte' },
  { bounds: 'inflated of all jars of one layer', value: LAYER_JAR_LIMITS.inflatedBytes, unit: 'byte' },
  { bounds: 'manifests and properties of all jars of one layer', value: LAYER_JAR_LIMITS.documentsBytes, unit: 'byte' },
  { bounds: 'members of all jars of one layer', value: LAYER_JAR_LIMITS.members, unit: 'count' },
  { bounds: 'names, versions and paths of the packages of one layer', value: KEPT_LIMITS.layerBytes, unit: 'byte' },
  { bounds: 'those of records that only hard links name', value: KEPT_LIMITS.unnamedBytes, unit: 'byte' },
  {
    bounds: 'paths of lists in further folders that hard links put them into',
    value: KEPT_LIMITS.linkedBytes,
    unit: 'byte',
  },
  { bounds: 'inflated in vain in search of lists in programs of one layer', value: WASTED_BLOCK_BYTES, unit: 'byte' },
  { bounds: 'one file searched for a secret for its name', value: SECRET_LIMITS.namedBytes, unit: 'byte' },
  { bounds: 'one such JSON file', value: SECRET_LIMITS.jsonBytes, unit: 'byte' },
  { bounds: 'one other file searched for tokens', value: SECRET_LIMITS.textBytes, unit: 'byte' },
  { bounds: 'one Dockerfile', value: DOCKERFILE_LIMITS.bytes, unit: 'byte', code: 'dockerfile-over-limit' },
  {
    bounds: 'instructions of one Dockerfile',
    value: DOCKERFILE_LIMITS.instructions,
    unit: 'count',
    code: 'dockerfile-over-limit',
  },
  { bounds: 'attestations of one image', value: STATEMENT_LIMITS.manifests, unit: 'count' },
  { bounds: 'statements of them', value: STATEMENT_LIMITS.statements, unit: 'count' },
  { bounds: 'statements of them together', value: STATEMENT_LIMITS.bytes, unit: 'byte' },
  { bounds: 'jars within jars', value: JAR_LIMITS.depth, unit: 'count' },
  { bounds: 'manifests, properties and jars of one jar and those within it', value: JAR_LIMITS.members, unit: 'count' },
  { bounds: 'one jar and those within it, inflated', value: JAR_LIMITS.inflatedBytes, unit: 'byte' },
  {
    bounds: 'redirects of one request to a registry',
    value: REGISTRY_LIMITS.redirects,
    unit: 'count',
    code: 'registry-redirect-refused',
  },
  { bounds: 'silence of a registry', value: REGISTRY_LIMITS.silenceMs, unit: 'ms', code: 'registry-too-slow' },
];
