import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import type { ImageConfig } from '../../../image/contract.ts';
import { makeElf } from '../../../image/random-elf.ts';
import { type MemberSpec, makeView } from '../../../image/random-image.ts';
import { surveyImage } from '../../../image/survey-image.ts';
import { computeClosure } from '../compute-closure.ts';
import { mayStandFor, readRuntimeConfig } from './read-runtime-config.ts';

const program = (name: string): MemberSpec => ({ name, content: makeElf({ type: 2 }), mode: 0o755 });
const dir = (name: string): MemberSpec => ({ name, type: 'dir' });
const icu: MemberSpec = { name: 'usr/lib/libicuuc.so.72', content: '' };
const core = (version: string) => dir(`usr/share/dotnet/shared/Microsoft.NETCore.App/${version}`);
const base = [dir('tmp'), program('usr/share/dotnet/dotnet')];
const wants = (runtimeOptions: unknown): MemberSpec[] => [
  { name: 'app/web.dll', content: 'MZ' },
  { name: 'app/web.runtimeconfig.json', content: `\xef\xbb\xbf${JSON.stringify({ runtimeOptions })}` },
];
const NET8 = { framework: { name: 'Microsoft.NETCore.App', version: '8.0.0' } };
const ASP = { frameworks: [NET8.framework, { name: 'Microsoft.AspNetCore.App', version: '8.0.0' }] };

async function broken(members: MemberSpec[], config: Partial<ImageConfig> = {}) {
  const cmd = ['/usr/share/dotnet/dotnet', 'web.dll'];
  const view = makeView([[...base, ...members]], { cmd, workingDir: '/app', ...config });
  const findings = computeClosure(await surveyImage(view));
  return findings.filter((f) => f.sure && f.of === 'start').map(({ cause: { message } }) => message);
}
const codes = async (...given: Parameters<typeof broken>) => (await broken(...given)).map((m) => m.code);

describe('the shared framework', () => {
  test('catches one that is of another major version, older, or not there at all', async () => {
    expect(await broken([...wants(NET8), core('9.0.1'), icu])).toEqual([
      {
        code: 'closure-dotnet-framework-missing',
        args: { framework: 'Microsoft.NETCore.App', version: '8.0.0', has: ['9.0.1'] },
      },
    ]);
    expect(await codes([...wants(ASP), core('8.0.4'), icu])).toEqual(['closure-dotnet-framework-missing']);
    expect(await codes([core('8.0.4'), icu])).toEqual(['closure-script-missing']);
  });

  test('spares later ones of the same major version, and what is ruled otherwise', async () => {
    expect(await codes([...wants(NET8), core('8.0.11'), icu])).toEqual([]);
    expect(await codes([...wants({ ...NET8, rollForward: 'Major' }), core('10.0.0'), icu])).toEqual([]);
    expect(await codes([...wants(NET8), core('10.0.0'), icu], { env: ['DOTNET_ROLL_FORWARD=LatestMajor'] })).toEqual(
      [],
    );
    expect(await codes([...wants({ ...NET8, rollForwardOnNoCandidateFx: 2 }), core('9.0.0'), icu])).toEqual([]);
    expect(await codes([...wants(NET8), core('9.0.0-preview.1'), icu])).toEqual([]);
    expect(await codes([...wants({ includedFrameworks: [NET8.framework] }), icu])).toEqual([]);
    expect(await codes([{ name: 'app/web.dll', content: 'MZ' }])).toEqual([]);
  });

  test('of a program that looks for it itself', async () => {
    const config = { cmd: ['/app/web'] };
    const members = [...wants(NET8), program('app/web'), icu];
    expect(await codes(members, config)).toEqual(['closure-dotnet-framework-missing']);
    expect(await codes([...members, core('8.0.4')], config)).toEqual([]);
    expect(await codes([...members, core('8.0.4')], { ...config, env: ['DOTNET_ROOT=/opt'] })).toEqual([
      'closure-dotnet-framework-missing',
    ]);
    expect(await codes([...members, dir('etc/dotnet')], config)).toEqual([]);
  });
});

test('ICU is needed unless the program does without', async () => {
  const runs = [core('8.0.4')];
  const invariant = (value: unknown) => ({ ...NET8, configProperties: { 'System.Globalization.Invariant': value } });
  const byEnv = { env: ['DOTNET_SYSTEM_GLOBALIZATION_INVARIANT=1'] };
  expect(await codes([...wants(NET8), ...runs])).toEqual(['closure-dotnet-icu-missing']);
  expect(await codes([...wants(invariant(false)), ...runs], byEnv)).toEqual(['closure-dotnet-icu-missing']);
  expect(await codes([...wants(NET8), ...runs], byEnv)).toEqual([]);
  expect(await codes([...wants(invariant(true)), ...runs])).toEqual([]);
  expect(await codes([...wants(NET8), ...runs, icu])).toEqual([]);
});

test.each<[string, string, string, boolean | undefined]>([
  ['8.0.2', '8.0.1', 'minor', false],
  ['8.0.2', '8.1.0', 'latestpatch', false],
  ['8.0.2', '8.0.2', 'disable', true],
  ['8.0.2', '8.0.3', 'disable', false],
  ['8.0.2', '9.0.0', 'other', undefined],
])('%s by %s under %s', (wanted, there, rule, answer) => {
  expect(mayStandFor(wanted, there, rule)).toBe(answer);
});

test('any text is read without a throw', () => {
  const anything = fc.oneof(
    fc.string(),
    fc.json(),
    fc.jsonValue().map((v) => JSON.stringify({ runtimeOptions: v })),
  );
  fc.assert(fc.property(anything, (text) => readRuntimeConfig(text) === undefined || true));
});
