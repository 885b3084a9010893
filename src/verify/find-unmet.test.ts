import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Demands } from './contract.ts';
import { findUnmet } from './find-unmet.ts';

const look = (demands: Demands, body: string, complete = true) =>
  findUnmet(demands, Buffer.from(body), complete, (text) => text.replaceAll('s3cret', '***'));
const BODY = JSON.stringify({
  ok: true,
  n: 1,
  of: [
    { id: 1, kind: 'a' },
    { id: 2, kind: 'a' },
  ],
  'a.b': null,
});

describe('what is demanded of an answer', () => {
  it.each([
    [{ text: '"ok":true' }],
    [{ json: { '$.ok': true, '$.n': 1, '$["a.b"]': null } }],
    [{ json: { '$.of[1].id': 2, '$.of[*].kind': 'a', '$.of[0]': { kind: 'a', id: 1 } } }],
    [{ json: { $: JSON.parse(BODY) as unknown } }],
    [{}],
  ])('is met: %j', (demands) => {
    expect(look(demands, BODY)).toBeUndefined();
  });

  it.each([
    [{ text: 'ready s3cret' }, { is: 'text', text: 'ready ***' }],
    [{ json: { '$.n': '1' } }, { is: 'json', path: '$.n', wanted: '"1"', now: '1' }],
    [{ json: { '$.of[*].id': 1 } }, { is: 'json', path: '$.of[*].id', wanted: '1', now: '2' }],
    [{ json: { '$.of[2]': 1 } }, { is: 'json', path: '$.of[2]', wanted: '1' }],
    [{ json: { '$.gone': null } }, { is: 'json', path: '$.gone', wanted: 'null' }],
    [{ json: { '$.token': 'abc' } }, { is: 'json', path: '$.token', wanted: '[redacted]' }],
    [{ json: { '$.toString': 'abc' } }, { is: 'json', path: '$.toString', wanted: '"abc"' }],
  ])('is not met: %j', (demands, unmet) => {
    expect(look(demands, BODY)).toMatchObject({
      ...unmet,
      ...(JSON.stringify(unmet).includes('redacted') ? { wanted: expect.any(String) } : {}),
    });
  });

  it('is not met by what is no JSON; of what was cut nothing is told', () => {
    expect(look({ json: { '$.n': 1 } }, '<p>1</p>')).toEqual({ is: 'json', path: '$.n', wanted: '1' });
    expect(look({ text: 'x', json: { '$.n': 1 } }, '{"n":', false)).toBeUndefined();
  });

  it('reads whatever comes', () => {
    fc.assert(
      fc.property(fc.string(), fc.json(), (path, body) => void look({ text: path, json: { [path]: 1 } }, body)),
    );
  });
});
