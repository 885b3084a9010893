import { readFileSync } from 'node:fs';
import * as v from 'valibot';
import { describe, expect, test } from 'vitest';
import { nodeInflater } from '../../../src/adapters/blobs/node-inflater.ts';
import { inspectImage } from '../../../src/facts/bytes/inspect-image.ts';
import { diffImages } from '../../../src/facts/diff/diff-images.ts';
import { describeUnopened, describeValidation } from '../../../src/facts/notes/describe-validation.ts';
import { secretCollector } from '../../../src/image/collectors/secret-collector.ts';
import { indexLayers } from '../../../src/image/index-layers.ts';
import { mergeLayers } from '../../../src/image/merge/merge-layers.ts';
import { packageCollector } from '../../../src/image/packages/package-collector.ts';
import { memoryBlobs, NO_INFLATER } from '../../../src/image/random-image.ts';
import { openDockerArchive } from '../../../src/image/sources/open-docker-archive.ts';
import { openOciLayout } from '../../../src/image/sources/open-oci-layout.ts';
import { openTarMembers } from '../../../src/image/sources/open-tar-members.ts';
import { validateImage } from '../../../src/image/validate-image.ts';
import { Problem } from '../../../src/model/problem.ts';
import { DifferenceRecord } from '../../../src/record/difference.ts';
import { InspectionRecord } from '../../../src/record/inspection.ts';
import { RunRecord } from '../../../src/record/run.ts';
import { ValidationRecord } from '../../../src/record/validation.ts';
import { DIFF_CASES } from '../../held/diff/cases.ts';
import { layoutsOf } from '../../held/diff/media.ts';
import { HOSTILE_CASES } from '../../held/hostile/cases.ts';
import { archiveOf, type Files, ociLayout } from '../../held/kit/image.ts';
import { WASTE_CASES } from '../../held/waste/cases.ts';
import { MEDIA, mediumFiles } from '../../held/waste/media.ts';
import { SAMPLE_DOCKERFILE, sampleImage } from '../../kit/sample-images.ts';

/**
 * What the verbs print as JSON is of the forms that `schema/` is made from, which refuse unknown keys: the text is read back, and nothing may
 * be there that the form does not know. (That the committed schemas are of these forms is held by test/golden/reports.test.ts.)
 */
function expectForm(form: v.GenericSchema, record: unknown): void {
  const printed: unknown = JSON.parse(JSON.stringify(record));
  const { issues, output } = v.safeParse(form, printed);
  expect(issues?.map((issue) => `${v.getDotPath(issue)}: ${issue.message}`)).toBeUndefined();
  expect(output).toEqual(printed);
}

type View = Awaited<ReturnType<typeof openOciLayout>>;

async function read(view: View, isQuick = false) {
  const collectors = isQuick ? [] : [packageCollector, secretCollector];
  const indexes = await indexLayers(view, collectors, { hash: !isQuick });
  return { name: 'x', view, indexes, tree: mergeLayers(indexes) };
}

async function expectForms(view: View): Promise<void> {
  expectForm(
    InspectionRecord,
    inspectImage(await read(view), { dockerfile: { text: Buffer.from(SAMPLE_DOCKERFILE) } }),
  );
  expectForm(InspectionRecord, inspectImage(await read(view, true)));
  expectForm(ValidationRecord, describeValidation('x', view, await validateImage(view)));
}

async function openMedium(files: Files, medium: (typeof MEDIA)[number]): Promise<View> {
  if (medium === 'oci') return openOciLayout(memoryBlobs(files), {}, NO_INFLATER);
  const members = await openTarMembers(memoryBlobs(new Map([['x.tar', archiveOf(files)]])), 'x.tar');
  return (medium === 'oci-archive' ? openOciLayout : openDockerArchive)(members, {}, NO_INFLATER);
}

describe.each(WASTE_CASES.map((item) => ({ id: item.id, item })))('waste $id', ({ item }) => {
  test.each(MEDIA)('%s', async (medium) => {
    await expectForms(await openMedium(mediumFiles(item.image, medium), medium));
  });
});

test.each(DIFF_CASES.map((item) => ({ id: item.id, item })))('difference $id', async ({ item }) => {
  const layouts = layoutsOf(item);
  const sides = { a: item.sides?.a?.platform, b: item.sides?.b?.platform };
  const open = async (side: 'a' | 'b') => {
    const { os, architecture } = sides[side] ?? { os: 'linux', architecture: 'amd64' };
    const platform = `${os}/${architecture}`;
    return read(await openOciLayout(memoryBlobs(layouts[side]), { platform }, nodeInflater('')));
  };
  const [a, b] = [await open('a'), await open('b')];
  expectForm(DifferenceRecord, diffImages(a, b));
  expectForm(DifferenceRecord, diffImages(b, a));
});

const HOSTILE = HOSTILE_CASES.flatMap(({ id, medium, big }) => {
  if (big === true || (medium.is !== 'layers' && medium.is !== 'files')) return [];
  return [{ id, files: () => (medium.is === 'layers' ? ociLayout(medium.image()) : medium.files()) }];
});

test.each(HOSTILE)('hostile $id, where it is read and where it is not', async ({ files }) => {
  let view: View;
  try {
    view = await openOciLayout(memoryBlobs(files()), {}, nodeInflater(''));
  } catch (problem) {
    if (!(problem instanceof Problem)) throw problem;
    return expectForm(ValidationRecord, describeUnopened('x', { problem }));
  }
  const found = await validateImage(view).catch((problem: unknown) => {
    // This machine's Node may not know zstd.
    if (problem instanceof Problem && problem.code === 'zstd-missing') return undefined;
    throw problem;
  });
  if (found === undefined) return undefined;
  expectForm(ValidationRecord, describeValidation('x', view, found));
  return found.faults.length === 0 ? expectForm(InspectionRecord, inspectImage(await read(view))) : undefined;
});

test('the golden image, and its difference from another', async () => {
  const sample = await sampleImage();
  await expectForms(sample.view);
  const other = await read(await openMedium(ociLayout({ layers: [] }), 'oci'));
  expectForm(DifferenceRecord, diffImages(sample, other));
});

test.each(['go', 'python', 'stopped'])('golden run %s', (name) => {
  const text = readFileSync(new URL(`../../golden/fixtures/${name}.json`, import.meta.url), 'utf8');
  expectForm(RunRecord, JSON.parse(text));
});
