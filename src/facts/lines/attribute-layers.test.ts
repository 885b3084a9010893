import { describe, expect, test } from 'vitest';
import { cpuMs } from '../../../test/kit/cpu-time.ts';
import { makeView } from '../../image/random-image.ts';
import { attributeLayers } from './attribute-layers.ts';
import { type BuildRecord, readProvenance } from './read-provenance.ts';

const DOCKERFILE = `# syntax=docker/dockerfile:1
FROM base AS deps
RUN pip install \\
    numpy

FROM deps
WORKDIR /app
COPY . .
CMD ["run"]
`;

const recordsOf = (record: BuildRecord | undefined) => (record === undefined ? [] : [record]);
const step = (createdBy: string, emptyLayer = false) => ({ createdBy, emptyLayer });
const HISTORY = [
  step('/bin/sh -c #(nop) ADD file:1 in / '),
  step('/bin/sh -c #(nop)  CMD ["bash"]', true),
  step('RUN /bin/sh -c pip install     numpy # buildkit'),
  step('WORKDIR /app'),
  step('COPY . . # buildkit'),
  step('CMD ["run"]', true),
];

function viewOf(history: typeof HISTORY, layers: number) {
  const view = makeView(Array.from({ length: layers }, (_, i) => [{ name: `f${i}`, content: String(i) }]));
  return { ...view, config: { ...view.config, history } };
}

describe('a Dockerfile whose steps are those of the history', () => {
  const hints = { dockerfile: { text: Buffer.from(DOCKERFILE) } };

  test('gives lines, through stages that stand on each other; the base is told apart', () => {
    expect(attributeLayers(viewOf(HISTORY, 4), hints).origins).toMatchObject([
      { known: 'dockerfile', isBase: true, lines: { start: 2, end: 2 }, instruction: 'ADD file:1 in /' },
      { known: 'dockerfile', isBase: false, lines: { start: 3, end: 4 } },
      { known: 'dockerfile', isBase: false, lines: { start: 7, end: 7 }, instruction: 'WORKDIR /app' },
      { known: 'dockerfile', isBase: false, lines: { start: 8, end: 8 }, instruction: 'COPY . .' },
    ]);
  });

  test('is not believed where one step is of another keyword, or there are fewer steps', () => {
    const other = HISTORY.with(4, step('ADD . . # buildkit'));
    expect(attributeLayers(viewOf(other, 4), hints).origins.map(({ known }) => known)).toEqual(
      Array(4).fill('history'),
    );
    expect(attributeLayers(viewOf(HISTORY.slice(3), 2), hints).origins.map(({ known }) => known)).toEqual([
      'history',
      'history',
    ]);
  });

  test('is not believed where a command is another, or where it has no step of its own', () => {
    const other = HISTORY.with(2, step('RUN /bin/sh -c pip install pandas # buildkit'));
    expect(attributeLayers(viewOf(other, 4), hints).origins.map(({ known }) => known)).toEqual(
      Array(4).fill('history'),
    );
    const bare = { dockerfile: { text: Buffer.from('FROM base\n') } };
    const [first] = attributeLayers(viewOf(HISTORY, 4), bare).origins;
    expect(first).toMatchObject({ known: 'history' });
  });

  test('a target that it does not have is said', () => {
    const target = { dockerfile: { text: Buffer.from(DOCKERFILE), target: 'none' } };
    expect(() => attributeLayers(viewOf(HISTORY, 4), target)).toThrow('dockerfile-unknown-target');
  });

  test('the stage that was built counts', () => {
    const target = { dockerfile: { text: Buffer.from(DOCKERFILE), target: 'deps' } };
    expect(attributeLayers(viewOf(HISTORY.slice(0, 3), 2), target).origins).toMatchObject([
      { isBase: true },
      { isBase: false, lines: { start: 3, end: 4 } },
    ]);
  });
});

