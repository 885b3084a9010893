import { IMAGE_FLAGS, type ImageFlags } from './image-flags.ts';

export interface VerifyFlags extends ImageFlags {
  readonly static: boolean;
}

export const VERIFY_FLAGS = {
  ...IMAGE_FLAGS,
  static: { kind: 'boolean', default: false, brief: 'Look at its files alone: runs nothing, needs no engine' },
} as const;
