import { COMPRESSION_CASES } from './compression.ts';
import type { HostileCase } from './contract.ts';
import { DOCKERFILE_CASES } from './dockerfiles.ts';
import { BLOB_CASES } from './documents-blobs.ts';
import { IMAGE_CASES } from './documents-images.ts';
import { CONFIG_CASES, JSON_CASES } from './documents-json.ts';
import { SPECIAL_CASES } from './documents-special.ts';
import { NAME_CASES } from './names.ts';
import { LYING_CASES } from './registry-lies.ts';
import { SENDING_CASES } from './registry-sends.ts';
import { HEADER_CASES } from './tar-headers.ts';
import { LAYER_CASES } from './tar-layers.ts';
import { MANY_CASES } from './tar-many.ts';
import { PLACE_CASES } from './tar-places.ts';
import { SPARSE_CASES } from './tar-sparse.ts';
import { TEXT_CASES } from './tar-text.ts';

/** All hostile inputs, one or more cases each, by subject. */
export const HOSTILE_SUBJECTS = {
  tar: [...PLACE_CASES, ...HEADER_CASES, ...TEXT_CASES, ...LAYER_CASES, ...SPARSE_CASES, ...MANY_CASES],
  compression: COMPRESSION_CASES,
  documents: [...BLOB_CASES, ...SPECIAL_CASES, ...IMAGE_CASES, ...JSON_CASES, ...CONFIG_CASES],
  registry: [...SENDING_CASES, ...LYING_CASES],
  names: NAME_CASES,
  dockerfiles: DOCKERFILE_CASES,
} as const satisfies Record<string, readonly HostileCase[]>;

export const HOSTILE_CASES: readonly HostileCase[] = Object.values(HOSTILE_SUBJECTS).flat();

/**
 * Number 38: every one of these must have the same answer however its bytes are cut into reads (`CHUNKINGS`). The layers
 * of the tar cases, and the blobs of the compression cases; a read of a byte at a time makes the large ones slow, so
 * those that stream are left out.
 */
export const CHUNKED_CASES: readonly HostileCase[] = [...HOSTILE_SUBJECTS.tar, ...HOSTILE_SUBJECTS.compression].filter(
  ({ medium, big, number }) => big !== true && medium.is !== 'stream' && number !== 33 && number !== 17,
);

export { CHUNKINGS } from './tar-many.ts';
