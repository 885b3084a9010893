import { expect, test } from 'vitest';
import { Problem } from '../model/problem.ts';
import { chooseLanguage } from './choose-language.ts';

test.each([
  [{ LANG: 'ko_KR.UTF-8' }, 'ko'],
  [{ LANG: 'ko' }, 'ko'],
  [{ LANG: 'ko_KR.eucKR@x' }, 'ko'],
  [{ LANG: 'en_US.UTF-8' }, 'en'],
  [{ LANG: 'kok_IN' }, 'en'],
  [{ LANG: 'C.UTF-8' }, 'en'],
  [{}, 'en'],
  [{ LC_ALL: 'C', LANG: 'ko_KR.UTF-8' }, 'en'],
  [{ LC_ALL: '', LC_MESSAGES: 'ko_KR', LANG: 'en_US' }, 'ko'],
  [{ LC_MESSAGES: 'de_DE', LANG: 'ko_KR' }, 'en'],
])('%j speaks %s', (env, expected) => {
  expect(chooseLanguage({ env })).toBe(expected);
});

test('the flag comes before the environment, and only knows the languages there are', () => {
  expect(chooseLanguage({ flag: 'en', env: { LC_ALL: 'ko_KR' } })).toBe('en');
  expect(chooseLanguage({ flag: 'KO', env: {} })).toBe('ko');
  expect(() => chooseLanguage({ flag: 'fr', env: {} })).toThrow(Problem);
  expect(() => chooseLanguage({ flag: '', env: {} })).toThrow('unknown-language');
});
