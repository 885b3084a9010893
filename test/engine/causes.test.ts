import { execFileSync } from 'node:child_process';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, test } from 'vitest';
import { folderBlobs } from '../../src/adapters/blobs/file-blobs.ts';
import { nodeInflater } from '../../src/adapters/blobs/node-inflater.ts';
import { inspectImage } from '../../src/facts/bytes/inspect-image.ts';
import { readProvenance } from '../../src/facts/lines/read-provenance.ts';
import { secretCollector } from '../../src/image/collectors/secret-collector.ts';
import { indexLayers } from '../../src/image/index-layers.ts';
import { mergeLayers } from '../../src/image/merge/merge-layers.ts';
import { packageCollector } from '../../src/image/packages/package-collector.ts';
import { openOciLayout } from '../../src/image/sources/open-oci-layout.ts';
import type { InspectionRecord } from '../../src/record/inspection.ts';

const dir = mkdtempSync(join(tmpdir(), 'plimsoll-causes-'));
afterAll(() => rmSync(dir, { recursive: true, force: true }));

async function inspectBuild(name: string, base: string, dockerfile: string): Promise<InspectionRecord> {
  const context = join(dir, name);
  mkdirSync(context);
  writeFileSync(join(context, 'Dockerfile'), dockerfile);
  const layout = join(dir, `${name}.oci`);
  const argv = [
    ...['buildx', 'build', '--quiet', '--provenance=mode=max', '--no-cache'],
    ...['--build-context', `base=docker-image://${base}`, '--output', `type=oci,dest=${layout},tar=false`, context],
  ];
  execFileSync('docker', argv, { stdio: ['ignore', 'pipe', 'pipe'] });
  const blobs = folderBlobs(layout);
  const view = await openOciLayout(blobs, {}, nodeInflater(process.env['PATH'] ?? ''));
  const indexes = await indexLayers(view, [packageCollector, secretCollector], { hash: true });
  const [statement] = (await view.statements?.('https://slsa.dev/provenance/')) ?? [];
  await blobs.close();
  return inspectImage(
    { name, view, indexes, tree: mergeLayers(indexes) },
    {
      records: [readProvenance(statement)].filter((record) => record !== undefined),
    },
  );
}

const lineOf = ({ layers }: InspectionRecord, layer: number | undefined) => layers[layer ?? -1]?.line;

describe('causes', () => {
  test('T74 a package that a later step installs in another version: bytes, both versions, both lines', async () => {
    const PYTHON = 'standin-python:3.11-slim';
    const [first, second] = ['pip install --no-cache-dir numpy==1.24.4', 'pip install --no-cache-dir "numpy<=1.24.3"'];
    const split = await inspectBuild('split', PYTHON, `FROM base\nRUN ${first}\nRUN ${second}\n`);
    const joined = await inspectBuild('joined', PYTHON, `FROM base\nRUN ${first} && ${second}\n`);
    const numpy = split.findings.find((finding) => finding.package?.name === 'numpy' && finding.layer !== undefined);
    expect(numpy).toMatchObject({
      code: 'overwritten-later',
      package: { kind: 'python', name: 'numpy', version: '1.24.4' },
      instead: { kind: 'python', name: 'numpy', version: '1.24.3' },
    });
    expect([lineOf(split, numpy?.layer), lineOf(split, numpy?.by)]).toEqual([2, 3]);
    const saved = split.unpackedBytes - joined.unpackedBytes;
    expect(saved).toBeGreaterThan(50e6);
    expect((numpy?.bytes ?? 0) / saved).toBeGreaterThan(0.9);
    expect((numpy?.bytes ?? 0) / saved).toBeLessThan(1.1);
    expect(joined.findings.some(({ instead }) => instead !== undefined)).toBe(false);
  });

  test('T01 a toolchain that a later step deletes: its hidden bytes by package and line', async () => {
    const database = (packages: string) => `printf '${packages}' >/lib/apk/db/installed`;
    const base = 'P:musl\\nV:1.2.5\\nF:lib\\nR:ld-musl.so\\n\\n';
    const gcc = 'P:gcc\\nV:13.2.1\\nF:usr/libexec\\nR:cc1\\nF:usr/bin\\nR:gcc\\n\\n';
    const record = await inspectBuild(
      'apk',
      'standin-debian:bookworm-slim',
      [
        'FROM base',
        `RUN mkdir -p /lib/apk/db && head -c 1000 /dev/urandom >/lib/ld-musl.so && ${database(base)}`,
        `RUN head -c 30000000 /dev/urandom >/usr/libexec/cc1 && head -c 1000000 /dev/urandom >/usr/bin/gcc && ${database(base + gcc)}`,
        `RUN rm /usr/libexec/cc1 /usr/bin/gcc && ${database(base)}`,
        '',
      ].join('\n'),
    );
    const [largest] = record.findings;
    expect(largest).toMatchObject({
      code: 'deleted-later',
      bytes: 31_000_000,
      files: 2,
      package: { kind: 'apk', name: 'gcc', version: '13.2.1' },
    });
    expect([lineOf(record, largest?.layer), lineOf(record, largest?.by)]).toEqual([3, 4]);
    expect(record.layers.at(-1)?.killedBytes).toBeGreaterThanOrEqual(31_000_000);
  });

  test('T33 fewer layers alone save nothing: what joining would save is what is dead', async () => {
    const steps = ['mkdir /a && head -c 5000 /dev/urandom >/a/x', 'head -c 7000 /dev/urandom >/a/y', 'apt-get clean'];
    const DEBIAN = 'standin-debian:bookworm-slim';
    const split = await inspectBuild('many', DEBIAN, `FROM base\n${steps.map((step) => `RUN ${step}\n`).join('')}`);
    const joined = await inspectBuild('one', DEBIAN, `FROM base\nRUN ${steps.join(' && ')}\n`);
    expect(split.layers.length - joined.layers.length).toBe(2);
    expect(split.unpackedBytes - split.deadBytes).toBe(joined.unpackedBytes - joined.deadBytes);
    expect(split.deadBytes).toBe(joined.deadBytes);
  });
});
