import * as v from 'valibot';
import { inspectImage } from '../../../src/facts/bytes/inspect-image.ts';
import { diffImages } from '../../../src/facts/diff/diff-images.ts';
import { indexLayers } from '../../../src/image/index-layers.ts';
import { mergeLayers } from '../../../src/image/merge/merge-layers.ts';
import { makeView } from '../../../src/image/random-image.ts';
import { LANGUAGE_IDS } from '../../../src/language/contract.ts';
import { createLanguage } from '../../../src/language/create-language.ts';
import { DifferenceRecord } from '../../../src/record/difference.ts';
import { InspectionRecord } from '../../../src/record/inspection.ts';
import { ValidationRecord } from '../../../src/record/validation.ts';
import { renderDifference } from '../../../src/report/render-difference.ts';
import { renderInspection } from '../../../src/report/render-inspection.ts';
import { renderValidation } from '../../../src/report/render-validation.ts';
import { SAMPLE_DOCKERFILE, sampleImage } from '../../kit/sample-images.ts';
import { Refusal, type Seed, type Seeds } from './fuzz-contract.ts';
import { mutate, mutateJson, type Random } from './mutate.ts';

const WIDTHS = [20, 40, 80, 200];
const LANGUAGES = LANGUAGE_IDS.map(createLanguage);
/** Colours alone, as picocolors writes them. */
const COLOR = /\x1b\[(?:\d{1,2})m/g;
/** What may steer a terminal or turn its writing round; a page has line feeds and nothing else of these. */
const STEERING = /[\0-\t\v-\x1f\x7f-\x9f\u061c\u200e\u200f\u2028-\u202e\u2066-\u2069\ufeff]|\p{Cs}/u;
/** What is printed of a value that is not there. */
const HOLE = /\bundefined\b|\bNaN\b|\[object |Infinity/;

/** Records as hostile images may make them, printed for people: every language, several widths, with colours and without. */
export async function fuzzedPages(): Promise<Seeds> {
  const sample = await sampleImage();
  const view = makeView([[{ name: 'app/main.py', content: 'print(2)\n', mode: 0o4755 }]]);
  const indexes = await indexLayers(view, [], { hash: true });
  const other = { name: 'app:2', view, indexes, tree: mergeLayers(indexes) };
  const dockerfile = Buffer.from(SAMPLE_DOCKERFILE);
  const inspected = inspectImage(sample, { dockerfile: { text: dockerfile } });
  return {
    'inspect page': [
      seedOf(InspectionRecord, inspected, (record, options, random) =>
        renderInspection(record, { ...options, dockerfile: random() < 0.5 ? undefined : mutate(dockerfile, random) }),
      ),
    ],
    'diff page': [seedOf(DifferenceRecord, diffImages(sample, other), renderDifference)],
    'validate page': [
      seedOf(ValidationRecord, { ...VALIDATION, notes: inspected.notes }, renderValidation),
      seedOf(ValidationRecord, { ...VALIDATION, image: { name: 'x' }, layers: undefined }, renderValidation),
    ],
  };
}

const VALIDATION: ValidationRecord = {
  schema: 'plimsoll.dev/validate/1',
  image: { name: 'app:1' },
  layers: 2,
  isValid: false,
  faults: [
    { layer: 1, code: 'blob-missing', args: { source: 'x.tar', name: 'blobs/sha256/0', namedBy: 'manifest.json' } },
    { code: 'layer-refused', args: { layer: 0, path: 'a/b', reason: 'link-loop' } },
    { layer: 0, code: 'tar-damaged', args: { source: 'x', offset: 512, fault: 'number', path: 'a' } },
    { code: 'image-document-invalid', args: { source: 'x', name: 'index.json', field: 'manifests.0.digest' } },
  ],
  notes: [{ code: 'duplicate-path', layer: 0, count: 2, path: 'a' }],
};

interface Options {
  readonly language: (typeof LANGUAGES)[number];
  readonly width: number;
  readonly color: boolean;
}

function seedOf<T>(
  form: v.GenericSchema<unknown, T>,
  sound: T,
  render: (record: T, options: Options, random: Random) => string,
): Seed {
  const printed: unknown = JSON.parse(JSON.stringify(sound));
  return {
    name: 'record',
    read(random) {
      const record = v.safeParse(form, mutateJson(printed, random, random() * 0.3));
      if (!record.success) throw new Refusal('no-record');
      for (const language of LANGUAGES) {
        for (const width of WIDTHS) {
          checkPage(render(record.output, { language, width, color: false }, random));
          checkPage(render(record.output, { language, width, color: true }, random).replace(COLOR, ''));
        }
      }
    },
  };
}

/** @throws Error, which is a crash of ours */
function checkPage(page: string): void {
  const at = page.search(STEERING);
  if (at >= 0)
    throw new Error(`a page holds U+${page.codePointAt(at)?.toString(16)}: ${JSON.stringify(near(page, at))}`);
  const hole = page.search(HOLE);
  if (hole >= 0) throw new Error(`a page prints what is not there: ${JSON.stringify(near(page, hole))}`);
  if (!page.endsWith('\n') || page.endsWith('\n\n')) throw new Error('a page ends with one line break');
}

function near(page: string, at: number): string {
  return page.slice(Math.max(0, at - 60), at + 20);
}
