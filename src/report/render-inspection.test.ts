import { describe, expect, test } from 'vitest';
import { createLanguage } from '../language/create-language.ts';
import type { InspectedLayerRecord, InspectionRecord } from '../record/inspection.ts';
import { renderInspection } from './render-inspection.ts';

const DIGEST = `sha256:${'0'.repeat(64)}`;
const LAYER: InspectedLayerRecord = {
  ...{ digest: DIGEST, diffId: DIGEST, mediaType: 'a', contentBytes: 1000, deadBytes: 0, killedBytes: 0, files: 1 },
  known: 'history',
  instruction: 'COPY . .',
};
const RECORD: InspectionRecord = {
  schema: 'plimsoll.dev/inspect/1',
  image: { name: 'app:1', digest: DIGEST, configDigest: DIGEST, platform: 'linux/amd64' },
  ...{ unpackedBytes: 1000, deadBytes: 0, needlessBytes: 500, unknownBytes: 0, efficiency: 1 },
  layers: [LAYER],
  packages: [],
  findings: [{ code: 'data', bytes: 500, files: 2, place: 'srv/', mostly: { place: 'srv/a/', bytes: 400 }, layer: 0 }],
  secrets: [
    { kind: 'environment-variable', name: 'DB_PASSWORD', isHidden: false },
    { kind: 'build-argument', name: 'TOKEN', step: 1, instruction: 'ARG TOKEN=***', isHidden: false },
    { kind: 'access-token', path: 'srv/a.cfg', layer: 0, isHidden: true },
  ],
  notes: [],
};

const render = (record: InspectionRecord, id: 'en' | 'ko' = 'en', more: object = {}) =>
  renderInspection(record, { language: createLanguage(id), width: 200, color: false, ...more });

describe('an inspection in words', () => {
  test('secrets before sizes, each with where it is', () => {
    const text = render(RECORD);
    expect(text.indexOf('\n secrets\n')).toBeLessThan(text.indexOf('for nothing'));
    expect(text).toContain('DB_PASSWORD: an environment variable with a secret, in the configuration\n');
    expect(text).toContain('TOKEN: a build argument with a secret, in the history (ARG TOKEN=***)\n');
    expect(text).toContain('srv/a.cfg: an access token, carried by layer 0 (COPY . .); hidden by a later layer');
    expect(render(RECORD, 'ko')).toContain('srv/a.cfg: 접근 토큰, 레이어 0(COPY . .)에 있음. 나중 레이어가');
  });

  test('the whole place, and where most of it is', () => {
    expect(render(RECORD)).toContain('500 B data and models: srv/, mostly in a/ (400 B), 2 files');
    expect(render(RECORD, 'ko')).toContain('500 B 데이터와 모델: srv/, 대부분 a/ (400 B), 파일 2개');
  });

  test('packages of one name are no equals', () => {
    const examples = ['a/x/package.json (1.0.0)', 'b/x/package.json (2.0.0)'];
    const name = { kind: 'npm', name: 'x', version: '1.0.0' } as const;
    const twice = { code: 'duplicate-package', bytes: 5, files: 1, place: '', package: name, examples } as const;
    const record = { ...RECORD, findings: [{ ...twice, examples }] };
    expect(render(record)).toContain('x 1.0.0, 1 file, a/x/package.json (1.0.0) and b/x/package.json (2.0.0)');
    expect(render(record)).not.toContain(' = ');
  });

  test('what can be done next: hand over the Dockerfile, then optimize what is one’s own', () => {
    const tail = (text: string) => text.trimEnd().split('\n').at(-1)?.trim();
    expect(tail(render(RECORD))).toMatch(/^Next: plimsoll inspect --file Dockerfile app:1 /);
    expect(render(RECORD, 'en', { isGiven: true })).not.toContain('Next:');
    const known = { ...RECORD, layers: [{ ...LAYER, known: 'dockerfile' as const, isBase: false }] };
    const own = { ...known, findings: RECORD.findings.map((one) => ({ ...one, isBase: false })) };
    expect(tail(render(own, 'en', { isGiven: true, folder: 'web' }))).toMatch(/^Next: plimsoll optimize web /);
    expect(render({ ...own, findings: [] }, 'en', { isGiven: true })).not.toContain('Next:');
  });

  test('no column that says nothing', () => {
    expect(render(RECORD)).not.toContain('transfer');
    expect(render({ ...RECORD, layers: [{ ...LAYER, transferBytes: 5 }] })).toContain('transfer');
  });

  test('bytes of a line that the file does not have', () => {
    const record = { ...RECORD, layers: [{ ...LAYER, known: 'provenance' as const, line: 99 }] };
    const dockerfile = Buffer.from('FROM base\nCOPY . .\n');
    expect(render(record, 'en', { dockerfile })).toMatch(/1\.00 kB +99 +\(the file has no such line\)/);
    expect(render(record, 'ko', { dockerfile })).toMatch(/1\.00 kB +99 +\(파일에 없는 줄\)/);
  });

  test('names of a step that are not told are counted', () => {
    const [first, second, third] = RECORD.secrets ?? [];
    if (first === undefined || second === undefined || third === undefined) throw new Error('the record has three');
    const record = { ...RECORD, secrets: [first, { ...second, more: 7 }, third] };
    expect(render(record)).toContain('\n and 7 more\n');
    expect(render(record, 'ko')).toContain('\n 그 밖에 7개\n');
  });
});