describe('a record of the build', () => {
  const view = viewOf(HISTORY, 4);
  const digests = view.layers.map(({ diffId }) => ({ digest: diffId }));
  const at = (start: number, end = start) => ({
    locations: [{ ranges: [{ start: { line: start }, end: { line: end } }] }],
  });
  const predicate = (layers: Readonly<Record<string, unknown>>) => ({
    buildConfig: {
      llbDefinition: [
        { id: 'step0', op: { Op: { source: { identifier: 'docker-image://docker.io/library/base:1' } } } },
      ],
    },
    metadata: {
      'https://mobyproject.org/buildkit@v1#metadata': {
        source: {
          locations: { step0: at(2), step1: at(3, 4), step2: at(7), step3: at(8) },
          infos: [{ filename: 'Dockerfile', data: Buffer.from(DOCKERFILE).toString('base64') }],
        },
        layers,
      },
    },
  });
  const LAYERS = {
    'step0:0': [digests.slice(0, 1)],
    'step1:0': [digests.slice(0, 2)],
    'step2:0': [digests.slice(0, 3)],
    'step3:0': [digests.slice(0, 4)],
  };

  test('tells the step that made each layer, in all the forms it comes in', () => {
    const inV1 = {
      buildDefinition: { internalParameters: { buildConfig: predicate(LAYERS).buildConfig } },
      runDetails: {
        metadata: { buildkit_metadata: predicate(LAYERS).metadata['https://mobyproject.org/buildkit@v1#metadata'] },
      },
    };
    for (const document of [
      predicate(LAYERS),
      inV1,
      { predicateType: 'https://slsa.dev/provenance/v0.2', predicate: predicate(LAYERS) },
      { 'buildx.build.provenance': predicate(LAYERS) },
      { 'buildx.build.provenance/linux/amd64': predicate(LAYERS) },
    ]) {
      const record = readProvenance(document, 'linux/amd64');
      expect(attributeLayers(view, { records: recordsOf(record) }).origins).toMatchObject([
        { known: 'provenance', isBase: true, lines: { start: 2, end: 2 } },
        { known: 'provenance', isBase: false, lines: { start: 3, end: 4 }, instruction: 'RUN pip install numpy' },
        { known: 'provenance', isBase: false, lines: { start: 7, end: 7 } },
        { known: 'provenance', isBase: false, lines: { start: 8, end: 8 }, instruction: 'COPY . .' },
      ]);
    }
  });

  test('a linked copy stands on nothing', () => {
    const record = readProvenance(predicate({ ...LAYERS, 'step3:0': [digests.slice(3)] }));
    expect(attributeLayers(view, { records: recordsOf(record) }).origins.at(-1)).toMatchObject({
      known: 'provenance',
      lines: { start: 8, end: 8 },
    });
  });

  test('one of another image is not believed, nor one that tells no layers', () => {
    const other = readProvenance(predicate({ 'step0:0': [[{ digest: `sha256:${'0'.repeat(64)}` }]] }));
    expect(attributeLayers(view, { records: recordsOf(other) }).origins.map(({ known }) => known)).toEqual(
      Array(4).fill('history'),
    );
    expect(readProvenance({ metadata: {} })).toBeUndefined();
    expect(readProvenance('nonsense')).toBeUndefined();
  });

  describe('made to cost much', () => {
    const many = viewOf([], 500);
    const own = many.layers.map(({ diffId }) => diffId);
    const costOf = (record: BuildRecord) => {
      const started = cpuMs();
      const { origins } = attributeLayers(many, { records: [record] });
      expect(origins.at(-1)).toMatchObject({ known: 'provenance' });
      return cpuMs() - started;
    };
    const whole = { id: 'x', places: [], chains: [own] };

    test('chains without end are gone through once, not once a layer', () => {
      const chains = new Array<readonly string[]>(1_000_000).fill([]);
      expect(costOf({ steps: [{ id: 'a', places: [], chains }, whole] })).toBeLessThan(1500);
      const steps = Array.from({ length: 100_000 }, (_, i) => ({ id: `${i}`, places: [], chains: [[`${i}`]] }));
      expect(costOf({ steps: [...steps, whole] })).toBeLessThan(1500);
    });

    test('a Dockerfile of nothing but lines is taken apart once, and no instruction is all of it', () => {
      const dockerfile = { name: 'Dockerfile', text: Buffer.alloc(1 << 20, '\n') };
      const steps = own.map((_, i) => ({
        id: `${i}`,
        places: [{ start: 1, end: 9e15 }],
        chains: [own.slice(0, i + 1)],
      }));
      expect(costOf({ steps, dockerfile })).toBeLessThan(4000);
    });
  });
});

