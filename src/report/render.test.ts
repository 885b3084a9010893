import { describe, expect, test } from 'vitest';
import { createLanguage } from '../language/create-language.ts';
import { type Message, message } from '../model/message.ts';
import { Problem } from '../model/problem.ts';
import type { ProgressEvent } from '../model/progress.ts';
import type { Fault, Overview } from './overview.ts';
import { rankFaults } from './rank-faults.ts';
import { renderDoctor } from './render-doctor.ts';
import { renderOverview } from './render-overview.ts';
import { renderProblem } from './render-problem.ts';
import { renderProgress } from './render-progress.ts';
import { textWidth } from './width.ts';

const en = createLanguage('en');
const ko = createLanguage('ko');

describe('renderProblem', () => {
  const problem = new Problem(
    'usage',
    'context-not-found',
    { dir: '$(id)\u001b[2J' },
    { hint: message('hint-doctor', {}) },
  );

  test('is one line: code, what, what to do', () => {
    expect(renderProblem(problem, en)).toBe(
      'plimsoll: context-not-found: there is no folder $(id)\\x1b[2J. plimsoll doctor says more.',
    );
    expect(renderProblem(problem, ko)).toBe(
      'plimsoll: context-not-found: 디렉터리 $(id)\\x1b[2J가 없습니다. plimsoll doctor로 자세히 볼 수 있습니다.',
    );
  });

  test('no hint, no second sentence', () => {
    expect(renderProblem(new Problem('usage', 'unknown-engine', { name: '--help' }), en)).toBe(
      'plimsoll: unknown-engine: there is no engine "--help".',
    );
  });
});

describe('renderProgress', () => {
  test.each<[ProgressEvent, string, string]>([
    [
      { is: 'climb-planned', rungs: 6, restMs: 300_000 },
      '6 rungs to climb, about 5m to go',
      '6개 단계를 진행합니다, 약 5분 남음',
    ],
    [{ is: 'rung-started', rung: 0, technique: null }, 'rung 0: as found', '0단계: 기본'],
    [{ is: 'rung-built', rung: 1, ms: 12_340 }, 'rung 1: built in 12.3s', '1단계: 12.3초 만에 빌드했습니다'],
    [{ is: 'rung-not-built', rung: 2, building: 'build-failed' }, 'rung 2: build failed', '2단계: 빌드 실패'],
    [
      { is: 'rung-measured', rung: 1, ms: 900, unpackedBytes: 331e6, transferBytes: 104e6 },
      'rung 1: 331 MB unpacked, 104 MB to transfer (0.9s)',
      '1단계: 이미지 크기 331 MB, 전송 크기 104 MB (0.9초)',
    ],
    [
      { is: 'rung-verified', rung: 1, ms: 4000, running: 'works-as-before', restMs: 62_000 },
      'rung 1: as before (4.0s), about 1m02s to go',
      '1단계: 기존과 같음 (4.0초), 약 1분 2초 남음',
    ],
    [
      { is: 'rung-resumed', rung: 3, technique: 'slim-base' },
      'rung 3: base: slim, finished in an earlier run',
      '3단계: slim 베이스, 이전 실행에서 끝났습니다',
    ],
    [
      { is: 'rebuild-timed', rung: 3, ms: 900, left: 2 },
      'rung 3: rebuilt in 0.9s, 2 timings left',
      '3단계: 0.9초 만에 재빌드했습니다, 2회 남음',
    ],
  ])('%j', (event, english, korean) => {
    expect(renderProgress(event, en)).toBe(english);
    expect(renderProgress(event, ko)).toBe(korean);
  });
});

const fault = (said: Message, saving: Partial<Fault['saving']>, line?: number): Fault => ({
  message: said,
  ...(line === undefined ? {} : { place: { file: 'Dockerfile', line } }),
  saving: { unit: 'byte', low: 0, likely: 0, high: 0, basis: 'estimated', ...saving },
});

const OVERVIEW: Overview = {
  project: {
    name: 'shop',
    ecosystems: ['python'],
    stages: 1,
    instructions: 9,
    contextBytes: 249_010_000,
    contextFiles: 1204,
    dockerfile: 'Dockerfile',
  },
  faults: [
    fault(message('log-header-missing', { header: 'small.h' }), { likely: 5, low: 5, high: 5 }, 3),
    fault(message('log-compiler-missing', { command: 'gcc' }), { likely: 190e6, low: 150e6, high: 220e6 }, 7),
    fault(
      message('cure-headless-opencv', { library: 'x' }),
      { unit: 'ms', likely: 180e3, low: 120e3, high: 240e3 },
      14,
    ),
    fault(message('log-disk-full', {}), { likely: 249e6, low: 249e6, high: 249e6, basis: 'computed' }),
  ],
  next: { code: 'next-of-another-room', args: {} } as never,
  elapsedMs: 400,
};

