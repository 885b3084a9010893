import { ENGINE_FLAGS, type EngineFlags } from './engine-flags.ts';
import { BUILD_FLAGS } from './optimize-flags.ts';

/** Flags of verbs that read images. */
export interface ImageFlags extends EngineFlags {
  readonly platform?: string;
  readonly limit?: readonly string[];
}

export interface InspectFlags extends ImageFlags {
  readonly file?: string;
  readonly target?: string;
  readonly buildArg?: readonly string[];
  readonly metadataFile?: string;
  readonly quick: boolean;
}

const one = { kind: 'parsed', parse: String, optional: true } as const;

export const IMAGE_FLAGS = {
  ...ENGINE_FLAGS,
  platform: { ...one, brief: 'Which image of several, e.g. linux/arm64' },
  limit: {
    ...one,
    variadic: true,
    brief: 'Set a published limit NAME=NUMBER, e.g. inflate-ratio=2000 for a layer of zeros',
  },
} as const;

export const INSPECT_FLAGS = {
  ...IMAGE_FLAGS,
  file: { ...one, brief: 'Dockerfile the image was built from: its lines are told' },
  target: { ...one, brief: 'Stage that was built' },
  buildArg: BUILD_FLAGS.buildArg,
  metadataFile: {
    ...one,
    brief:
      'File of docker buildx build --metadata-file --provenance=mode=max, run with BUILDX_METADATA_PROVENANCE=max: lines are exact',
  },
  quick: {
    kind: 'boolean',
    default: false,
    brief: 'Read headers only: much faster; packages and equal contents are not told',
  },
} as const;
