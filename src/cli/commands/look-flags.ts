import { BUILD_FLAGS } from './optimize-flags.ts';

export interface LookFlags {
  readonly file?: string;
  readonly target?: string;
  readonly format: 'text' | 'json';
}

export const LOOK_FLAGS = {
  file: BUILD_FLAGS.file,
  target: BUILD_FLAGS.target,
  format: { kind: 'enum', values: ['text', 'json'], default: 'text', brief: 'Form of the result' },
} as const;
