import { afterAll, describe, expect, test } from 'vitest';
import { HOSTILE_CASES } from '../../held/hostile/cases.ts';
import { compare, isImage, judgeImage } from './judge-images.ts';

const CASES = HOSTILE_CASES.filter((item) => isImage(item) && item.big !== true);
const right = new Set<string>();
afterAll(() => console.log(`hostile images: ${right.size} of ${CASES.length} answered as stated`));

describe('hostile images', () => {
  test.each(CASES.map((item) => ({ name: `${item.number} ${item.id}`, item })))(
    '$name',
    async ({ name, item }) => {
      expect(compare(item.answer, await judgeImage(item))).toEqual([]);
      right.add(name);
    },
    60_000,
  );
});
