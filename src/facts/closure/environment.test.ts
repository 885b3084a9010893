import { describe, expect, test } from 'vitest';
import type { ImageConfig } from '../../image/contract.ts';
import { type GoSpec, makeGoProgram } from '../../image/go/random-go.ts';
import { makeElf } from '../../image/random-elf.ts';
import { type MemberSpec, makeView } from '../../image/random-image.ts';
import { surveyImage } from '../../image/survey-image.ts';
import { computeClosure } from './compute-closure.ts';

const go = (spec: GoSpec = {}): MemberSpec => ({ name: 'app', content: makeGoProgram(spec), mode: 0o755 });
const main = (...does: string[]): MemberSpec => go({ functions: [{ name: 'main.main', does }] });
const file = (name: string, content = 'x', mode = 0o644): MemberSpec => ({ name, content, mode });
const tmp: MemberSpec = { name: 'tmp', type: 'dir', mode: 0o1777 };
const seoul = file('usr/share/zoneinfo/Asia/Seoul', 'TZif2');
const bundle = file('etc/ssl/certs/ca-certificates.crt', '-----BEGIN CERTIFICATE-----');

async function look(members: MemberSpec[], config: Partial<ImageConfig> = {}) {
  const survey = await surveyImage(makeView([[tmp, ...members]], { entrypoint: ['/app'], ...config }));
  return computeClosure(survey).map((f) => ({ ...f, is: `${f.sure ? '' : '?'}${f.cause.message.code}` }));
}
const codes = async (members: MemberSpec[], config: Partial<ImageConfig> = {}) =>
  (await look(members, config)).map((f) => f.is);

describe('zones of Go programs', () => {
  const asks = main('Asia/Seoul', 'time.LoadLocation()');

  test('T52 catches a zone that its own code asks for, on scratch', async () => {
    const [finding] = await look([asks]);
    expect(finding).toMatchObject({
      sure: true,
      of: 'later',
      cause: {
        message: { code: 'closure-zone-missing', args: { program: '/app', zone: 'Asia/Seoul' } },
        cure: { code: 'closure-cure-copy-zone-data' },
      },
    });
  });

  test.each<[string, MemberSpec[], Partial<ImageConfig>]>([
    ['the zone is there', [asks, seoul], {}],
    ['ZONEINFO leads to it', [asks, file('z/Asia/Seoul')], { env: ['ZONEINFO=/z'] }],
    ['a Go installation brings all', [asks, file('usr/local/go/lib/time/zoneinfo.zip')], {}],
    [
      'it has all of its own',
      [go({ functions: [{ name: 'main.main', does: ['Asia/Seoul', 'time.LoadLocation()', 'time/tzdata.init()'] }] })],
      {},
    ],
  ])('spares it where %s', async (_why, members, config) => {
    expect(await codes(members, config)).toEqual([]);
  });

  test('is not sure where the function has another zone at hand, or only other code asks', async () => {
    const guarded = main('Asia/Seoul', 'time.LoadLocation()', 'time.FixedZone()');
    expect(await codes([guarded])).toEqual(['?closure-no-zone-data']);
    const other = go({ functions: [{ name: 'github.com/x/y.Parse', does: ['Asia/Seoul', 'time.LoadLocation()'] }] });
    expect(await codes([other])).toEqual(['?closure-no-zone-data']);
    expect(await codes([main('UTC', 'time.LoadLocation()')])).toEqual(['?closure-no-zone-data']);
  });

  test('the zone by a setting, or told by another function of its own', async () => {
    const bySetting = main('APP_ZONE', 'os.Getenv()', 'time.LoadLocation()');
    expect(await codes([bySetting], { env: ['APP_ZONE=Europe/Paris'] })).toEqual(['closure-zone-missing']);
    expect(await codes([bySetting], { env: ['APP_ZONE=UTC'] })).toEqual(['?closure-no-zone-data']);
    const told = go({
      functions: [
        { name: 'example.com/app/zone.must', does: ['time.LoadLocation()'] },
        { name: 'main.main', does: ['Asia/Seoul', 'example.com/app/zone.must()'] },
      ],
    });
    expect(await codes([told])).toEqual(['closure-zone-missing']);
  });
});

