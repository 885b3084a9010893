import type { Symptom } from './contract.ts';
import { SYMPTOMS } from './registry.ts';

const QUERY_LENGTH = 400;
const FOUND = 5;
/** Of what the words weigh together, so much has to be found, and nothing that is found weighs much less than the best. */
const ENOUGH = 0.5;
const NEAR_BEST = 0.7;

/** Words that nobody means: they stand in every question. */
const EMPTY = new Set(
  'a an and are at be but can cannot cant do does doesnt dont docker dockerfile error errors fail failed fails failing from get gets have how i image images in is it my no not of on or problem the this to when why with won wont container 안 못 오류 에러 실패 문제 이미지 도커 왜 안됨 안돼요 안되요 됨 나옴 때 후 에서 이유'.split(
    ' ',
  ),
);

interface Entry {
  readonly symptom: Symptom;
  readonly phrases: readonly string[];
  readonly terms: ReadonlySet<string>;
}

let entries: readonly Entry[] | undefined;

/** Symptoms by what users type, in English or Korean, the best first; none where too little of it is known. */
export function findByWords(query: string): readonly Symptom[] {
  entries ??= SYMPTOMS.map(entryOf);
  const plain = plainText(query.slice(0, QUERY_LENGTH));
  const named = SYMPTOMS.find((s) => s.id === plain.replaceAll(' ', '-'));
  if (named !== undefined) return [named];
  const asked = [...new Set(termsOf(plain))];
  if (asked.every((term) => EMPTY.has(term))) return [];
  const weights = asked.map((term) => weightOf(term, entries ?? []));
  const total = weights.reduce((sum, w) => sum + w, 0);
  const scored = entries
    .map((entry) => ({ symptom: entry.symptom, score: scoreOf(entry, plain, asked, weights) / total }))
    .filter(({ score }) => score >= ENOUGH)
    .toSorted((a, b) => b.score - a.score);
  const best = scored[0]?.score ?? 0;
  return scored
    .filter(({ score }) => score >= best * NEAR_BEST)
    .slice(0, FOUND)
    .map(({ symptom }) => symptom);
}

function entryOf(symptom: Symptom): Entry {
  const phrases = [...symptom.words.en, ...symptom.words.ko, symptom.id.replaceAll('-', ' ')].map(plainText);
  return { symptom, phrases, terms: new Set(phrases.flatMap(termsOf)) };
}

function scoreOf(
  { phrases, terms }: Entry,
  plain: string,
  asked: readonly string[],
  weights: readonly number[],
): number {
  const found = asked.reduce((sum, term, i) => sum + (weights[i] ?? 0) * fitOf(term, terms), 0);
  // A whole phrase is what people search for; its words alone may stand in many.
  const isPhrase = phrases.some((phrase) => phrase === plain || (phrase.length > 5 && plain.includes(phrase)));
  return isPhrase ? found * 1.5 : found;
}

/** Rare words tell more; words that no symptom knows tell against all. */
function weightOf(term: string, all: readonly Entry[]): number {
  const having = all.filter(({ terms }) => fitOf(term, terms) > 0).length;
  const weight = Math.log((all.length + 1) / (having + 0.5));
  return EMPTY.has(term) ? weight * 0.1 : weight;
}

const HANGUL = /^[\uac00-\ud7a3]+$/;

/** Endings and particles change, stems do not: `용량이` is `용량`, `shrinking` is `shrink`. */
function fitOf(term: string, terms: ReadonlySet<string>): number {
  if (terms.has(term)) return 1;
  const isHangul = HANGUL.test(term);
  const least = isHangul ? 2 : 4;
  if (term.length < least) return 0;
  for (const known of terms) {
    if (known.length < least || HANGUL.test(known) !== isHangul) continue;
    if (isHangul ? known.slice(0, 2) === term.slice(0, 2) : known.startsWith(term) || term.startsWith(known))
      return 0.9;
  }
  return 0;
}

function termsOf(plain: string): readonly string[] {
  const words = plain.split(' ').filter((w) => w !== '');
  // "2 in 1": Hangul after Latin letters is a particle (`alpine에서`).
  return words
    .flatMap((word) => {
      const [, latin, rest] = /^([\w.+#/-]{2,})([\uac00-\ud7a3]+)$/.exec(word) ?? [];
      return latin === undefined || rest === undefined ? [word] : [latin];
    })
    .map((word) => (Object.hasOwn(SAME, word) ? SAME[word] : undefined) ?? (word.startsWith('없') ? '없음' : word));
}

const SAME: Readonly<Record<string, string>> = {
  알파인: 'alpine',
  알파인에서: 'alpine',
  세그폴트: 'segfault',
  도커: 'docker',
  셸: '쉘',
  셸이: '쉘',
  쉘이: '쉘',
  파이썬: 'python',
  자바: 'java',
  노드: 'node',
  닷넷: 'dotnet',
  '.net': 'dotnet',
  크기: '용량',
  크기가: '용량',
  사이즈: '용량',
  사이즈가: '용량',
  용량이: '용량',
  timezone: 'zone',
};

/** Composed letters: a Mac types Hangul in parts. */
function plainText(text: string): string {
  return text
    .normalize('NFC')
    .toLowerCase()
    .replace(/['"`]/g, '')
    .replace(/[^\p{L}\p{N}.+#/_-]+/gu, ' ')
    .replace(/(?<=\s|^)[.\-/]+|[.\-/]+(?=\s|$)/g, ' ')
    .replace(/ {2,}/g, ' ')
    .trim();
}