describe('a Dockerfile beside a history', () => {
  const known = (lines: string, ...createdBy: string[]) => {
    const history = [step('ADD root.tar / # buildkit'), ...createdBy.map((words) => step(words))];
    const dockerfile = { text: Buffer.from(`FROM base\n${lines}\n`) };
    return attributeLayers(viewOf(history, history.length), { dockerfile }).origins.at(-1)?.known;
  };

  test.each([
    ['RUN make', 'RUN /bin/sh -c make # buildkit'],
    ['RUN make', 'make'],
    ['RUN make', '/bin/sh -c make'],
    ['RUN make', 'RUN |1 A=b c /bin/bash -o pipefail -c make # buildkit'],
    ['RUN --mount=type=cache,target=/x a \\\n # hi\n  && b', 'RUN /bin/sh -c a   && b # buildkit'],
    ['RUN ["make", "all of it"]', 'RUN make all of it # buildkit'],
    ['RUN ["make", "all"]', 'RUN |1 A=b make all # buildkit'],
    ['RUN <<EOF\nmake\nEOF', 'RUN /bin/sh -c make\n # buildkit'],
    ['RUN <<EOF\n#!/bin/sh\nmake\nEOF', 'RUN /bin/sh -c /dev/pipes/EOF # buildkit'],
    ['RUN cat <<EOF > /a\nmake\nEOF', 'RUN /bin/sh -c cat <<EOF > /a\nmake\nEOF # buildkit'],
    ['COPY --from=a --chown=1 new /new', 'COPY --chown=1 new /new # buildkit'],
    ['COPY ["a b", "/c d"]', 'COPY a b /c d # buildkit'],
    ['COPY new /new', '/bin/sh -c #(nop) COPY file:0a1b in /new '],
    ['COPY new lib/', '/bin/sh -c #(nop) COPY dir:0a1b in /srv/lib '],
    ['COPY $A x ${B}/c', 'COPY one two x /b/c # buildkit'],
    ['ENV A=b \\\n C="d e"', 'ENV A=b C=d e'],
    ['ENV A b c', '/bin/sh -c #(nop)  ENV A=b c'],
    ['WORKDIR inner', 'WORKDIR /srv/inner'],
  ])('is believed: %s as %s', (lines, createdBy) => expect(known(lines, createdBy)).toBe('dockerfile'));

  test.each([
    ['RUN make', 'RUN /bin/sh -c cmake --build . # buildkit'],
    ['RUN apt-get update', 'RUN /bin/sh -c apt-get update && apt-get install -y gcc # buildkit'],
    ['RUN ["make"]', 'RUN cmake # buildkit'],
    ['RUN <<EOF\nmake\nEOF', 'RUN /bin/sh -c cmake\n # buildkit'],
    ['COPY new /new', 'COPY old /new # buildkit'],
    ['COPY new /new', 'COPY new /old # buildkit'],
    ['COPY new /new', '/bin/sh -c #(nop) COPY file:0a1b in /old '],
    ['COPY $A /new', 'COPY a /old # buildkit'],
    ['ENV A=b', 'ENV B=b'],
    ['ARG A', 'ARG B=1'],
    ['LABEL a=b', 'LABEL b=b'],
    ['WORKDIR /a', 'WORKDIR /b'],
  ])('is not believed: %s as %s', (lines, createdBy) => expect(known(lines, createdBy)).toBe('history'));

  test('what the ONBUILDs of a base did is told at its FROM, and is not of the base', () => {
    const history = [
      step('ADD root.tar / # buildkit'),
      step('ONBUILD COPY . /src', true),
      step('COPY . /src # buildkit'),
      step('ONBUILD COPY . /app', true),
      step('ONBUILD RUN make', true),
      step('CMD ["run"]', true),
      step('COPY . /app # buildkit'),
      step('RUN /bin/sh -c make # buildkit'),
      step('RUN /bin/sh -c true # buildkit'),
    ];
    const dockerfile = { text: Buffer.from('FROM base\nRUN true\n') };
    expect(attributeLayers(viewOf(history, 5), { dockerfile }).origins).toMatchObject([
      { isBase: true, lines: { start: 1 } },
      { isBase: true, lines: { start: 1 } },
      { isBase: false, lines: { start: 1 }, instruction: 'COPY . /app' },
      { isBase: false, lines: { start: 1 }, instruction: 'RUN make' },
      { isBase: false, lines: { start: 2 } },
    ]);
  });

  test('a record that names a line its file does not have leaves the words to the history', () => {
    const view = viewOf([step('RUN /bin/sh -c make # buildkit')], 1);
    const chains = view.layers.map(({ diffId }) => [diffId]);
    const places = [{ start: 99, end: 99 }];
    const dockerfile = { name: 'Dockerfile', text: Buffer.from('FROM base\nRUN make\n') };
    const { origins } = attributeLayers(view, { records: [{ steps: [{ id: 'a', places, chains }], dockerfile }] });
    expect(origins).toMatchObject([{ known: 'provenance', instruction: 'RUN make' }]);
  });
});
