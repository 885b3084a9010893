import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { HOSTILE_CASES } from '../held/hostile/cases.ts';
import { isImage } from '../hostile/held/judge-images.ts';
import { judgeByProgram } from './judge-hostile.ts';
import { builtProgram } from './kit.ts';

/** Those about which more is stated than how they are read; the large ones are read by a proof. */
const CASES = HOSTILE_CASES.filter((item) => {
  const isStated = item.ceilings !== undefined || item.neverPrinted !== undefined;
  return (
    isImage(item) &&
    item.big !== true &&
    (isStated || (item.answer.is === 'refused' && item.answer.names !== undefined))
  );
}).map((item) => ({ id: `${item.number} ${item.id}`, item }));
const right = new Set<string>();
afterAll(() => console.log(`hostile images by the program: ${right.size} of ${CASES.length} as stated`));

describe('hostile images, by the program', () => {
  it.each(CASES)(
    '$id',
    ({ id, item }) => {
      const dir = mkdtempSync(join(tmpdir(), 'plimsoll-hostile-'));
      try {
        expect(judgeByProgram(item, builtProgram(), dir).wrong).toEqual([]);
        right.add(id);
      } finally {
        rmSync(dir, { recursive: true, force: true });
      }
    },
    60_000,
  );
});
