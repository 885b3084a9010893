import { afterAll, describe, expect, test } from 'vitest';
import { parseImageName } from '../../../src/model/image-name.ts';
import { HOSTILE_CASES } from '../../held/hostile/cases.ts';

const CASES = HOSTILE_CASES.flatMap(({ number, id, medium, answer }) =>
  medium.is === 'name'
    ? [{ name: `${number} ${id}`, text: Buffer.from(medium.text, 'latin1').toString(), answer }]
    : [],
);
const right = new Set<string>();
afterAll(() => console.log(`hostile image names: ${right.size} of ${CASES.length} answered as stated`));

describe('hostile image names', () => {
  test.each(CASES)('$name', ({ name, text, answer }) => {
    const parsed = parseImageName(text);
    expect(parsed === undefined ? 'refused' : 'accepted').toBe(answer.is);
    right.add(name);
  });
});
