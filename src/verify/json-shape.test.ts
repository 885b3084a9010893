import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
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
