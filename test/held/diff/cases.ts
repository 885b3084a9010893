import type { DiffCase } from './contract.ts';
import { DELETIONS } from './deletions.ts';
import { FILES } from './files.ts';
import { METADATA } from './metadata.ts';
import { PRIVILEGES } from './privileges.ts';
import { SAME } from './same.ts';

export const DIFF_CASES: readonly DiffCase[] = [...SAME, ...DELETIONS, ...METADATA, ...PRIVILEGES, ...FILES];