describe('certificates of Go programs', () => {
  const ASK = ['net/http.(*Client).Get()', 'net/http.(*Client).do()'];
  const asks = main('https://api.example.com/v1', ...ASK);

  test('D3 catches a program whose own code asks a public server, on scratch', async () => {
    const [finding] = await look([asks]);
    expect(finding).toMatchObject({
      sure: true,
      of: 'later',
      cause: {
        message: { code: 'closure-ca-missing', args: { program: '/app', address: 'https://api.example.com/v1' } },
        cure: { code: 'closure-cure-copy-ca' },
      },
    });
    const bySetting = main('UPSTREAM', 'os.Getenv()', ...ASK);
    expect(await codes([bySetting], { env: ['UPSTREAM=https://api.example.com'] })).toEqual(['closure-ca-missing']);
  });

  test.each<[string, MemberSpec, MemberSpec[], Partial<ImageConfig>]>([
    ['there is a bundle', asks, [bundle], {}],
    ['SSL_CERT_FILE names one', asks, [file('ca.pem')], { env: ['SSL_CERT_FILE=/ca.pem'] }],
    ['it brings its own', main('https://api.example.com', ...ASK, 'crypto/x509.SetFallbackRoots()'), [], {}],
    ['it decides whom to trust', main('https://a.example.com', ...ASK, 'crypto/x509.(*CertPool).AddCert()'), [], {}],
    [
      'a module brings them',
      go({
        dependencies: ['github.com/breml/rootcerts'],
        functions: [{ name: 'main.main', does: ['https://a.b.com', ...ASK] }],
      }),
      [],
      {},
    ],
    [
      'it only serves',
      main('https://www.example.com/', 'net/http.Redirect()', 'crypto/x509.loadSystemRoots()'),
      [],
      {},
    ],
  ])('spares it where %s', async (_why, program, members, config) => {
    expect(await codes([program, ...members], config)).toEqual([]);
  });

  test.each([
    ['itself', 'http://127.0.0.1:8080/health'],
    ['a neighbour', 'https://db.internal/health'],
    ['a host without a domain', 'https://gateway:8443/'],
    ['whatever follows', 'https://'],
  ])('is not sure of one that asks %s', async (_whom, address) => {
    expect(await codes([main('https://docs.example.com/', 'fmt.Println()', address, ...ASK)])).toEqual([
      '?closure-no-ca-bundle',
    ]);
  });
});

describe('the collector of Go programs', () => {
  test('programs without a note are read too, other files are not', async () => {
    const functions = [{ name: 'main.main', does: ['Asia/Seoul', 'time.LoadLocation()'] }];
    expect(await codes([go({ functions, hasNote: false })])).toEqual(['closure-zone-missing']);
    expect(await codes([{ ...go({ functions }), mode: 0o644 }], { entrypoint: [] })).toEqual(['?closure-no-command']);
  });
});

describe('TZ', () => {
  const TZ = { env: ['TZ=Asia/Seoul'] };
  const program = (name: string): MemberSpec => ({ name, content: makeElf({ type: 2 }), mode: 0o755 });
  const ofProgram = (name: string, ...members: MemberSpec[]) =>
    codes([program(name), file('a'), ...members], { entrypoint: [`/${name}`, '/a'], ...TZ });

  test.each(['usr/bin/python3.13', 'bin/busybox', 'usr/sbin/nginx'])(
    'catches a zone without data for %s',
    async (name) => {
      const findings = await ofProgram(name, bundle);
      expect(findings).toEqual(['closure-time-zone-without-data']);
      expect(await ofProgram(name, bundle, seoul)).toEqual([]);
    },
  );

  test('catches it for a Go program, and spares one with zones of its own', async () => {
    expect(await codes([main()], TZ)).toEqual(['closure-time-zone-without-data']);
    expect(await codes([main('time/tzdata.init()')], TZ)).toEqual([]);
  });

  test('spares those that carry their own, is not sure of the unknown', async () => {
    expect(await ofProgram('usr/bin/node')).toEqual([]);
    expect(await ofProgram('opt/java/bin/java')).toEqual([]);
    expect(await ofProgram('srv/server')).toEqual(['?closure-time-zone-without-data']);
    expect(await ofProgram('bin/sh', program('usr/bin/node'))).toEqual(['?closure-time-zone-without-data']);
    const tzdata = file('usr/lib/python3.13/site-packages/tzdata/__init__.py');
    expect(await ofProgram('usr/bin/python3', bundle, tzdata)).toEqual(['?closure-time-zone-without-data']);
  });

  test.each(['UTC', 'Etc/UTC', 'KST-9', '<+09>-9', 'EST5EDT', ''])('spares TZ=%s', async (zone) => {
    expect(await codes([main()], { env: [`TZ=${zone}`] })).toEqual([]);
  });
});

test('locales and certificates that others may miss are hints', async () => {
  const python: MemberSpec = { name: 'usr/bin/python3', content: makeElf({ type: 2 }), mode: 0o755 };
  const run = { entrypoint: ['/usr/bin/python3', '/a'] };
  expect(await codes([python, file('a')], run)).toEqual(['?closure-no-ca-bundle']);
  expect(await codes([python, file('a'), bundle], run)).toEqual([]);
  const certifi = file('usr/lib/python3.13/site-packages/certifi/cacert.pem');
  expect(await codes([python, file('a'), certifi], run)).toEqual([]);
  const interpreter = '/lib64/ld-linux-x86-64.so.2';
  const dynamic: MemberSpec = { name: 'app', content: makeElf({ interpreter }), mode: 0o755 };
  const loader: MemberSpec = { name: interpreter.slice(1), content: makeElf(), mode: 0o755 };
  const korean = { env: ['LANG=ko_KR.UTF-8'] };
  expect(await codes([dynamic, loader], korean)).toEqual(['?closure-locale-missing']);
  expect(await codes([dynamic, loader, file('usr/lib/locale/locale-archive')], korean)).toEqual([]);
  expect(await codes([dynamic, loader, file('usr/lib/locale/ko_KR.utf8/LC_CTYPE')], korean)).toEqual([]);
  expect(await codes([dynamic, loader], { env: ['LANG=C.UTF-8'] })).toEqual([]);
});
