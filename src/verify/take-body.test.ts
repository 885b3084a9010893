import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cpuMs } from '../../test/kit/cpu-time.ts';
import { configured, goodApp, options } from '../../test/kit/verify-baseline.ts';
import { createWorld, type FakeReply, json } from '../../test/kit/verify-world.ts';
import { createRedactor, looksSecret } from '../record/redact.ts';
import type { BodySample } from './answer.ts';
import { compareBody, learnBody, parseJson, sampleBody } from './body-rule.ts';
import type { ProbeSet } from './contract.ts';
import { getProbe } from './discover-probes.ts';
import { takeBody } from './take-body.ts';
import { learnBaseline, verifyImage } from './verify-image.ts';

const SECRETS = ['hunter2', 'p"w\\d<é>', '918273645546372819'];
const redact = createRedactor(SECRETS);
const FORMS = ['hunter2', 'p"w', 'p\\"w', 'p\\\\"w', 'w\\\\d', '\\u00e9', 'p&quot;w', '918273645', '9182736455463728'];
const take = (text: string, complete = true) => takeBody(Buffer.from(text), complete, redact);
const rules = { ignore: [], tolerance: 0, days: [] };

/** Learns from one reply, holds another to it, and gives everything that is kept or told of it. */
async function tryReplies(was: FakeReply, now: FakeReply, set: ProbeSet = configured) {
  const app = (reply: FakeReply) => (start: number) =>
    goodApp(start, { answer: (_m, path) => (path === '/' ? reply : { status: 200 }) });
  const world = createWorld({ base: app(was), rung: app(now) });
  const baseline = await learnBaseline(world, 'base', set, { ...options, redact });
  const { verdict } = await verifyImage(world, 'rung', baseline, { ...options, redact });
  return { verdict, code: verdict.causes[0]?.message.code, written: JSON.stringify({ baseline, verdict }) };
}

const long = (secret: string) =>
  `<html>\n${Array.from({ length: 30_000 }, (_, i) => `<li>item ${i}: a line of it`).join('\n')}\n<b>${secret}</b> `;
const escapeHtml = (s: string) => s.replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;');
const text = (body: string): FakeReply => ({ type: 'text/plain', body });
const page = (body: string): FakeReply => ({ type: 'text/html', body });
const shown: readonly [string, (secret: string) => FakeReply][] = [
  ['a value of JSON', (s) => json({ db: s, n: 1 })],
  ['a name of JSON', (s) => json({ [s]: 1 })],
  ['inside a value of JSON', (s) => json({ url: `postgres://app:${s}@db/x`, list: [1, [`a ${s} b`]] })],
  ['a long text in JSON', (s) => json({ a: `${'x '.repeat(3_000)}${s}` })],
  ['a secret by its name alone', (s) => json({ apiKey: s === 'other' ? null : `0${s}0` })],
  ['text', (s) => text(`db=${s}\nok\n`)],
  ['a page', (s) => page(`<p>${escapeHtml(s)}</p>`)],
  ['lines of JSON', (s) => text(`{"a":1}\n${JSON.stringify({ db: s })}\n`)],
  ['a long page', (s) => page(long(s))],
  ['a place to go to', (s) => ({ status: 302, headers: { location: `/in?from=${encodeURIComponent(s)}` } })],
  ['a media type', (s) => ({ type: `text/${s}`, body: 'x' })],
];

describe('what is kept and told of an answer', () => {
  for (const secret of SECRETS) {
    it.each(shown)(`holds no secret that stood in %s: ${secret.slice(0, 3)}`, async (_where, reply) => {
      for (const [was, now] of [
        [secret, secret],
        [secret, 'other'],
        ['other', secret],
      ] as const) {
        const { written, code } = await tryReplies(reply(was), reply(now));
        for (const form of FORMS) expect(written).not.toContain(form);
        expect(code === undefined, `${was} → ${now}: ${code}`).toBe(was === now);
      }
    });
  }

  it('takes one secret in place of another for the same, whatever their lengths', async () => {
    const [was, now] = ['hunter2', '918273645546372819'].map((s) => json({ db: s }));
    expect((await tryReplies(was ?? {}, now ?? {})).verdict.running).toBe('works');
  });

  it('holds no secret that is a number, and still tells it from another number', async () => {
    const number = (n: string) => ({ body: `{"a":1,"pin":${n}}` });
    const same = await tryReplies(number('918273645546372819'), number('918273645546372819'));
    expect(same.written).not.toContain('9182736455');
    expect(same.verdict.running).toBe('works');
    const other = await tryReplies(number('918273645546372819'), number('7'));
    expect(other.written).not.toContain('9182736455');
    expect(other.code).toBe('json-type-changed');
  });

  it('ignores what it was told to ignore, though the name holds a secret', async () => {
    const probes = [{ ...getProbe('/', 'config'), ignore: ['$.hunter2.ms'] }];
    const reply = (ms: number) => json({ hunter2: { ms } });
    expect((await tryReplies(reply(1), reply(2), { ...configured, probes })).verdict.running).toBe('works');
  });

  it('leaves JSON that it hides things in JSON', async () => {
    const reply = (n: number) => json({ authorization: true, cookie: { a: 1 }, say: 'token="a b" c', n });
    expect((await tryReplies(reply(1), reply(1))).verdict.running).toBe('works');
    expect((await tryReplies(reply(1), reply(2))).verdict.causes[0]?.evidence).toBe('$.n: 1 → 2');
  });

  it('compares what a field with a secret name says of a state', async () => {
    expect((await tryReplies(json({ auth: 'ok' }), json({ auth: 'down' }))).code).toBe('value-changed');
    expect((await tryReplies(json({ auth: 'ok' }), json({ auth: 'no route to it' }))).code).toBe('value-changed');
  });
});

