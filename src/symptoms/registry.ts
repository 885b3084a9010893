import { COMMAND_SYMPTOMS } from './commands.ts';
import { CONTEXT_SYMPTOMS } from './context.ts';
import type { Symptom } from './contract.ts';
import { FILE_SYMPTOMS } from './files.ts';
import { GO_SYMPTOMS } from './go.ts';
import { JAVA_SYMPTOMS } from './java.ts';
import { LIBRARY_SYMPTOMS } from './libraries.ts';
import { MEMORY_SYMPTOMS } from './memory.ts';
import { NETWORK_SYMPTOMS } from './network.ts';
import { NODE_SYMPTOMS } from './node.ts';
import { PYTHON_SYMPTOMS } from './python.ts';
import { SIZE_SYMPTOMS } from './size.ts';

/** In the order in which they are tried on a line; the first that fits speaks for it. */
export const SYMPTOMS: readonly Symptom[] = [
  ...SIZE_SYMPTOMS,
  ...NETWORK_SYMPTOMS,
  ...CONTEXT_SYMPTOMS,
  ...LIBRARY_SYMPTOMS,
  ...PYTHON_SYMPTOMS,
  ...NODE_SYMPTOMS,
  ...GO_SYMPTOMS,
  ...JAVA_SYMPTOMS,
  ...MEMORY_SYMPTOMS,
  ...COMMAND_SYMPTOMS,
  ...FILE_SYMPTOMS,
];
