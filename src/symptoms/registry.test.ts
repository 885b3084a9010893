import { describe, expect, it } from 'vitest';
import { createLanguage } from '../language/create-language.ts';
import { RULES } from '../rules/registry.ts';
import { findSymptoms } from './explain-log.ts';
import { SYMPTOMS } from './registry.ts';

const examples = SYMPTOMS.flatMap(({ id, examples }) => examples.map((line) => [id, line] as const));

describe('the catalogue of symptoms', () => {
  it.each(examples)('%s catches %j', (id, line) => {
    expect(findSymptoms(line).map((c) => c.symptom)).toEqual([id]);
  });

  it.each(examples)('%s spares a program that tried again after %j', (id, line) => {
    const last = line.split('\n').at(-1) ?? '';
    const isForWarnings = SYMPTOMS.find((s) => s.id === id)?.isSaidInWarnings === true;
    if (!isForWarnings) expect(findSymptoms(`WARNING:app:retrying after: ${last}`)).toEqual([]);
  });

  it.each(examples)('%s spares the step of a build that went on after %j', (_, line) => {
    const quoted = line.split('\n').map((l) => `#7 0.123 ${l}`);
    expect(findSymptoms([...quoted, '#7 DONE 1.2s', '#8 exporting to image'].join('\n'))).toEqual([]);
  });

  it('has a name, an end, and search words in both languages for each', () => {
    const ids = SYMPTOMS.map((s) => s.id);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { id, examples, told, words, related } of SYMPTOMS) {
      expect(id).toMatch(/^[a-z]+(-[a-z]+)*$/);
      expect(examples.length > 0 || told !== undefined, id).toBe(true);
      expect(words.en.length * words.ko.length, id).toBeGreaterThan(0);
      for (const rule of related?.rules ?? []) expect(RULES.map((r) => r.id)).toContain(rule);
    }
  });

  it.each(['en', 'ko'] as const)('says each cause and cure in %s', (id) => {
    const { say } = createLanguage(id);
    for (const [, line] of examples) {
      const [found] = findSymptoms(line);
      for (const said of [found?.message, found?.cure]) {
        expect(said, line).toBeDefined();
        expect(said && say(said), line).not.toMatch(/[{}]| {2}|undefined/);
      }
    }
  });
});
