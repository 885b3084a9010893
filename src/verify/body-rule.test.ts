import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cpuMs } from '../../test/kit/cpu-time.ts';
import { compareBody, learnBody, sampleBody, skeletonOf } from './body-rule.ts';

const rules = { ignore: [], tolerance: 0, days: ['2026-01-31'] };
const body = (text: string, complete = true) => sampleBody(Buffer.from(text), complete);
const found = (samples: readonly string[], now: string) =>
  compareBody(
    learnBody(
      samples.map((s) => body(s)),
      rules,
    ),
    body(now),
  );

const metrics = (n: number) =>
  [
    '# HELP http_requests_total Requests.',
    '# TYPE http_requests_total counter',
    `http_requests_total{code="200",path="/"} ${n}`,
    `process_cpu_seconds_total 0.${n}`,
    `process_start_time_seconds 1.7${n}e+09`,
    `go_goroutines ${n}`,
    `go_memstats_alloc_bytes ${n}.5e+06`,
  ].join('\n');

describe('what a body is held to', () => {
  it('fits every body it was learned from, also after being written down', () => {
    const anyBody = fc.oneof(
      fc.string(),
      fc.json(),
      fc.uint8Array().map((b) => Buffer.from(b).toString('latin1')),
    );
    fc.assert(
      fc.property(fc.array(anyBody, { minLength: 1, maxLength: 4 }), (texts) => {
        const samples = texts.map((t) => body(t));
        const rule = JSON.parse(JSON.stringify(learnBody(samples, rules)));
        for (const sample of samples) expect(compareBody(rule, sample)).toBeUndefined();
      }),
    );
  });

  it('catches an empty body where there was content, of every kind', () => {
    for (const samples of [['{"a":1}'], ['hello'], [metrics(1), metrics(22)], ['a'.repeat(50), 'z'.repeat(60)]]) {
      expect(found(samples, '')).toMatchObject({ is: 'empty' });
    }
  });

  it('spares an empty body that always was empty, and catches content in its place', () => {
    expect(found(['', ''], '')).toBeUndefined();
    expect(found(['', ''], 'oops')).toMatchObject({ is: 'text' });
  });

  it('compares stable text exactly', () => {
    expect(found(['<h1>Hi</h1>', '<h1>Hi</h1>'], '<h1>Hi</h1>')).toBeUndefined();
    expect(found(['<h1>Hi</h1>', '<h1>Hi</h1>'], '<h1>Ho</h1>')).toMatchObject({ is: 'text' });
  });

  it('compares metrics by their lines without the numbers', () => {
    expect(found([metrics(1), metrics(22)], metrics(907))).toBeUndefined();
    const without = metrics(5).split('\n').slice(0, 5).join('\n');
    expect(found([metrics(1), metrics(22)], without)).toMatchObject({ is: 'text' });
  });

  it('compares what varies wholly by its length', () => {
    const random = (seed: string, n: number) =>
      Array.from({ length: n }, (_, i) => `${seed}w${seed}${'x'.repeat(i % 7)}`).join('\n');
    expect(found([random('k', 40), random('q', 42)], random('z', 41))).toBeUndefined();
    expect(found([random('k', 40), random('q', 42)], random('z', 4))).toMatchObject({ is: 'text' });
  });

  const minified = (nonce: string, end: string) =>
    `<html><meta nonce="${nonce}">${'<div class="c"><p>some words</p></div>'.repeat(140)}${Array.from({ length: 120 }, (_, i) => `<b>${'x'.repeat(i + 1)}</b>`).join('')}<p>${end}</p></html>`;

  it('reads a page of one long line to its end', () => {
    const samples = [minified('a8f3', 'GOOD'), minified('b77c', 'GOOD')];
    expect(found(samples, minified('99ee', 'GOOD'))).toBeUndefined();
    expect(found(samples, minified('99ee', 'Traceback (most recent call last)'))).toMatchObject({ is: 'text' });
  });

  it('holds a short page whose one line varies to what stays of it', () => {
    const page = (nonce: string) => `<p>Hello <b id="${nonce}">you</b>, 3 of 7</p>`;
    const samples = [page('abcdefgh'), page('abczyxwv')];
    expect(found(samples, page('qrstuvwx'))).toBeUndefined();
    expect(found(samples, `Template error: ${'x'.repeat(30)}`)).toMatchObject({ is: 'text' });
    expect(found(samples, page('qrstuvwx').replace('</p>', 'Error'))).toMatchObject({ is: 'text' });
  });

  it('lets one counter of many come late, and nothing else be replaced', () => {
    const many = (n: number, last: string) =>
      [...Array.from({ length: 100 }, (_, i) => `metric_${'k'.repeat(i + 1)} ${n}`), last].join('\n');
    const samples = [many(1, 'late_total 1'), many(2, 'late_total 2')];
    expect(found(samples, many(3, ''))).toBeUndefined();
    const words = [many(1, 'all is well'), many(2, 'all is well')];
    expect(found(words, many(3, 'all is lost'))).toMatchObject({ is: 'text' });
  });

  const rows = (seed: number, n: number) =>
    ['id,price', ...Array.from({ length: n }, (_, i) => `${i},${seed + i}`), ''].join('\n');

  it('catches an answer cut off where none was before, though its lines are the same', () => {
    const rule = learnBody([body(rows(1_000, 2_000)), body(rows(4_000, 2_000))], rules);
    expect(rule.is).toBe('skeleton');
    expect(compareBody(rule, body(rows(7_000, 2_000)))).toBeUndefined();
    expect(compareBody(rule, body(rows(7_000, 1_900), false))).toMatchObject({ is: 'text' });
  });

  it('catches an answer that ends in good order after one row of thousands, and spares one that grew', () => {
    const samples = [rows(1_000, 2_000), rows(4_000, 2_000)];
    expect(found(samples, rows(7_000, 1))).toMatchObject({ is: 'text' });
    expect(found(samples, rows(7_000, 900))).toMatchObject({ is: 'text' });
    expect(found(samples, rows(7_000, 1_500))).toBeUndefined();
    expect(found(samples, rows(7_000, 20_000))).toBeUndefined();
  });

  it('lets lines that came and went in number do so again, as far as they did', () => {
    const samples = [rows(1_000, 2_000), rows(4_000, 400)];
    expect(found(samples, rows(7_000, 100))).toBeUndefined();
    expect(found(samples, rows(7_000, 10))).toMatchObject({ is: 'text' });
  });

  it('holds a skeleton written down without lengths to its lines, and to its end', () => {
    const older = { is: 'skeleton', lines: ['#,#', 'id,price'], bytes: 20_000 } as const;
    expect(compareBody(older, body(rows(7_000, 1)))).toBeUndefined();
    expect(compareBody(older, body(rows(7_000, 1), false))).toMatchObject({ is: 'text' });
    expect(compareBody(older, body('id,price'))).toMatchObject({ is: 'text' });
  });

  const binary = (seed: number, n: number) => Uint8Array.from({ length: n }, (_, i) => 0x80 + ((i * seed) % 120));

  it('catches a cut among bytes that vary wholly', () => {
    const rule = learnBody([sampleBody(binary(7, 1_000), true), sampleBody(binary(11, 1_010), true)], rules);
    expect(rule).toMatchObject({ is: 'length', head: '', tail: '' });
    expect(compareBody(rule, sampleBody(binary(13, 1_005), true))).toBeUndefined();
    expect(compareBody(rule, sampleBody(binary(13, 600), false))).toMatchObject({ is: 'text' });
    expect(compareBody(rule, sampleBody(binary(13, 1_005), false))).toMatchObject({ is: 'text' });
  });

  it('spares a cut where the answers it learned from did not all end: streams, more than is read', () => {
    for (const firstEnds of [true, false]) {
      const samples = [sampleBody(binary(7, 1_000), firstEnds), sampleBody(binary(11, 1_010), false)];
      const rule = JSON.parse(JSON.stringify(learnBody(samples, rules)));
      for (const ends of [true, false]) expect(compareBody(rule, sampleBody(binary(13, 600), ends))).toBeUndefined();
    }
    const older = { is: 'length', minBytes: 1_000, maxBytes: 1_010, head: '', tail: '' } as const;
    expect(compareBody(older, sampleBody(binary(13, 600), false))).toBeUndefined();
  });

  it('does not hold a page that says the day to the day', () => {
    expect(found(['built 2026-01-31', 'built 2026-01-31'], 'built 2026-02-09')).toBeUndefined();
  });

  it('tells text from JSON', () => {
    expect(found(['{"a":1}'], 'Internal error')).toMatchObject({ is: 'json', at: { is: 'type', path: '$' } });
  });

  it('works through a megabyte without spaces in a moment', () => {
    const text = 'a'.repeat(1_048_576);
    const begun = cpuMs();
    expect(skeletonOf(`${text}\n${'1a-'.repeat(300_000)}`).size).toBe(2);
    expect(cpuMs() - begun).toBeLessThan(1_000);
  });
});
