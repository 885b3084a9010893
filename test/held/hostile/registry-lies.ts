import { gzipSync } from 'node:zlib';
import { file, OCI, PLAIN_READ, read, refused } from './build.ts';
import type { HeldRequest, HeldResponse, HostileCase } from './contract.ts';
import {
  honest,
  IMAGE,
  isBlob,
  isManifest,
  LAYER_DIGEST,
  manifestOf,
  OTHER_IMAGE,
  REFERENCE,
  registryCase,
  status,
  whole,
} from './registry-play.ts';

/** Registries that lie, stall or talk without end (62). */

const no = refused('network-refused');
const DIGEST_REFERENCE = `registry.test/app@${IMAGE.digest}`;
const wrong = refused('digest-mismatch');
const LIE = `sha256:${'0'.repeat(64)}`;

const onManifest =
  (answer: (request: HeldRequest) => HeldResponse | undefined) =>
  (request: HeldRequest): HeldResponse | undefined =>
    isManifest(request) && request.method === 'GET' ? answer(request) : undefined;
const onBlob = (answer: HeldResponse) => (request: HeldRequest) =>
  isBlob(request) && request.method === 'GET' ? answer : undefined;

const layerBytes = IMAGE.blobs.get(LAYER_DIGEST) ?? Buffer.alloc(0);
const OCTETS = 'application/octet-stream';
const dripOf = (piece: Buffer, everyMs: number, headers: Readonly<Record<string, string>>): HeldResponse => ({
  status: 200,
  headers,
  body: { is: 'drip', piece, everyMs },
});

