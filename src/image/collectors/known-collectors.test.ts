import { expect, test } from 'vitest';
import { collectPackages } from '../packages/package-collector.ts';
import { KNOWN_COLLECTORS } from './known-collectors.ts';
import { isKnown } from './mark-known.ts';

test('a collector is marked as known if another thread finds it by its name, and only then', () => {
  for (const [name, collector] of KNOWN_COLLECTORS) {
    expect([collector.name, isKnown(collector), isKnown({ ...collector })]).toEqual([name, true, false]);
  }
  const ours = collectPackages({ unnamedBytes: 1 });
  expect([KNOWN_COLLECTORS.has(ours.name), isKnown(ours)]).toEqual([true, false]);
});
