import { describe, expect, test } from 'vitest';
import { LANGUAGE_IDS } from '../../src/language/contract.ts';
import { createLanguage } from '../../src/language/create-language.ts';
import { renderJson } from '../../src/report/formats/json.ts';
import { renderMarkdown } from '../../src/report/formats/markdown.ts';
import { RECORD_NAMES, schemaOf } from '../../src/report/formats/record-schemas.ts';
import { renderTerminal } from '../../src/report/formats/terminal.ts';
import { SAMPLE_RUNS } from '../kit/sample-runs.ts';

/** What is printed, to the byte. After a wanted change: `npx vitest run --project golden -u`, then read the difference. */
describe.each(Object.entries(SAMPLE_RUNS))('%s', (name, makeRun) => {
  describe.each(LANGUAGE_IDS)('%s', (id) => {
    const language = createLanguage(id);

    test.each([80, 120])('terminal, %i columns', async (width) => {
      const text = renderTerminal(makeRun(), {
        language,
        width,
        color: false,
        recordPath: '.plimsoll/runs/1/run.json',
      });
      await expect(text).toMatchFileSnapshot(`fixtures/${name}.${id}.${width}.txt`);
    });

    test('markdown', async () => {
      await expect(renderMarkdown(makeRun(), language)).toMatchFileSnapshot(`fixtures/${name}.${id}.md`);
    });
  });

  test('json', async () => {
    await expect(renderJson(makeRun())).toMatchFileSnapshot(`fixtures/${name}.json`);
  });
});

test.each(RECORD_NAMES)('the published schema of %s is the one the code gives', async (name) => {
  await expect(schemaOf(name)).toMatchFileSnapshot(`../../schema/${name}.schema.json`);
});
