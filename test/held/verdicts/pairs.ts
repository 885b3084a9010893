import type { HeldPair, HeldTree } from './contract.ts';
import { ENTRY_PAIRS } from './entry.ts';
import { GLIBC_PAIRS } from './glibc.ts';
import { NATIVE_PAIRS } from './native.ts';
import { PYTHON_PAIRS } from './python.ts';
import { PYTHON_ANSWER_PAIRS } from './python-answers.ts';
import { PYTHON_IMPORT_PAIRS } from './python-import.ts';
import { PYTHON_NATIVE_PAIRS } from './python-native.ts';
import { PYTHON_PACKAGE_PAIRS } from './python-packages.ts';

/** All pairs, in the order of their files. */
export const HELD_PAIRS: readonly HeldPair[] = [
  ...ENTRY_PAIRS,
  ...PYTHON_PAIRS,
  ...PYTHON_IMPORT_PAIRS,
  ...PYTHON_PACKAGE_PAIRS,
  ...PYTHON_NATIVE_PAIRS,
  ...PYTHON_ANSWER_PAIRS,
  ...NATIVE_PAIRS,
  ...GLIBC_PAIRS,
];

/** What could not be built here, recorded. */
export const HELD_TREES: readonly HeldTree[] = [];