export const LYING_CASES: readonly HostileCase[] = [
  registryCase(
    {
      number: 62,
      id: 'digest-header-lies',
      says: 'The header names another digest than the bytes have: the hash of the bytes decides',
      answer: { ...PLAIN_READ, orRefused: ['digest-mismatch'] },
    },
    (request) => (isManifest(request) ? manifestOf(request, IMAGE, { 'docker-content-digest': LIE }) : undefined),
  ),
  registryCase(
    {
      number: 62,
      id: 'digest-asked-other-bytes',
      says: 'Asked by digest, the registry gives another manifest and calls it by the digest asked for',
      answer: wrong,
    },
    onManifest((request) => manifestOf(request, OTHER_IMAGE, { 'docker-content-digest': IMAGE.digest })),
    { reference: DIGEST_REFERENCE },
  ),
  registryCase(
    {
      number: 62,
      id: 'tag-moves',
      says: 'The tag moves after it was looked up: one image or the other, never a mixture',
      answer: { ...read({ other: file(5) }), orRefused: ['digest-mismatch'] },
    },
    (request) => {
      if (request.method === 'HEAD' && isManifest(request)) return manifestOf(request, IMAGE);
      return honest(request, OTHER_IMAGE);
    },
  ),
  registryCase(
    {
      number: 62,
      id: 'type-header-lies',
      says: 'The header calls the manifest an index',
      answer: refused('ambiguous', undefined, ['invalid-document']),
    },
    onManifest((request) => manifestOf(request, IMAGE, { 'content-type': OCI.index })),
  ),
  registryCase(
    {
      number: 62,
      id: 'manifest-by-accept',
      says: 'Who accepts an index gets another manifest; asked by digest the hash decides',
      answer: { ...PLAIN_READ, orRefused: ['digest-mismatch'] },
    },
    onManifest((request) =>
      (request.headers['accept'] ?? '').includes('index') ? manifestOf(request, OTHER_IMAGE) : undefined,
    ),
    { reference: DIGEST_REFERENCE },
  ),
  registryCase(
    {
      number: 62,
      id: 'page-instead-of-a-manifest',
      says: 'Status 200 and a page to sign in',
      answer: refused('invalid-document', undefined, ['unsupported']),
    },
    onManifest(() => whole(Buffer.from('<!doctype html><title>Sign in</title>'), 'text/html')),
  ),
  registryCase(
    { number: 62, id: 'page-instead-of-a-blob', says: 'Status 200 and a page instead of the layer', answer: wrong },
    onBlob(whole(Buffer.from('<!doctype html><title>Sign in</title>'), 'text/html')),
  ),
  registryCase(
    {
      number: 62,
      id: 'blob-by-another-name',
      says: 'The layer’s bytes are those of another blob of as many bytes',
      answer: wrong,
    },
    onBlob(whole(Buffer.alloc(layerBytes.length, 'x'), OCTETS)),
  ),
  registryCase(
    { number: 62, id: 'manifest-one-byte-a-second', says: 'A manifest byte by byte', answer: refused('too-slow') },
    onManifest(() => dripOf(Buffer.from(' '), 1000, { 'content-type': OCI.manifest, 'content-length': '100000' })),
  ),
  registryCase(
    { number: 62, id: 'blob-one-byte-a-second', says: 'A layer byte by byte', answer: refused('too-slow') },
    onBlob(dripOf(Buffer.from('x'), 1000, { 'content-type': OCTETS, 'content-length': String(layerBytes.length) })),
  ),
  registryCase(
    { number: 62, id: 'headers-and-silence', says: 'The headers come, the body never', answer: refused('too-slow') },
    onBlob({ status: 200, headers: { 'content-length': String(layerBytes.length) }, body: { is: 'silence' } }),
  ),
  registryCase(
    {
      number: 62,
      id: 'manifest-without-end',
      says: 'A manifest in chunks that never end',
      answer: refused('over-limit', undefined, ['invalid-document']),
    },
    onManifest(() => dripOf(Buffer.alloc(65_536, ' '), 0, { 'content-type': OCI.manifest })),
  ),
  registryCase(
    {
      number: 62,
      id: 'blob-without-end',
      says: 'A layer in chunks that never end: no byte more is taken than its descriptor says',
      answer: refused('digest-mismatch', undefined, ['over-limit']),
    },
    onBlob(dripOf(Buffer.alloc(65_536, 'x'), 0, { 'content-type': OCTETS })),
  ),
  registryCase(
    {
      number: 62,
      id: 'blob-one-byte-longer',
      says: 'The right layer and one byte more',
      answer: refused('digest-mismatch', undefined, ['over-limit']),
    },
    onBlob(whole(Buffer.concat([layerBytes, Buffer.from('x')]), OCTETS)),
  ),
  registryCase(
    {
      number: 62,
      id: 'content-length-too-long',
      says: 'More bytes are promised than come, and the connection is cut',
      answer: refused('digest-mismatch', undefined, ['network-refused', 'too-slow']),
      network: { mostRequests: 20 },
    },
    onBlob({
      status: 200,
      headers: { 'content-type': OCTETS, 'content-length': String(layerBytes.length) },
      body: { is: 'cut', bytes: layerBytes.subarray(0, 700) },
    }),
  ),
  registryCase(
    {
      number: 62,
      id: 'content-length-of-8-eib',
      says: 'More bytes are promised than there are, and the layer is cut off',
      answer: refused('digest-mismatch', undefined, ['over-limit', 'network-refused', 'too-slow']),
      network: { mostRequests: 20 },
    },
    onBlob({
      status: 200,
      headers: { 'content-type': OCTETS, 'content-length': '9223372036854775807' },
      body: { is: 'cut', bytes: layerBytes },
    }),
  ),
  registryCase(
    {
      number: 62,
      id: 'body-in-gzip',
      says: 'A content-encoding of gzip around the layer: the layer’s bytes are what is hashed, or it is refused',
      answer: { ...PLAIN_READ, orRefused: ['digest-mismatch', 'unsupported'] },
    },
    onBlob(whole(gzipSync(layerBytes), OCTETS, { 'content-encoding': 'gzip' })),
  ),
  ...['86400', '99999999999999999999', '-1', 'soon', 'Fri, 31 Dec 9999 23:59:59 GMT'].map((retryAfter) =>
    registryCase(
      {
        number: 62,
        id: `status-429-${retryAfter.replaceAll(/[^\w-]+/g, '-')}`,
        says: 'Too many requests, for ever: a few attempts, none of them after a day',
        answer: refused('too-slow', undefined, ['network-refused']),
        network: { mostRequests: 15 },
      },
      (request) => (isManifest(request) ? status(429, { 'retry-after': retryAfter }) : undefined),
    ),
  ),
  registryCase(
    {
      number: 62,
      id: 'status-429-once',
      says: 'Too many requests once, and a second later all is well',
      answer: PLAIN_READ,
      network: { mostRequests: 15 },
    },
    (request) => (isManifest(request) && request.nth === 0 ? status(429, { 'retry-after': '1' }) : undefined),
  ),
  registryCase(
    {
      number: 62,
      id: 'status-500-for-ever',
      says: 'The registry fails whenever the layer is asked for',
      answer: no,
      network: { mostRequests: 15 },
    },
    (request) => (isBlob(request) ? status(500) : undefined),
  ),
  registryCase(
    {
      number: 62,
      id: 'nothing-hostile',
      says: 'An honest registry, so that the play itself is judged',
      answer: PLAIN_READ,
    },
    () => undefined,
    { reference: REFERENCE },
  ),
];
