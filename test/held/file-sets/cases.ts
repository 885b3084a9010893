import type { FileSetCase } from './contract.ts';
import { HEADERS } from './headers.ts';
import { LAYERING } from './layering.ts';
import { MANY } from './many.ts';
import { NAMES } from './names.ts';

export const FILE_SET_CASES: readonly FileSetCase[] = [...LAYERING, ...NAMES, ...HEADERS, ...MANY];
