import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { cpuMs } from '../../test/kit/cpu-time.ts';
import { josa, lastSound, type Particle } from './josa.ts';

const TABLE: readonly (readonly [string, Particle, string])[] = [
  ['이미지', '은/는', '이미지는'],
  ['베이스', '이/가', '베이스가'],
  ['단계', '을/를', '단계를'],
  ['레이어', '과/와', '레이어와'],
  ['스테이지', '으로/로', '스테이지로'],
  ['빌드 컨텍스트', '은/는', '빌드 컨텍스트는'],
  ['크기', '이/가', '크기가'],
  ['감소율', '은/는', '감소율은'],
  ['감소율', '으로/로', '감소율로'],
  ['레이어 캐싱', '을/를', '레이어 캐싱을'],
  ['레이어 캐싱', '으로/로', '레이어 캐싱으로'],
  ['파일', '과/와', '파일과'],
  ['파일', '으로/로', '파일로'],
  ['삼', '이라/라', '삼이라'],
  // digits, read in Korean
  ['0', '이/가', '0이'],
  ['1', '을/를', '1을'],
  ['1', '으로/로', '1로'],
  ['2', '을/를', '2를'],
  ['3', '으로/로', '3으로'],
  ['4', '은/는', '4는'],
  ['5', '이/가', '5가'],
  ['6', '으로/로', '6으로'],
  ['7', '으로/로', '7로'],
  ['8', '으로/로', '8로'],
  ['8', '은/는', '8은'],
  ['9', '과/와', '9와'],
  ['10', '이/가', '10이'],
  ['100', '으로/로', '100으로'],
  ['1,000', '을/를', '1,000을'],
  ['10000', '을/를', '10000을'],
  ['100,000,000', '이/가', '100,000,000이'],
  ['1000000000000', '이/가', '1000000000000가'],
  ['python:3.12', '은/는', 'python:3.12는'],
  ['3.11', '으로/로', '3.11로'],
  ['Debian 12', '이/가', 'Debian 12가'],
  ['8080', '을/를', '8080을'],
  ['x86_64', '으로/로', 'x86_64로'],
  ['libGL.so.1', '이/가', 'libGL.so.1이'],
  // letters by their names
  ['588 MB', '으로/로', '588 MB로'],
  ['1.62 GB', '은/는', '1.62 GB는'],
  ['URL', '을/를', 'URL을'],
  ['URL', '으로/로', 'URL로'],
  ['PR', '이/가', 'PR이'],
  ['SBOM', '은/는', 'SBOM은'],
  ['CDN', '으로/로', 'CDN으로'],
  ['CPU', '과/와', 'CPU와'],
  ['HTTP', '을/를', 'HTTP를'],
  ['go.mod', '을/를', 'go.mod를'],
  ['main.py', '은/는', 'main.py는'],
  ['requirements.txt', '이/가', 'requirements.txt가'],
  // words
  ['Dockerfile', '은/는', 'Dockerfile은'],
  ['Dockerfile', '으로/로', 'Dockerfile로'],
  ['slim', '으로/로', 'slim으로'],
  ['alpine', '은/는', 'alpine은'],
  ['distroless', '으로/로', 'distroless로'],
  ['Python', '을/를', 'Python을'],
  ['tensorflow', '은/는', 'tensorflow는'],
  ['docker', '이/가', 'docker가'],
  ['podman', '은/는', 'podman은'],
  ['plimsoll', '으로/로', 'plimsoll로'],
  ['pip', '이/가', 'pip이'],
  ['app', '은/는', 'app은'],
  ['classic', '은/는', 'classic은'],
  ['commit', '을/를', 'commit을'],
  ['stack', '으로/로', 'stack으로'],
  ['step', '이/가', 'step이'],
  ['group', '은/는', 'group은'],
  ['root', '은/는', 'root는'],
  ['mount', '을/를', 'mount를'],
  ['.dockerignore', '을/를', '.dockerignore를'],
  ['package.json', '이/가', 'package.json이'],
  ['volume', '을/를', 'volume을'],
  ['-15.4%', '으로/로', '-15.4%로'],
  // what closes a word is passed over
  ['"slim"', '은/는', '"slim"은'],
  ['`/health`', '은/는', '`/health`는'],
  ['레이어(캐시)', '을/를', '레이어(캐시)를'],
  ['『이미지』', '이/가', '『이미지』가'],
  ['plimsoll.yaml', '을/를', 'plimsoll.yaml을'],
  ['src/', '은/는', 'src/는'],
  // nobody can tell
  ['漢字', '은/는', '漢字은(는)'],
  ['', '이/가', '이(가)'],
  ['→', '으로/로', '→(으)로'],
  ['ㅋㅋ', '을/를', 'ㅋㅋ을(를)'],
];

describe('josa', () => {
  test.each(TABLE)('%s + %s = %s', (word, particle, expected) => {
    expect(josa(word, particle)).toBe(expected);
  });

  test('decomposed Hangul reads as composed Hangul', () => {
    expect(josa('파일'.normalize('NFD'), '은/는').normalize('NFC')).toBe('파일은');
  });

  test('every syllable takes the form its own final asks for', () => {
    fc.assert(
      fc.property(fc.integer({ min: 0xac00, max: 0xd7a3 }), (code) => {
        const finals = String.fromCharCode(code).normalize('NFD').slice(2);
        const expected = finals === '' ? 'vowel' : finals === '\u11af' ? 'rieul' : 'consonant';
        expect(lastSound(String.fromCharCode(code))).toBe(expected);
      }),
    );
  });

  test('any text keeps its words and costs little', () => {
    fc.assert(
      fc.property(fc.string({ unit: 'binary' }), (word) => {
        expect(josa(word, '은/는').startsWith(word)).toBe(true);
      }),
    );
    const before = cpuMs();
    josa(`${'a)'.repeat(200_000)}`, '은/는');
    josa(')'.repeat(400_000), '은/는');
    expect(cpuMs() - before).toBeLessThan(1000);
  }, 30_000);
});
