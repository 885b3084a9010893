import { parseDockerfile } from '../../../src/dockerfile/parse-dockerfile.ts';
import { attributeLayers } from '../../../src/facts/lines/attribute-layers.ts';
import { readProvenance } from '../../../src/facts/lines/read-provenance.ts';
import { makeView } from '../../../src/image/random-image.ts';
import { statementsOf } from '../../../src/image/sources/read-statements.ts';
import { sha256 } from '../../../src/model/sha256.ts';
import { HOSTILE_CASES } from '../../held/hostile/cases.ts';
import { SAMPLE_DOCKERFILE, SAMPLE_HISTORY } from '../../kit/sample-images.ts';
import { Refusal, type Seed, type Seeds } from './fuzz-contract.ts';
import { mutate, mutateJson, mutateText, pick, type Random } from './mutate.ts';

const LAYERS = [0, 1, 2, 3].map((i) => [{ name: `f${i}`, content: String(i) }]);
const VIEW = makeView(LAYERS);
const DIGESTS = VIEW.layers.map(({ digest }) => ({ digest }));

/** Both forms of what BuildKit writes down. */
function provenance(isNew: boolean): object {
  const at = (line: number) => ({ locations: [{ ranges: [{ start: { line }, end: { line: line + 1 } }] }] });
  const metadata = {
    source: {
      locations: { step0: at(1), step1: at(3), step2: at(4) },
      infos: [{ filename: 'Dockerfile', data: Buffer.from(SAMPLE_DOCKERFILE).toString('base64') }],
    },
    layers: { 'step0:0': [DIGESTS.slice(0, 1)], 'step1:0': [DIGESTS.slice(0, 2)], 'step2:0': [DIGESTS] },
  };
  const llbDefinition = [
    { id: 'step0', op: { source: { identifier: 'docker-image://docker.io/library/base@sha256:0' } } },
    { id: 'step1', op: { metadata: { description: { 'llb.customname': '[2/3] RUN x' } } } },
  ];
  if (!isNew) {
    const parameters = { args: { target: 'x' } };
    const said = { 'https://mobyproject.org/buildkit@v1#metadata': metadata };
    return { predicate: { invocation: { parameters }, metadata: said, buildConfig: { llbDefinition } } };
  }
  const internalParameters = { buildConfig: { llbDefinition } };
  return { buildDefinition: { internalParameters }, runDetails: { metadata: { buildkit_metadata: metadata } } };
}

/** What says where layers come from: Dockerfiles, histories, records of a build and the statements that hold them. */
export function fuzzedLines(): Seeds {
  const dockerfiles = HOSTILE_CASES.flatMap(({ id, medium, big }) =>
    medium.is === 'dockerfile' && big !== true ? [{ name: id, bytes: Buffer.from(medium.text(), 'latin1') }] : [],
  ).filter(({ bytes }) => bytes.length > 0 && bytes.length < 200_000);
  const sample = { name: 'sample', bytes: Buffer.from(SAMPLE_DOCKERFILE) };
  return {
    dockerfile: [...dockerfiles, sample].map(({ name, bytes }) => ({
      name,
      read: (random) => void parseDockerfile(mutate(bytes, random)),
    })),
    origins: [...dockerfiles, sample, sample, sample].map(({ name, bytes }) => ({
      name,
      read: (random) => attribute(bytes, random),
    })),
    provenance: [false, true].map((isNew) => ({
      name: isNew ? 'v1' : 'v0.2',
      read: (random) => readRecord(provenance(isNew), random),
    })),
    statements: [statements()],
  };
}

function attribute(bytes: Buffer, random: Random): void {
  const history = SAMPLE_HISTORY.map(({ createdBy, emptyLayer }) => ({
    createdBy: random() < 0.15 ? mutateText(createdBy, random) : createdBy,
    emptyLayer: random() < 0.05 ? !emptyLayer : emptyLayer,
  }));
  const layers = history.filter(({ emptyLayer }) => !emptyLayer).length;
  const view = makeView(Array.from({ length: layers }, () => []));
  const text = random() < 0.2 ? bytes : mutate(bytes, random);
  const dockerfile = { text, target: pick([undefined, '', 'b', '\0'], random), args: { A: '${A}' } };
  attributeLayers({ ...view, config: { ...view.config, history } }, { dockerfile });
}

function readRecord(document: object, random: Random): void {
  const text = Buffer.from(JSON.stringify(mutateJson(document, random, 0.05)));
  const record = readProvenance(parse(random() < 0.5 ? text : mutate(text, random)), 'linux/amd64');
  if (record === undefined) throw new Refusal('provenance-useless');
  attributeLayers(VIEW, { records: [record] });
}

function parse(text: Buffer): unknown {
  try {
    return JSON.parse(text.toString());
  } catch {
    throw new Refusal('no-json');
  }
}

const KIND = 'https://slsa.dev/provenance/';

/** An attestation's manifest and its statements, both changed; their digests are not looked at here. */
function statements(): Seed {
  const layer = {
    mediaType: 'application/vnd.in-toto+json',
    digest: sha256('s'),
    size: 5000,
    annotations: { 'in-toto.io/predicate-type': `${KIND}v0.2` },
  };
  const config = { mediaType: 'application/vnd.oci.image.config.v1+json', digest: sha256('c'), size: 2 };
  const manifest = { schemaVersion: 2, config, layers: [layer, { ...layer, digest: sha256('t') }] };
  const attestation = { mediaType: 'application/vnd.oci.image.manifest.v1+json', digest: sha256('m'), size: 900 };
  return {
    name: 'attestation',
    async read(random) {
      const change = (document: object) => {
        const text = Buffer.from(JSON.stringify(mutateJson(document, random, 0.05)));
        return random() < 0.5 ? text : mutate(text, random);
      };
      const view = statementsOf([attestation, attestation], {
        source: 'memory',
        read: async ({ digest }) => change(digest === attestation.digest ? manifest : provenance(random() < 0.5)),
      });
      const found = (await view.statements?.(KIND)) ?? [];
      if (Number.isNaN(await view.unreadStatements?.(KIND))) throw new Error('unread statements are counted');
      for (const one of found) readProvenance(one, 'linux/amd64');
    },
  };
}
