import fc from 'fast-check';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { nodeInflater } from '../../adapters/blobs/node-inflater.ts';
import {
  type Blobs,
  makeDockerArchive,
  makeTar,
  memoryBlobs,
  putBlob,
  putIndex,
  putManifest,
} from '../random-image.ts';
import { findOddKey } from './find-odd-key.ts';
import { openDockerArchive } from './open-docker-archive.ts';
import { openOciLayout } from './open-oci-layout.ts';
import { openTarMembers } from './open-tar-members.ts';

const Thing = v.object({ size: v.nullish(v.number()), tasks: v.nullish(v.array(v.object({ kind: v.string() }))) });
const Whole = v.object({ thing: v.nullish(Thing), labels: v.nullish(v.record(v.string(), v.string())) });

describe('a key that readers differ on', () => {
  test.each([
    ['{"thing":1,"thing":2}', 'thing'],
    ['{"Thing":1}', 'Thing'],
    ['{"thing":{"size":1,"x":{"size":1,"size":2},"SIZE":2}}', 'thing.SIZE'],
    ['{"thing":{"tasks":[{"kind":"a"},{"kind":"b","Kind":"c"}]}}', 'thing.tasks.Kind'],
    ['{"thing":{"s\\u0069ze":1,"size":2}}', 'thing.size'],
    // Go takes the long s and the sign of Kelvin for letters of ASCII.
    ['{"thing":{"ta\u017fks":[]}}', 'thing.ta\u017fks'],
    ['{"thing":{"tas\u212as":[]}}', 'thing.tas\u212as'],
    ['{"thing":{},"labels":{},"LABELS":{}}', 'LABELS'],
  ])('%s', (text, path) => expect(findOddKey(text, Whole)).toBe(path));

  test.each([
    '{}',
    '[]',
    'null',
    '"size"',
    '{"thing":{"size":1,"tasks":[{"kind":"a"},{"kind":"a"}]},"labels":{"A":"1","a":"2","thing":"x","Thing":"y"}}',
    // Keys nobody reads, and keys that only stand elsewhere.
    '{"x":1,"X":2,"size":1,"Size":2,"kind":[{"kind":1,"Kind":2}]}',
    '{"thing":[{"size":1,"size":2}]}',
    '{"labels":{"x":"\\"thing\\":1,\\\\"},"thing":{"size":1}}',
    '{"labels":{"x":"{\\"thing\\":[","y":"}]"},"thing":{"size":1}}',
  ])('%s is honest', (text) => expect(findOddKey(text, Whole)).toBeUndefined());

  test('none is found in what JSON.stringify writes, however deep', () => {
    const value = fc.jsonValue({ maxDepth: 6 });
    const thing = fc.record({ size: value, tasks: fc.array(fc.record({ kind: value })) }, { requiredKeys: [] });
    fc.assert(
      fc.property(fc.record({ thing, labels: fc.dictionary(fc.string(), value) }), (document) => {
        const text = JSON.stringify(document);
        expect(findOddKey(text, Whole)).toBeUndefined();
        expect(findOddKey(`${text.slice(0, -1)},"THING":0}`, Whole)).toBe('THING');
      }),
    );
  });
});

describe('documents that engines read otherwise are refused', () => {
  const good = makeTar([{ name: 'a', content: 'good' }]);
  const evil = makeTar([{ name: 'b', content: 'evil' }]);
  const inflater = nodeInflater('');
  type Json = Readonly<Record<string, unknown>>;
  const nameOf = ({ digest }: { readonly digest: string }) => `blobs/${digest.replace(':', '/')}`;
  const read = (blobs: Blobs, at: object) =>
    JSON.parse(Buffer.from(blobs.get(nameOf(at as { digest: string })) ?? []).toString()) as Json;
  const OCI = 'application/vnd.oci.image';

  /** An honest image but for one document, whose text gets more keys. */
  async function opened({ manifest = '', config = '', index = '' }) {
    const blobs: Blobs = new Map();
    const made = read(
      blobs,
      putManifest(blobs, { layers: [good], config: { Labels: { A: '1', a: '2' }, Env: ['a=1', 'A=2'] } }),
    );
    const more = (document: Json, text: string) => Buffer.from(`${JSON.stringify(document).slice(0, -1)}${text}}`);
    const configAt = putBlob(blobs, `${OCI}.config.v1+json`, more(read(blobs, made['config'] as object), config));
    const at = putBlob(blobs, `${OCI}.manifest.v1+json`, more({ ...made, config: configAt }, manifest));
    putIndex(blobs, [at]);
    blobs.set('index.json', more({ schemaVersion: 2, manifests: [at] }, index));
    return openOciLayout(memoryBlobs(blobs), {}, inflater);
  }
  const invalid = (field: string) => ({ code: 'image-document-invalid', args: { field } });
  const layersOf = (tar: Uint8Array) => JSON.stringify([putBlob(new Map(), `${OCI}.layer.v1.tar`, tar)]);

  test('labels and variables that only differ in case are honest', async () => {
    expect((await opened({})).config).toMatchObject({ labels: { A: '1', a: '2' }, env: ['a=1', 'A=2'] });
    const free = ',"annotations":{"A":"1","a":"2","a":"3"},"x":1,"X":2';
    expect((await opened({ manifest: free, config: ',"x":1,"X":2', index: free })).layers).toHaveLength(1);
  });

  test('a manifest, its list of layers above all', async () => {
    await expect(opened({ manifest: `,"Layers":${layersOf(evil)}` })).rejects.toMatchObject(invalid('Layers'));
    await expect(opened({ manifest: `,"layers":${layersOf(evil)}` })).rejects.toMatchObject(invalid('layers'));
    await expect(opened({ manifest: ',"Manifests":[]' })).rejects.toMatchObject(invalid('Manifests'));
    await expect(opened({ manifest: ',"layer\u017f":[]' })).rejects.toMatchObject(invalid('layer\u017f'));
  });

  test('a configuration and an index', async () => {
    await expect(opened({ config: ',"RootFS":{"diff_ids":[]}' })).rejects.toMatchObject(invalid('RootFS'));
    await expect(opened({ config: ',"config":{"User":"root"}' })).rejects.toMatchObject(invalid('config'));
    await expect(opened({ index: ',"manifests":[]' })).rejects.toMatchObject(invalid('manifests'));
    await expect(opened({ index: ',"MANIFESTS":[]' })).rejects.toMatchObject(invalid('MANIFESTS'));
  });

  test('the manifest.json of a docker-archive', async () => {
    const tar = Buffer.from(makeDockerArchive([good], ['x:1']));
    const at = tar.indexOf('"RepoTags":["x:1"]');
    tar.write('"layers":["x:12"]'.padEnd('"RepoTags":["x:1"]'.length), at);
    const members = await openTarMembers(memoryBlobs(new Map([['save.tar', tar]])), 'save.tar');
    await expect(openDockerArchive(members, {}, inflater)).rejects.toMatchObject({
      code: 'image-document-invalid',
      args: { name: 'manifest.json', field: 'layers' },
    });
  });
});
