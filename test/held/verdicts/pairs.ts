import type { HeldOrdinary, HeldPair, HeldTree } from './contract.ts';
import { ENTRY_PAIRS } from './entry.ts';
import { GLIBC_PAIRS } from './glibc.ts';
import { GO_PAIRS } from './go.ts';
import { GO_DATA_PAIRS } from './go-data.ts';
import { HEALTH_PAIRS } from './health.ts';
import { JAVA_PAIRS } from './java.ts';
import { LOCALE_PAIRS } from './locale.ts';
import { NATIVE_PAIRS } from './native.ts';
import { NODE_PAIRS } from './node.ts';
import { NODE_PACKED_PAIRS } from './node-packed.ts';
import { PYTHON_PAIRS } from './python.ts';
import { PYTHON_ANSWER_PAIRS } from './python-answers.ts';
import { PYTHON_IMPORT_PAIRS } from './python-import.ts';
import { PYTHON_NATIVE_PAIRS } from './python-native.ts';
import { PYTHON_PACKAGE_PAIRS } from './python-packages.ts';
import { SHELL_PAIRS } from './shells.ts';
import { SIGNAL_PAIRS } from './signals.ts';
import { RECORDED_TREES } from './trees.ts';
import { ORDINARY_NODE } from './ordinary-node.ts';
import { ORDINARY_PYTHON_LIBRARIES } from './ordinary-python-libraries.ts';
import { ORDINARY_PYTHON_PACKAGING } from './ordinary-python-packaging.ts';
import { ORDINARY_PYTHON_WEB } from './ordinary-python-web.ts';
import { ORDINARY_SERVICES } from './ordinary-services.ts';
import { ORDINARY_SHELLS } from './ordinary-shells.ts';
import { ORDINARY_STATIC } from './ordinary-static.ts';

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
  ...GO_PAIRS,
  ...GO_DATA_PAIRS,
  ...HEALTH_PAIRS,
  ...JAVA_PAIRS,
  ...LOCALE_PAIRS,
  ...NODE_PAIRS,
  ...NODE_PACKED_PAIRS,
  ...SHELL_PAIRS,
  ...SIGNAL_PAIRS,
];

/** What could not be built here, recorded. */
export const HELD_TREES: readonly HeldTree[] = [...RECORDED_TREES];
export const HELD_TREES: readonly HeldTree[] = [];

/** Images that work; nothing may be said against any of them. */
export const HELD_ORDINARY: readonly HeldOrdinary[] = [
  ...ORDINARY_PYTHON_WEB,
  ...ORDINARY_PYTHON_LIBRARIES,
  ...ORDINARY_PYTHON_PACKAGING,
  ...ORDINARY_NODE,
  ...ORDINARY_STATIC,
  ...ORDINARY_SERVICES,
  ...ORDINARY_SHELLS,
];