function namesIn(json: string): readonly string[] {
  const names: string[] = [];
  JSON.parse(json, (name, value: unknown) => {
    names.push(name);
    return value;
  });
  return names;
}

describe('takeBody', () => {
  it.each([
    ['{"a": 1.50, "a": 12345678901234567890, "b":"\\u0041\\/", "c":[]}', true],
    ['[{"k":"v"}, -1e5, null, true, "", "\\ud800"]', true],
    ['\ufeffline 1\r\nline 2\n', true],
    ['<p id="n1">a</p>', true],
    ['', true],
    ['data: 1\n\n', false],
  ])('takes what holds no secret as it is: %j', (words, complete) => {
    expect(take(words, complete)).toEqual(sampleBody(Buffer.from(words), complete));
  });

  it('takes any JSON without secrets as it is', () => {
    fc.assert(
      fc.property(fc.json(), fc.constantFrom(undefined, 1, '\t'), (words, space) => {
        // The generator likes `key` as a name, which speaks for a secret.
        fc.pre(!namesIn(words).some(looksSecret));
        const body = Buffer.from(JSON.stringify(JSON.parse(words), null, space));
        expect(takeBody(body, true, (t) => t)).toEqual(sampleBody(body, true));
      }),
    );
  });

  it('hides a secret anywhere in any JSON, which stays JSON of the same shape', () => {
    const tree = fc.letrec((tie) => ({
      node: fc.oneof({ maxDepth: 4 }, fc.string(), fc.integer({ max: 999 }), tie('list'), tie('map'), fc.constant('@')),
      list: fc.array(tie('node'), { maxLength: 4 }),
      map: fc.dictionary(fc.string({ maxLength: 5 }), tie('node'), { maxKeys: 4 }),
    })).node;
    fc.assert(
      fc.property(tree, fc.constantFrom(...SECRETS), (value, secret) => {
        const put = (with_: string) => JSON.stringify([value, '@']).replaceAll('"@"', JSON.stringify(with_));
        const known = (t: string) => t.replaceAll(secret, '***');
        const sample = takeBody(Buffer.from(put(secret)), true, known);
        expect(sample.text).not.toContain(secret);
        expect(parseJson(sample)?.value).toEqual(
          JSON.parse(JSON.stringify(parseJson(takeBody(Buffer.from(put('***')), true, known))?.value)),
        );
      }),
    );
  });

  it('keeps no half of a secret where a limit cut it', () => {
    for (const words of ['a b c hunt', '<b>hunt', '{"a":"hunt', 'x=1;hunt']) {
      expect(take(words, false).text).not.toContain('hunt');
      expect(take(words, false).digest).toBe(sampleBody(Buffer.from(words), false).digest);
    }
    const whole = [take('<p>one</p> <i>end</i>'), take('<p>two</p> <i>end</i>')];
    const rule = {
      ...learnBody(whole, rules),
      is: 'length',
      minBytes: 1,
      maxBytes: 99,
      head: '',
      tail: '</i>',
    } as const;
    expect(JSON.stringify(compareBody(rule, take('<p>one</p> hunt', false)))).not.toContain('hunt');
  });

  it('keeps a digest alone of what is no text', () => {
    const bytes = Buffer.concat([Buffer.from('hunter2'), Buffer.from([0xff, 0xfe])]);
    const sample: BodySample = takeBody(bytes, true, redact);
    expect(sample).toEqual({ text: undefined, bytes: 9, digest: sample.digest, complete: true });
  });

  it('is quick on a long and hostile body', () => {
    const started = cpuMs();
    for (const unit of ['"a",', '"\\"\\\\",', '1,', '[],', '"token":"x y",']) {
      const many = unit.repeat(Math.ceil(1_000_000 / unit.length)).slice(0, -1);
      take(unit.includes(':') ? `{${many}}` : `[${many}]`);
    }
    take(`["${Array.from({ length: 100_000 }, (_, i) => `v${i}`).join('","')}"]`);
    expect(cpuMs() - started).toBeLessThan(8_000);
  });
});
