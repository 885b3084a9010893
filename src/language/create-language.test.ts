import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { message } from '../model/message.ts';
import { LANGUAGE_IDS } from './contract.ts';
import { createLanguage } from './create-language.ts';
import { en } from './en.ts';
import { ko } from './ko.ts';

const CONTROL = /[\u0000-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069]/;

describe('createLanguage', () => {
  test('says a sentence in both languages, particles by the last sound', () => {
    const said = message('unknown-language', { given: 'fr', known: LANGUAGE_IDS });
    expect(createLanguage('en').say(said)).toBe('there is no language "fr"; known: en, ko');
    expect(createLanguage('ko').say(said)).toBe('"fr"은 모르는 언어입니다. 쓸 수 있는 언어: en, ko');
  });

  test('a code of another version is printed as it is, with its arguments', () => {
    const said = { code: 'from-the-future', args: { a: 1, b: '\u001b[2J' } };
    for (const id of LANGUAGE_IDS) {
      expect(createLanguage(id).say(said)).toBe('from-the-future {"a":1,"b":"\\\\x1b[2J"}');
    }
    expect(createLanguage('en').say({ code: 'toString', args: {} })).toBe('toString {}');
    expect(createLanguage('en').say({ code: '__proto__', args: undefined })).toBe('__proto__');
  });

  test('arguments that are not what the code asks for are printed as they are', () => {
    expect(createLanguage('en').say({ code: 'log-library-missing', args: {} })).toBe('log-library-missing {}');
    expect(createLanguage('ko').say({ code: 'unknown-language', args: { given: 'x', known: 3 } })).toBe(
      'unknown-language {"given":"x","known":3}',
    );
    expect(createLanguage('en').say({ code: 'log-library-missing', args: null })).toBe('log-library-missing null');
    expect(createLanguage('en').say({ code: 'report-state', args: { state: 'sinking' } })).toBe(
      'report-state {"state":"sinking"}',
    );
  });

  test('a name that holds the word undefined is still a name', () => {
    const said = message('log-library-missing', { library: 'undefined' });
    expect(createLanguage('en').say(said)).toBe('undefined is missing');
  });

  test('terminal escapes, line breaks and turned writing in arguments are spelled out', () => {
    const said = message('log-library-missing', { library: '\u001b]0;x\u0007\n\u202ego.so' });
    expect(createLanguage('en').say(said)).toBe('\\x1b]0;x\\x07\\n\\u202ego.so is missing');
  });

  test('every sentence of both languages takes any arguments and never throws or breaks the line', () => {
    const args = fc.oneof(
      fc.dictionary(
        fc.constantFrom('path', 'file', 'line', 'probe', 'known', 'reason', 'a'),
        fc.oneof(fc.string({ unit: 'binary' }), fc.integer(), fc.constant(undefined), fc.array(fc.string())),
      ),
      fc.anything(),
    );
    const codes = Object.keys(en);
    fc.assert(
      fc.property(args, fc.constantFrom(...codes), fc.constantFrom(...LANGUAGE_IDS), (given, code, id) => {
        expect(CONTROL.test(createLanguage(id).say({ code, args: given }))).toBe(false);
      }),
      { numRuns: 2000 },
    );
  }, 30_000);

  test('no sentence ends with a full stop of its own, and both languages have the same codes', () => {
    expect(Object.keys(ko).toSorted()).toEqual(Object.keys(en).toSorted());
    const parameterless = Object.keys(en).filter((code) => (en[code as keyof typeof en] as () => string).length === 0);
    for (const id of LANGUAGE_IDS) {
      for (const code of parameterless) expect(createLanguage(id).say({ code, args: {} })).not.toMatch(/[.。]$/);
    }
  });

  test('Korean sentences keep one style: 합니다 and nouns, never 해요', () => {
    const args = new Proxy({}, { get: () => 'x' });
    for (const [code, sentence] of Object.entries(ko)) {
      let text = '';
      try {
        text = (sentence as (a: unknown, w: unknown) => string)(args, createLanguage('ko'));
      } catch {
        continue;
      }
      if (typeof text === 'string') expect(text, code).not.toMatch(/(?:[세어아해예]요|니까|해라)(?:[.\s]|$)/);
    }
  });

  test('lists are cut and say what is left', () => {
    const names = Array.from({ length: 12 }, (_, i) => `n${i}`);
    expect(createLanguage('en').list(names)).toBe('n0, n1, n2, n3, n4, n5, n6, 5 more');
    expect(createLanguage('ko').list(names)).toBe('n0, n1, n2, n3, n4, n5, n6, 외 5개');
    expect(createLanguage('en').list(names.slice(0, 8))).toBe('n0, n1, n2, n3, n4, n5, n6, n7');
  });

  test('numbers inside sentences', () => {
    expect(createLanguage('en').count(1_234_567)).toBe('1,234,567');
    expect(createLanguage('en').count(999)).toBe('999');
    expect(createLanguage('en').duration(220_000)).toBe('3m40s');
    expect(createLanguage('ko').duration(220_000)).toBe('3분 40초');
    expect(createLanguage('ko').duration(900)).toBe('0.9초');
    expect(createLanguage('ko').duration(3_600_000)).toBe('1시간');
  });
});
