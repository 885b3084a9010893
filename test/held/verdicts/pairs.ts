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
import { ORDINARY_NODE } from './ordinary-node.ts';
import { ORDINARY_PYTHON_LIBRARIES } from './ordinary-python-libraries.ts';
import { ORDINARY_PYTHON_PACKAGING } from './ordinary-python-packaging.ts';
import { ORDINARY_PYTHON_WEB } from './ordinary-python-web.ts';
import { ORDINARY_SERVICES } from './ordinary-services.ts';
import { ORDINARY_SHELLS } from './ordinary-shells.ts';
import { ORDINARY_STATIC } from './ordinary-static.ts';
import { PYTHON_PAIRS } from './python.ts';
import { PYTHON_ANSWER_PAIRS } from './python-answers.ts';
import { PYTHON_IMPORT_PAIRS } from './python-import.ts';
import { PYTHON_NATIVE_PAIRS } from './python-native.ts';
import { PYTHON_PACKAGE_PAIRS } from './python-packages.ts';
import { SHELL_PAIRS } from './shells.ts';
import { SIGNAL_PAIRS } from './signals.ts';
import { RECORDED_TREES } from './trees.ts';

/** By the file each lies in. */
export const HELD_GROUPS: Readonly<Record<string, readonly HeldPair[]>> = {
  entry: ENTRY_PAIRS,
  glibc: GLIBC_PAIRS,
  go: GO_PAIRS,
  'go-data': GO_DATA_PAIRS,
  health: HEALTH_PAIRS,
  java: JAVA_PAIRS,
  locale: LOCALE_PAIRS,
  native: NATIVE_PAIRS,
  node: NODE_PAIRS,
  'node-packed': NODE_PACKED_PAIRS,
  python: PYTHON_PAIRS,
  'python-answers': PYTHON_ANSWER_PAIRS,
  'python-import': PYTHON_IMPORT_PAIRS,
  'python-native': PYTHON_NATIVE_PAIRS,
  'python-packages': PYTHON_PACKAGE_PAIRS,
  shells: SHELL_PAIRS,
  signals: SIGNAL_PAIRS,
};
export const HELD_PAIRS: readonly HeldPair[] = Object.values(HELD_GROUPS).flat();

/** What could not be built here, recorded. */
export const HELD_TREES: readonly HeldTree[] = [...RECORDED_TREES];

/** Images that work; nothing may be said against any of them. By the file each lies in. */
export const ORDINARY_GROUPS: Readonly<Record<string, readonly HeldOrdinary[]>> = {
  'ordinary-node': ORDINARY_NODE,
  'ordinary-python-libraries': ORDINARY_PYTHON_LIBRARIES,
  'ordinary-python-packaging': ORDINARY_PYTHON_PACKAGING,
  'ordinary-python-web': ORDINARY_PYTHON_WEB,
  'ordinary-services': ORDINARY_SERVICES,
  'ordinary-shells': ORDINARY_SHELLS,
  'ordinary-static': ORDINARY_STATIC,
};
export const HELD_ORDINARY: readonly HeldOrdinary[] = Object.values(ORDINARY_GROUPS).flat();
