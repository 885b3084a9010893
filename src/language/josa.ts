/** Korean particles whose form follows the last sound of the word before: [after a consonant, after a vowel]. */
const FORMS = {
  '은/는': ['은', '는'],
  '이/가': ['이', '가'],
  '을/를': ['을', '를'],
  '과/와': ['과', '와'],
  '으로/로': ['으로', '로'],
  '이라/라': ['이라', '라'],
  '이나/나': ['이나', '나'],
  '이다/다': ['이다', '다'],
} as const satisfies Record<string, readonly [string, string]>;

export type Particle = keyof typeof FORMS;

/** How a word ends when it is read aloud. `rieul` counts as a vowel before 으로/로 alone. */
export type LastSound = 'vowel' | 'rieul' | 'consonant' | 'unknown';

/**
 * @param word as it is shown: Hangul, digits, Latin letters, signs; closing quotes, brackets and punctuation are passed over
 * @returns the word with the fitting particle; both forms (`은(는)`) where nobody can tell how it is read
 */
export function josa(word: string, particle: Particle): string {
  const [afterConsonant, afterVowel] = FORMS[particle];
  const sound = lastSound(word);
  if (sound === 'unknown') return `${word}${bothForms(afterConsonant, afterVowel)}`;
  const asVowel = sound === 'vowel' || (sound === 'rieul' && particle === '으로/로');
  return `${word}${asVowel ? afterVowel : afterConsonant}`;
}

/** 은(는), 이(가), 을(를), 과(와); but (으)로, (이)라: the shorter form is the tail of the longer one. */
function bothForms(longer: string, shorter: string): string {
  return longer.endsWith(shorter) ? `(${longer.slice(0, -shorter.length)})${shorter}` : `${longer}(${shorter})`;
}

const TAIL = /(?:\p{Script=Hangul}|[A-Za-z]+|[0-9][0-9,]*|[%℃°])[^\p{L}\p{N}%℃°]*$/u;
/** Enough to hold the last word and what closes it; a bound on the work for hostile names. */
const LOOK_BACK = 120;

export function lastSound(word: string): LastSound {
  const tail = TAIL.exec(word.slice(-LOOK_BACK).normalize('NFC'))?.[0];
  const first = tail?.[0];
  if (tail === undefined || first === undefined) return 'unknown';
  if (/[0-9]/.test(first)) return soundOfNumber(tail);
  if (/[A-Za-z]/.test(first)) return soundOfLatin(/^[A-Za-z]+/.exec(tail)?.[0] ?? first);
  return /[%℃°]/.test(first) ? 'vowel' : soundOfSyllable(first.charCodeAt(0));
}

const FIRST_SYLLABLE = 0xac00;
const LAST_SYLLABLE = 0xd7a3;
const FINALS = 28;
const RIEUL = 8;

function soundOfSyllable(code: number): LastSound {
  if (code < FIRST_SYLLABLE || code > LAST_SYLLABLE) return 'unknown';
  const final = (code - FIRST_SYLLABLE) % FINALS;
  if (final === 0) return 'vowel';
  return final === RIEUL ? 'rieul' : 'consonant';
}

/** 영 일 이 삼 사 오 육 칠 팔 구 */
const DIGIT_SOUNDS: readonly LastSound[] = [
  'consonant',
  'rieul',
  'vowel',
  'consonant',
  'vowel',
  'vowel',
  'consonant',
  'rieul',
  'rieul',
  'vowel',
];
/** Names of the powers of 10 000: (none) 만 억 조 경 해; 십 백 천 all end in a consonant. */
const MYRIAD_SOUNDS: readonly LastSound[] = ['consonant', 'consonant', 'consonant', 'vowel', 'consonant', 'vowel'];

/** A number is read by its units, so its zeros at the end decide (120 백이십, 3000 삼천, 100000000 일억). */
function soundOfNumber(tail: string): LastSound {
  const digits = (/^[0-9,]+/.exec(tail)?.[0] ?? '').replaceAll(',', '');
  const zeros = digits.length - digits.replace(/0+$/, '').length;
  if (zeros === digits.length) return 'consonant';
  if (zeros === 0) return DIGIT_SOUNDS[Number(digits.at(-1))] ?? 'unknown';
  return MYRIAD_SOUNDS[Math.floor(zeros / 4)] ?? 'unknown';
}

/** Words of the field whose spelling misleads, as Korean developers say them. */
const SPOKEN: Readonly<Record<string, LastSound>> = {
  apk: 'vowel',
  apt: 'vowel',
  book: 'consonant',
  group: 'consonant',
  hook: 'consonant',
  id: 'vowel',
  kib: 'vowel',
  mib: 'vowel',
  gib: 'vowel',
  ms: 'vowel',
  pod: 'vowel',
  socket: 'consonant',
  web: 'consonant',
  bucket: 'consonant',
  packet: 'consonant',
  bash: 'vowel',
  acme: 'vowel',
  readme: 'vowel',
};

/** Read as a word: all lower case or capitalised, with a vowel letter in it. Everything else is spelled out. */
const SPOKEN_WORD = /^[A-Za-z][a-z]*[aeiou][a-z]*$|^[AEIOUaeiou][a-z]+$/;

/**
 * Letters are read as letter names and the last one decides (MB 비, URL 엘, SBOM 엠); only l, m, n, r end in a consonant.
 * Words with vowels are read as words: final l and silent-e -le are ㄹ, m/n (also -me, -ne, -ng) a consonant, and so are
 * -ic, -it, -ack and p after one short vowel (classic 클래식, commit 커밋, stack 스택, step 스텝); the rest gets a vowel when
 * it is said in Korean (docker 도커, cache 캐시, mount 마운트).
 */
function soundOfLatin(letters: string): LastSound {
  const spoken = SPOKEN[letters.toLowerCase()];
  if (spoken !== undefined) return spoken;
  return SPOKEN_WORD.test(letters) && letters.length > 1 ? soundOfWord(letters) : soundOfLetter(letters);
}

function soundOfLetter(letters: string): LastSound {
  const last = letters.at(-1)?.toLowerCase() ?? '';
  if (last === 'l' || last === 'r') return 'rieul';
  return last === 'm' || last === 'n' ? 'consonant' : 'vowel';
}

const CLOSED_WORD = /(?:[mn]|[aeiou][mn]e|ng|ic|(?:^|[^aeiou])it|[aiou]ck|(?:^|[^aeiou])[aeiou]pp?)$/;

function soundOfWord(word: string): LastSound {
  const lower = word.toLowerCase();
  if (/(?:l|le)$/.test(lower)) return 'rieul';
  return CLOSED_WORD.test(lower) ? 'consonant' : 'vowel';
}
