import { secretCollector } from '../../src/image/collectors/secret-collector.ts';
import { indexLayers } from '../../src/image/index-layers.ts';
import { mergeLayers } from '../../src/image/merge/merge-layers.ts';
import { packageCollector } from '../../src/image/packages/package-collector.ts';
import { type MemberSpec, makeView } from '../../src/image/random-image.ts';

const SITE = 'usr/local/lib/python3.11/site-packages';
const file = (name: string, bytes: number, mode = 0o644): MemberSpec => ({
  name,
  content: name.repeat(bytes).slice(0, bytes),
  mode,
});
const text = (name: string, content: string): MemberSpec => ({ name, content });

function python(name: string, version: string, files: readonly MemberSpec[]): readonly MemberSpec[] {
  const info = `${SITE}/${name}-${version}.dist-info`;
  const record = [...files.map((one) => one.name.slice(SITE.length + 1)), `${name}-${version}.dist-info/METADATA`];
  return [
    ...files,
    text(`${info}/METADATA`, `Name: ${name}\nVersion: ${version}\n`),
    text(`${info}/RECORD`, record.map((path) => `${path},,\n`).join('')),
  ];
}

/** Made up; no report may show it. */
export const PLANTED_SECRET = 'planted-in-the-sample-image';

export const SAMPLE_DOCKERFILE = `FROM base
WORKDIR /app
RUN pip install numpy==1.24.4
RUN pip install "tensorflow<3" \\
    pandas
COPY . .
RUN rm -rf /app/data && chmod -R g+w /app
USER 1000
CMD ["python", "main.py"]
`;

const STEPS = [
  ['/bin/sh -c #(nop) ADD file:1 in / ', false],
  ['/bin/sh -c #(nop)  CMD ["bash"]', true],
  ['WORKDIR /app', false],
  ['RUN /bin/sh -c pip install numpy==1.24.4 # buildkit', false],
  ['RUN /bin/sh -c pip install "tensorflow<3"     pandas # buildkit', false],
  ['COPY . . # buildkit', false],
  ['RUN /bin/sh -c rm -rf /app/data && chmod -R g+w /app # buildkit', false],
  ['USER 1000', true],
  ['CMD ["python" "main.py"]', true],
] as const;

export const SAMPLE_HISTORY = STEPS.map(([createdBy, emptyLayer]) => ({ createdBy, emptyLayer }));

/** An image with most kinds of waste in it, some kilobytes large, read as `inspect` reads. */
export async function sampleImage() {
  const layers: readonly (readonly MemberSpec[])[] = [
    [
      text('var/lib/dpkg/status', 'Package: libc6\nStatus: install ok installed\nVersion: 2.36\nArchitecture: amd64\n'),
      text('var/lib/dpkg/info/libc6.list', '/usr/lib/libc.so\n/usr/share/doc/libc6/copyright\n'),
      file('usr/lib/libc.so', 9000),
      file('usr/share/doc/libc6/copyright', 700),
      file('var/lib/apt/lists/deb.example_dists_main', 4000),
    ],
    [{ name: 'app/', type: 'dir' }],
    python('numpy', '1.24.4', [file(`${SITE}/numpy/core.so`, 20_000), file(`${SITE}/numpy/old.py`, 300)]),
    [
      { name: `${SITE}/.wh.numpy-1.24.4.dist-info` },
      { name: `${SITE}/numpy/.wh.old.py` },
      ...python('numpy', '1.24.3', [file(`${SITE}/numpy/core.so`, 19_500)]),
      ...python('tensorflow', '2.13.1', [
        file(`${SITE}/tensorflow/tf.so`, 60_000),
        file(`${SITE}/tensorflow/tf copy.so`, 60_000),
      ]),
    ],
    [
      text('app/main.py', 'print(1)\n'),
      file('app/data/train.csv', 15_000),
      text('app/.git/HEAD', 'ref: main\n'),
      text('app/up/../main.txt', 'x'),
      text('app/.env', `API_TOKEN=${PLANTED_SECRET}\n`),
      text('app/data/id_rsa', `-----BEGIN PRIVATE KEY-----\n${PLANTED_SECRET}\n`),
    ],
    [{ name: 'app/.wh.data' }, { ...text('app/main.py', 'print(1)\n'), mode: 0o664 }],
  ];
  const view = makeView(layers, { history: SAMPLE_HISTORY, user: '1000' });
  const indexes = await indexLayers(view, [packageCollector, secretCollector], { hash: true });
  return { name: 'app:1', view, indexes, tree: mergeLayers(indexes) };
}
