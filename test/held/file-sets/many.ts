import { file, whiteout } from '../kit/members.ts';
import type { FileSetCase } from './contract.ts';
import { layer } from './members.ts';
import { imageOf, seenFile, seenFolder, sorted } from './sorted.ts';

const NUMBERS = Array.from({ length: 1000 }, (_, i) => i);
const pathOf = (number: number) => `many/${Math.floor(number / 100)}/${String(number).padStart(3, '0')}`;
const isDeleted = (number: number) => number % 10 === 3;
const isOverwritten = (number: number) => number % 7 === 0 && !isDeleted(number);

/** An image of many paths. */
export const MANY: readonly FileSetCase[] = [
  {
    id: 'a-thousand-files',
    says: `A thousand files in ten implied folders, each as long as the last two digits of its number; the upper layer
deletes those that end in 3 and overwrites the other multiples of seven with one byte.`,
    image: imageOf(
      layer(...NUMBERS.map((number) => file(pathOf(number), 'x'.repeat(number % 100)))),
      layer(
        ...NUMBERS.filter(isDeleted).map((number) => whiteout(pathOf(number))),
        ...NUMBERS.filter(isOverwritten).map((number) => file(pathOf(number), 'y', { mode: 0o600 })),
      ),
    ),
    canEngineLoad: true,
    paths: sorted([
      seenFolder('many'),
      ...NUMBERS.slice(0, 10).map((number) => seenFolder(`many/${number}`)),
      ...NUMBERS.filter((number) => !isDeleted(number)).map((number) =>
        isOverwritten(number) ? seenFile(pathOf(number), 1, { mode: 0o600 }) : seenFile(pathOf(number), number % 100),
      ),
    ]),
  },
];
