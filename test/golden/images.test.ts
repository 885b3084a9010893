import { describe, expect, test } from 'vitest';
import { inspectImage } from '../../src/facts/bytes/inspect-image.ts';
import { diffImages } from '../../src/facts/diff/diff-images.ts';
import { indexLayers } from '../../src/image/index-layers.ts';
import { mergeLayers } from '../../src/image/merge/merge-layers.ts';
import { packageCollector } from '../../src/image/packages/package-collector.ts';
import { makeView } from '../../src/image/random-image.ts';
import { LANGUAGE_IDS } from '../../src/language/contract.ts';
import { createLanguage } from '../../src/language/create-language.ts';
import { measureOf } from '../../src/model/measure.ts';
import { renderDifference } from '../../src/report/render-difference.ts';
import { renderInspection } from '../../src/report/render-inspection.ts';
import { renderValidation } from '../../src/report/render-validation.ts';
import { renderVerification } from '../../src/report/render-verification.ts';
import { PLANTED_SECRET, SAMPLE_DOCKERFILE, sampleImage } from '../kit/sample-images.ts';

/** What is printed of images, to the byte. After a wanted change: `npx vitest run --project golden -u`, then read the difference. */
const dockerfile = Buffer.from(SAMPLE_DOCKERFILE);

async function smallerImage() {
  const view = makeView([[{ name: 'app/main.py', content: 'print(2)\n', mode: 0o4755 }]]);
  const indexes = await indexLayers(view, [packageCollector], { hash: true });
  return { name: 'app:2', view, indexes, tree: mergeLayers(indexes) };
}

describe.each(LANGUAGE_IDS)('%s', (id) => {
  const language = createLanguage(id);

  test.each([80, 120])('inspect, %i columns', async (width) => {
    const record = inspectImage(await sampleImage(), { dockerfile: { text: dockerfile } });
    const text = renderInspection(record, { language, width, color: false, dockerfile });
    expect(text + JSON.stringify(record)).not.toContain(PLANTED_SECRET);
    await expect(text).toMatchFileSnapshot(`fixtures/inspect.${id}.${width}.txt`);
  });

  test('diff', async () => {
    const record = diffImages(await sampleImage(), await smallerImage());
    expect(JSON.stringify(record)).not.toContain(PLANTED_SECRET);
    const text = renderDifference(record, { language, width: 100, color: false });
    await expect(text).toMatchFileSnapshot(`fixtures/diff.${id}.txt`);
  });

  test('validate', async () => {
    const { view } = await sampleImage();
    const record = {
      schema: 'plimsoll.dev/validate/1',
      image: { name: 'app:1', digest: view.digest, configDigest: view.configDigest },
      layers: view.layers.length,
      isValid: false,
      faults: [{ layer: 1, code: 'blob-missing', args: { source: 'x.tar', name: 'blobs/sha256/0' } }],
      notes: [{ code: 'duplicate-path', layer: 0, count: 2, path: 'a' }],
    } as const;
    const text = renderValidation(
      { ...record, faults: [...record.faults], notes: [...record.notes] },
      { language, width: 100, color: false },
    );
    await expect(text).toMatchFileSnapshot(`fixtures/validate.${id}.txt`);
  });

  test.each(['static', 'running'] as const)('verify, %s', async (how) => {
    const { view } = await sampleImage();
    const image = { name: 'app:2', digest: view.digest, configDigest: view.configDigest, platform: 'linux/amd64' };
    const missing = { library: 'libpq.so.5', neededBy: '/venv/lib/python3.11/site-packages/psycopg2/_psycopg.so' };
    const cure = { code: 'cure-install-library', args: { library: 'libpq.so.5', apt: 'libpq5', apk: 'libpq' } };
    const cause = {
      code: 'closure-library-missing',
      args: missing,
      of: 'start',
      evidence: missing.neededBy,
      cure,
    } as const;
    const probes = [
      { id: 'GET /', outcome: 'fail' },
      { id: 'alive', outcome: 'not-run' },
    ] as const;
    const record = {
      schema: 'plimsoll.dev/verify/1',
      image,
      how,
      verdict: 'broken',
      causes: [cause],
      hints: [{ code: 'closure-no-tmp', args: {}, of: 'image', evidence: '/tmp' }],
      healthcheck: 'not-asked',
      ...(how === 'running' && {
        against: { ...image, name: 'app:1' },
        probes: [...probes],
        coverage: { probed: 1, known: 3 },
        measures: {
          firstAnswerMs: {
            image: measureOf([2200, 2400, 2300], 'ms', 'measured', 'container-start'),
            against: measureOf([800, 900], 'ms', 'measured', 'container-start'),
          },
          peakMemoryBytes: {
            image: measureOf([50_000_000], 'byte', 'measured', 'cgroup-peak'),
            against: measureOf([48_000_000, 49_000_000], 'byte', 'measured', 'cgroup-peak'),
          },
        },
      }),
    } as const;
    const told = { ...record, causes: [...record.causes], hints: [...record.hints] };
    const text = renderVerification(told, { language, width: 100, color: false });
    await expect(text).toMatchFileSnapshot(`fixtures/verify.${how}.${id}.txt`);
  });
});
