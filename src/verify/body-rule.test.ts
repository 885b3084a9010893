import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
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

  it('does not hold a page that says the day to the day', () => {
    expect(found(['built 2026-01-31', 'built 2026-01-31'], 'built 2026-02-09')).toBeUndefined();
  });

  it('tells text from JSON', () => {
    expect(found(['{"a":1}'], 'Internal error')).toMatchObject({ is: 'json', at: { is: 'type', path: '$' } });
  });

  it('works through a megabyte without spaces in a moment', () => {
    const text = 'a'.repeat(1_048_576);
    const begun = performance.now();
    expect(skeletonOf(`${text}\n${'1a-'.repeat(300_000)}`).size).toBe(2);
    expect(performance.now() - begun).toBeLessThan(1_000);
  });
});
