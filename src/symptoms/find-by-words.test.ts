import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { findByWords } from './find-by-words.ts';
import { SYMPTOMS } from './registry.ts';

const best = (query: string) => findByWords(query)[0]?.id;

describe('finding a symptom by words', () => {
  it.each([
    ['Alpine에서 `segfault`', 'glibc-program-on-musl|segmentation-fault'],
    ['segfault alpine', 'glibc-program-on-musl|segmentation-fault'],
    ['`psycopg2` 빌드 실패', 'pg-config-missing'],
    ['psycopg2 build fails', 'pg-config-missing'],
    ['Go + scratch 에서 HTTPS 실패', 'ca-certificates-missing'],
    ['Distroless에서 쉘 명령 불가', 'shell-missing'],
    ['셸이 없어요', 'shell-missing'],
    ['용량이 안 줄어듦', 'size-does-not-shrink'],
    ['용량이 안 줄어듦'.normalize('NFD'), 'size-does-not-shrink'],
    ['이미지 크기가 줄지 않아요', 'size-does-not-shrink'],
    ['image size does not shrink', 'size-does-not-shrink'],
    ['why is my image so big', 'size-does-not-shrink'],
    ['apk add 실패', 'apk-package-not-found'],
    ['missing go.sum entry', 'go-sum-entry-missing'],
    ['adduser: not found', 'command-missing'],
    ['numpy.int64', 'value-not-serializable'],
    ['libGL.so.1', 'shared-library-missing'],
    ['exec format error', 'wrong-architecture'],
    ['디스크 공간 부족', 'disk-full'],
    ['한국 시간이 안 맞아요', 'time-zone-data-missing'],
    ['권한 없음', 'permission-denied|entrypoint-not-executable'],
    ['vite: not found', 'dev-tool-not-installed'],
    ['shared-library-missing', 'shared-library-missing'],
  ])('%s: %s', (query, id) => {
    expect(id.split('|')).toContain(best(query));
  });

  it.each([
    '',
    '...',
    'kubernetes ingress annotations',
    '오늘 점심 메뉴',
    'how do i center a div',
    'docker',
    'react hooks',
    'latte art',
  ])('knows nothing of %j', (query) => {
    expect(findByWords(query)).toEqual([]);
  });

  it('finds each symptom by each of its own phrases', () => {
    const lost = SYMPTOMS.flatMap((s) =>
      [...s.words.en, ...s.words.ko].filter((w) => !findByWords(w).includes(s)).map((w) => `${s.id}: ${w}`),
    );
    expect(lost).toEqual([]);
  });

  it.each(['__proto__', 'constructor', 'toString', 'hasOwnProperty'])('takes %s for a word like any other', (word) => {
    expect(findByWords(word)).toEqual([]);
  });

  it('takes any text', () => {
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 600 }), (text) => findByWords(text).length <= 5));
  });
});