describe('renderOverview', () => {
  test('the three costliest with their basis, what is left, the next command', () => {
    expect(renderOverview(OVERVIEW, { language: en, width: 110, color: false })).toMatchInlineSnapshot(`
      "Dockerfile · Python · single stage · 9 instructions · context 249 MB in 1,204 files   (static, no build, 0.4s)
        where          cost                        basis      fault
        Dockerfile:14  ~3m (2m to 4m) per build    estimated  use opencv-python-headless, which needs no window
                                                              libraries
        –              249 MB                      computed   no space left on the disk
        Dockerfile:7   ~190 MB (150 MB to 220 MB)  estimated  no gcc to compile with
        and 1 smaller fault
      Next: next-of-another-room {}
      "
    `);
    expect(renderOverview(OVERVIEW, { language: ko, width: 80, color: false })).toMatchInlineSnapshot(`
      "Dockerfile · Python · 단일 스테이지 · 명령어 9개 · 빌드 컨텍스트 249 MB, 파일
        1,204개
        (정적 분석, 빌드 없음, 0.4초)
        위치           비용                       근거  문제
        Dockerfile:14  빌드마다 약 3분 (2분~4분)  추정  창 라이브러리가 필요 없는
                                                        opencv-python-headless를
                                                        씁니다
        –              249 MB                     계산  디스크에 남은 공간이 없습니다
        Dockerfile:7   약 190 MB (150 MB~220 MB)  추정  컴파일에 쓸 gcc가 없습니다
        그 밖에 더 작은 문제 1개
      다음: next-of-another-room {}
      "
    `);
  });

  test('fits every width and never loses a sentence', () => {
    for (const language of [en, ko]) {
      for (let width = 60; width <= 130; width += 5) {
        const text = renderOverview(OVERVIEW, { language, width, color: false });
        for (const line of text.split('\n')) expect(textWidth(line), line).toBeLessThanOrEqual(width);
        expect(text).toContain('gcc');
      }
    }
  });

  test('no fault is said, not shown as an empty table', () => {
    const text = renderOverview({ ...OVERVIEW, faults: [] }, { language: en, width: 80, color: false });
    expect(text).toContain('no fault found by reading alone');
    expect(text).not.toContain('basis');
  });

  test('a fault that costs nothing is a risk, one whose cost text does not tell is unknown: neither is zero bytes', () => {
    const shown = (language: typeof en, basis: 'computed' | 'estimated') => {
      const faults = [fault(message('log-disk-full', {}), { low: 0, likely: 0, high: 0, unit: 'byte', basis }, 3)];
      const text = renderOverview({ ...OVERVIEW, faults }, { language, width: 110, color: false });
      return text.split('\n').find((l) => l.startsWith('  Dockerfile:3'));
    };
    expect(shown(en, 'computed')).toMatch(/^ {2}Dockerfile:3 +risk +– +no space left/);
    expect(shown(ko, 'computed')).toMatch(/^ {2}Dockerfile:3 +위험 +– /);
    expect(shown(en, 'estimated')).toMatch(/^ {2}Dockerfile:3 +unknown +– +no space left/);
    expect(shown(ko, 'estimated')).toMatch(/^ {2}Dockerfile:3 +알 수 없음 +– /);
  });

  test('bytes and build time are ranked by one exchange rate', () => {
    expect(rankFaults(OVERVIEW.faults).map((f) => f.saving.likely)).toEqual([180e3, 249e6, 190e6, 5]);
  });
});

describe('renderDoctor', () => {
  const rows = [
    { state: 'ok', ...message('doctor-client', { program: 'docker', version: '28.5.1' }) },
    { state: 'bad', ...message('engine-down', { endpoint: 'unix:///x', reason: 'no such file' }) },
    { state: 'warn', ...message('doctor-lacks', { lacking: ['oci-layout', 'secrets'] }) },
  ] as const;

  test('states stand in a column of their own', () => {
    expect(renderDoctor(rows, { language: en, width: 60, color: false })).toBe(
      'ok       docker 28.5.1 on the PATH\n' +
        'bad      no engine answers at unix:///x: no such file\n' +
        'warning  the builder lacks writing an OCI layout, secrets\n',
    );
    expect(renderDoctor(rows, { language: ko, width: 40, color: false })).toBe(
      '정상  PATH에 docker 28.5.1 있음\n' +
        '문제  unix:///x에서 응답하는 엔진이\n      없습니다: no such file\n' +
        '주의  빌더가 지원하지 않는 기능: OCI\n      레이아웃 출력, 시크릿\n',
    );
  });
});
