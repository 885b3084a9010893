import { describe, expect, test } from 'vitest';
import { nodeInflater } from '../../adapters/blobs/node-inflater.ts';
import type { ImageView } from '../contract.ts';
import { type Blobs, makeTar, memoryBlobs, putBlob, putIndex, putManifest } from '../random-image.ts';
import { openOciLayout } from './open-oci-layout.ts';
import { STATEMENT_LIMITS } from './read-statements.ts';

const SLSA = 'https://slsa.dev/provenance/';
const OCI = 'application/vnd.oci.image';
const TYPE = 'application/vnd.in-toto+json';

type Descriptor = ReturnType<typeof putBlob>;

function putStatement(blobs: Blobs, content: Uint8Array | object, kind = `${SLSA}v1`) {
  return { ...putBlob(blobs, TYPE, content), annotations: { 'in-toto.io/predicate-type': kind } };
}

/** An image with attestations beside it; reads are counted by name. */
async function opened(blobs: Blobs, attestations: readonly Descriptor[]) {
  const image = putManifest(blobs, { layers: [makeTar([{ name: 'a' }])] }) as Descriptor;
  const beside = attestations.map((descriptor) => ({
    ...descriptor,
    platform: { os: 'unknown', architecture: 'unknown' },
    annotations: { 'vnd.docker.reference.type': 'attestation-manifest', 'vnd.docker.reference.digest': image.digest },
  }));
  const reader = memoryBlobs(putIndex(blobs, [image, ...beside]));
  const reads: string[] = [];
  const read: typeof reader.read = (name, ...rest) => {
    reads.push(name);
    return reader.read(name, ...rest);
  };
  const view = await openOciLayout({ ...reader, read }, {}, nodeInflater(''));
  reads.length = 0;
  return { view, reads };
}

function putAttestation(blobs: Blobs, layers: readonly object[]): Descriptor {
  const config = putBlob(blobs, `${OCI}.config.v1+json`, {});
  return putBlob(blobs, `${OCI}.manifest.v1+json`, { schemaVersion: 2, config, layers });
}

async function told(view: ImageView) {
  return { found: await view.statements?.(SLSA), unread: await view.unreadStatements?.(SLSA) };
}

describe('statements beside an image', () => {
  test('those of the kind that is asked for, each once', async () => {
    const blobs: Blobs = new Map();
    const one = putStatement(blobs, { n: 1 });
    const other = putStatement(blobs, { n: 2 }, 'https://spdx.dev/Document');
    const attestation = putAttestation(blobs, [...Array(500).fill(one), other]);
    const { view, reads } = await opened(blobs, [attestation, attestation]);
    expect(await told(view)).toEqual({ found: [{ n: 1 }], unread: 0 });
    expect(reads).toHaveLength(2);
  });

  test('one that is missing, damaged or none is passed over and counted', async () => {
    const blobs: Blobs = new Map();
    const good = putAttestation(blobs, [
      putStatement(new Map(), { gone: true }),
      putStatement(blobs, Buffer.from('no JSON')),
      { ...putStatement(blobs, { n: 0 }), size: 1 },
      putStatement(blobs, { n: 1 }),
    ]);
    const damaged = putBlob(blobs, `${OCI}.manifest.v1+json`, Buffer.from('{'));
    const gone = putAttestation(new Map(), [{}]);
    const { view } = await opened(blobs, [gone, damaged, good]);
    expect(await told(view)).toEqual({ found: [{ n: 1 }], unread: 5 });
  });

  test('so many are read and no more, of manifests and of statements', async () => {
    const blobs: Blobs = new Map();
    const many = (count: number) => Array.from({ length: count }, (_, n) => n);
    const layers = many(20).map((n) => putStatement(blobs, { n }));
    const { view } = await opened(blobs, [putAttestation(blobs, layers)]);
    expect(await told(view)).toEqual({ found: many(STATEMENT_LIMITS.statements).map((n) => ({ n })), unread: 4 });
    const attestations = many(20).map((n) => putAttestation(blobs, [putStatement(blobs, { n }, `x${n}`)]));
    const crowd = await opened(blobs, attestations);
    expect(await told(crowd.view)).toEqual({ found: [], unread: 20 - STATEMENT_LIMITS.manifests });
  });

  test('so many bytes are read and no more', async () => {
    const blobs: Blobs = new Map();
    const large = (n: number) => putStatement(blobs, { n, text: 'x'.repeat(3 << 20) });
    const { view, reads } = await opened(blobs, [putAttestation(blobs, [0, 1, 2, 3, 4, 5, 6].map(large))]);
    const { found, unread } = await told(view);
    expect([found?.length, unread]).toEqual([5, 2]);
    expect(reads).toHaveLength(6);
  });

  test('an image that nobody attests has none', async () => {
    expect(await told((await opened(new Map(), [])).view)).toEqual({ found: undefined, unread: undefined });
  });
});
