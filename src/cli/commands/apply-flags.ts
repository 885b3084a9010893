import { FORMAT_FLAG } from './engine-flags.ts';

export interface ApplyFlags {
  readonly diff: boolean;
  readonly undo: boolean;
  readonly force: boolean;
  readonly format: 'text' | 'json';
}

export const APPLY_FLAGS = {
  diff: { kind: 'boolean', default: false, brief: 'Print what would change; write nothing' },
  undo: { kind: 'boolean', default: false, brief: 'Restore what the last apply replaced' },
  force: { kind: 'boolean', default: false, brief: 'Write over changes that are not committed or came after the run' },
  format: FORMAT_FLAG,
} as const;
