import { IMAGE_FLAGS, type ImageFlags } from './image-flags.ts';

export interface VerifyFlags extends Omit<ImageFlags, 'format'> {
  readonly static: boolean;
  readonly against?: string;
  readonly probes?: string;
  readonly format: 'text' | 'json' | 'junit';
}

const one = { kind: 'parsed', parse: String, optional: true } as const;

export const VERIFY_FLAGS = {
  ...IMAGE_FLAGS,
  static: { kind: 'boolean', default: false, brief: 'Look at its files alone: runs nothing, needs no engine' },
  against: { ...one, brief: 'Image whose answers are the right ones (default: its own, of another start)' },
  probes: { ...one, brief: 'File in the form of plimsoll.yaml that says how it is asked' },
  format: { kind: 'enum', values: ['text', 'json', 'junit'], default: 'text', brief: 'Form of the result' },
} as const;
