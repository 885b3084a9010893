import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { cpuMs } from '../../test/kit/cpu-time.ts';
import { compareShape } from './compare-shape.ts';
import { learnShape, type ShapeRules, typeOf } from './json-shape.ts';

const rules: ShapeRules = { ignore: [], tolerance: 0, days: [] };
const learn = (samples: readonly unknown[], more: Partial<ShapeRules> = {}) =>
  learnShape(samples, { ...rules, ...more });
const found = (samples: readonly unknown[], now: unknown, more: Partial<ShapeRules> = {}) =>
  compareShape(learn(samples, more), now);

/** Any JSON as it comes off the wire. */
const anyJson = fc.jsonValue({ maxDepth: 5 }).map((v) => JSON.parse(JSON.stringify(v)) as unknown);
const anyObject = fc
  .dictionary(fc.string(), anyJson, { minKeys: 1 })
  .map((v) => JSON.parse(JSON.stringify(v)) as unknown);

describe('what a JSON answer is held to (000-6, T19)', () => {
  it('fits every answer it was learned from, also after being written down', () => {
    fc.assert(
      fc.property(fc.array(anyJson, { minLength: 1, maxLength: 4 }), (samples) => {
        const kept = JSON.parse(JSON.stringify(learn(samples)));
        for (const sample of samples) expect(compareShape(kept, sample)).toBeUndefined();
      }),
    );
  });

  it('does not care for the order of keys', () => {
    fc.assert(
      fc.property(anyJson, (value) => {
        expect(compareShape(learn([value]), reverseKeys(value))).toBeUndefined();
      }),
    );
  });

  it('misses a removed key and sees a new one', () => {
    fc.assert(
      fc.property(anyObject, fc.nat(), (value, pick) => {
        const entries = Object.entries(value as Record<string, unknown>);
        const at = pick % entries.length;
        const without = Object.fromEntries(entries.filter((_, i) => i !== at));
        expect(compareShape(learn([value]), without)?.is).toBe('missing');
        expect(compareShape(learn([without]), value)?.is).toBe('added');
      }),
    );
  });

  it('sees a changed type at any place', () => {
    fc.assert(
      fc.property(anyJson, fc.nat(), (value, pick) => {
        const changed = changeOne(value, pick, (v) => (typeOf(v) === 'string' ? 7 : 'seven'));
        expect(compareShape(learn([value]), changed)?.is).toBe('type');
      }),
    );
  });

  it('sees a changed value where every sample had the same', () => {
    expect(found([{ a: { b: [1, 2] } }, { a: { b: [1, 2] } }], { a: { b: [1, 3] } })).toEqual({
      is: 'value',
      path: '$.a.b[1]',
      was: '2',
      now: '3',
    });
  });

  it('holds what varied to its type alone, and a text that was never empty to not being empty', () => {
    const samples = [
      { id: 3, token: 'x' },
      { id: 4, token: 'y' },
    ];
    expect(found(samples, { id: 99, token: 'z' })).toBeUndefined();
    expect(found(samples, { id: '99', token: 'z' })).toMatchObject({ is: 'type', path: '$.id' });
    expect(found(samples, { id: 99, token: '' })).toMatchObject({ is: 'value', path: '$.token' });
  });

  it('allows both types that were seen, and the inside of either', () => {
    const samples = [{ user: null }, { user: { name: 'a' } }];
    expect(found(samples, { user: null })).toBeUndefined();
    expect(found(samples, { user: { name: 'a' } })).toBeUndefined();
    expect(found(samples, { user: {} })).toMatchObject({ is: 'missing', path: '$.user.name' });
    expect(found(samples, { user: 3 })).toMatchObject({ is: 'type' });
  });

  it('takes a list that grew between calls, of the same kind of items, and not an empty one', () => {
    const samples = [
      [{ id: 1 }, { id: 2 }],
      [{ id: 1 }, { id: 2 }, { id: 3 }],
    ];
    expect(found(samples, [{ id: 7 }, { id: 8 }, { id: 9 }, { id: 10 }])).toBeUndefined();
    expect(found(samples, [])).toMatchObject({ is: 'length', path: '$' });
    expect(found(samples, [{ id: 1 }, { name: 2 }])).toMatchObject({ is: 'missing', path: '$[1].id' });
  });

  it('holds a list of one length to that length', () => {
    expect(
      found(
        [
          [1, 2],
          [3, 4],
        ],
        [1],
      ),
    ).toMatchObject({ is: 'length', was: '2', now: '1' });
    const long = Array.from({ length: 300 }, (_, i) => i);
    expect(found([long], long.slice(1))).toMatchObject({ is: 'length', was: '300', now: '299' });
  });

  const products = (price: (i: number) => unknown, n = 150) =>
    Array.from({ length: n }, (_, i) => ({ id: i, name: `p${i}`, price: price(i) }));
  const stable = { items: products((i) => i * 1.5) };

  it('holds a long list that was the same every time to its values, whatever the order of keys', () => {
    const samples = [stable, stable, stable];
    expect(found(samples, stable)).toBeUndefined();
    expect(found(samples, reverseKeys(stable))).toBeUndefined();
    expect(found(samples, { items: products(() => 0) })).toMatchObject({ is: 'value', path: '$.items' });
    const one = products((i) => (i === 149 ? 0 : i * 1.5));
    expect(found(samples, { items: one })).toMatchObject({ is: 'value', path: '$.items' });
    expect(found(samples, { items: stable.items.toReversed() })).toMatchObject({ is: 'value', path: '$.items' });
    const far = Array.from({ length: 5_000 }, (_, i) => i);
    expect(found([far, far], far.with(4_999, 0))).toMatchObject({ is: 'value', path: '$' });
  });

  it('holds the numbers of such a list to the tolerance, and all else to be the same', () => {
    const more = { tolerance: 1e-6 };
    const near = { items: products((i) => i * 1.5 * (1 + 1e-9)) };
    expect(found([stable, near], near, more)).toBeUndefined();
    expect(found([stable, stable], { items: products(() => 0) }, more)).toMatchObject({ is: 'value', path: '$.items' });
    const renamed = { items: stable.items.map((p) => ({ ...p, name: 'p' })) };
    expect(found([stable, near], renamed, more)).toMatchObject({ is: 'value', path: '$.items' });
  });

  it('fits every long list it was learned from, and no other of those that were the same', () => {
    const longs = fc.array(anyJson, { minLength: 101, maxLength: 110 });
    fc.assert(
      fc.property(longs, fc.nat(), fc.constantFrom(0, 1e-6), (long, pick, tolerance) => {
        const kept = JSON.parse(JSON.stringify(learn([long, long], { tolerance })));
        expect(compareShape(kept, reverseKeys(long))).toBeUndefined();
        expect(
          compareShape(
            kept,
            changeOne(long, pick, (v) => (v === 'x' ? 'y' : 'x')),
          ),
        ).toBeDefined();
      }),
      { numRuns: 30 },
    );
  });

  it('says where the type of an item of such a list differs', () => {
    const wrong = { items: products((i) => (i === 70 ? null : i * 1.5)) };
    expect(found([stable, stable], wrong)).toMatchObject({ is: 'type', path: '$.items[70].price' });
  });

  it.each<[string, readonly unknown[], unknown, Partial<ShapeRules>]>([
    ['varied', [stable, { items: products((i) => i + 1) }], { items: products(() => 0) }, {}],
    ['is ignored', [stable], { items: products(() => 0) }, { ignore: ['$.items[*].price'] }],
    ['is ignored, by any key', [stable], { items: products(() => 0) }, { ignore: ['$.items[*].*'] }],
    ['is tolerated', [stable], { items: products((i) => i * 1.51) }, { tolerance: 0.02 }],
    ['holds the day', [products(() => '2026-01-31T09')], products(() => '2026-02-03T10'), { days: ['2026-01-31'] }],
  ])('holds a long list to its types where something in it %s', (_, samples, now, more) => {
    expect(found(samples, now, more)).toBeUndefined();
  });

  it('reads a list written down without a digest by its types', () => {
    const older = JSON.parse(JSON.stringify(learn([stable]), (key, v) => (key === 'held' ? undefined : v)));
    expect(compareShape(older, { items: products(() => 0) })).toBeUndefined();
    expect(compareShape(older, { items: products(() => '0') })).toMatchObject({ is: 'type' });
  });

  it('keeps the rule small however long the list', () => {
    const long = products((i) => i, 20_000);
    expect(JSON.stringify(learn([long, long])).length).toBeLessThan(1_000);
    expect(JSON.stringify(learn([long, long], { tolerance: 1e-6 })).length).toBeLessThan(100_000);
  });

  it('is not undone by long lists that hold each other, or go deeper than any honest answer', () => {
    const zeros = Array.from({ length: 100 }, () => 0);
    const nest = (depth: number, core: unknown) => {
      let whole: unknown = core;
      for (let i = 0; i < depth; i++) whole = [...zeros, whole];
      return whole;
    };
    const core = Array.from({ length: 200_000 }, () => 1);
    const begun = cpuMs();
    expect(found([nest(60, core), nest(60, core)], nest(60, core))).toBeUndefined();
    expect(found([nest(60, core), nest(60, core)], nest(60, core.with(-1, 2)))).toMatchObject({ is: 'value' });
    expect(found([nest(60, core), nest(60, core.with(-1, 2))], nest(60, core))).toBeUndefined();
    expect(cpuMs() - begun).toBeLessThan(10_000);
    const deep = JSON.parse('['.repeat(50_000) + ']'.repeat(50_000)) as unknown;
    expect(found([[...zeros, deep]], [...zeros, deep])).toBeUndefined();
    const open = Array.from({ length: 101 }, (_, i) => (i === 0 ? { a: 1 } : {}));
    expect(found([open], open.with(0, { a: 1, b: deep } as object))).toMatchObject({ is: 'value', path: '$' });
  });

  it('keeps numbers within the tolerance and no further', () => {
    expect(found([0.123_456_7], 0.123_456_71, { tolerance: 1e-6 })).toBeUndefined();
    expect(found([0.1234567], 0.124, { tolerance: 1e-6 })).toMatchObject({ is: 'value' });
    expect(found([41], 42, { tolerance: 1e-6 })).toMatchObject({ is: 'value' });
    expect(found([100, 101], 100.5, { tolerance: 0.02 })).toBeUndefined();
    expect(found([100, 101], 200, { tolerance: 0.02 })).toMatchObject({ is: 'value' });
  });

  it('ignores the values at the paths it was told, and keeps their types', () => {
    const ignore = ['$.items[*].at', '$.meta.*'];
    const was = { items: [{ at: 1, n: 1 }], meta: { host: 'a' } };
    expect(found([was], { items: [{ at: 2, n: 1 }], meta: { host: 'b' } }, { ignore })).toBeUndefined();
    expect(found([was], { items: [{ at: 'x', n: 1 }], meta: { host: 'a' } }, { ignore })).toMatchObject({ is: 'type' });
    expect(found([was], { items: [{ at: 2, n: 2 }], meta: { host: 'a' } }, { ignore })).toMatchObject({ is: 'value' });
  });

  it('takes a text that holds the day of asking for one that changes', () => {
    const days = ['2026-01-31'];
    expect(found([{ at: '2026-01-31T00:00Z' }], { at: '2026-02-03T00:00Z' }, { days })).toBeUndefined();
    expect(found([{ at: '2001-01-31' }], { at: '2001-02-01' }, { days })).toMatchObject({ is: 'value' });
  });

  it('keeps hostile answers bounded: depth, prototype keys, infinite numbers', () => {
    const deep = JSON.parse('['.repeat(50_000) + ']'.repeat(50_000)) as unknown;
    expect(found([deep], deep)).toBeUndefined();
    const odd = JSON.parse('{"__proto__": {"a": 1}, "constructor": 1e999}') as unknown;
    expect(found([odd], odd)).toBeUndefined();
    expect(found([odd], JSON.parse('{"constructor": 1e999}'))).toMatchObject({ is: 'missing', path: '$.__proto__' });
    expect(found([odd], JSON.parse('{"__proto__": {"a": 2}, "constructor": 1e999}'))).toMatchObject({ is: 'value' });
  });
});

function reverseKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(reverseKeys);
  if (typeOf(value) !== 'object') return value;
  const entries = Object.entries(value as Record<string, unknown>).map(([k, v]) => [k, reverseKeys(v)] as const);
  return Object.fromEntries(entries.toReversed());
}

/** Changes the leaf or whole that the number picks. */
function changeOne(value: unknown, pick: number, change: (v: unknown) => unknown): unknown {
  if (Array.isArray(value) && value.length > 0) {
    const at = pick % value.length;
    return value.map((v, i) => (i === at ? changeOne(v, Math.floor(pick / 3), change) : v));
  }
  if (typeOf(value) === 'object') {
    const entries = Object.entries(value as Record<string, unknown>);
    if (entries.length === 0) return change(value);
    const at = pick % entries.length;
    return Object.fromEntries(
      entries.map(([k, v], i) => [k, i === at ? changeOne(v, Math.floor(pick / 3), change) : v]),
    );
  }
  return change(value);
}
