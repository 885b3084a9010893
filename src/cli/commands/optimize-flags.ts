import { parseByteSize, parseDuration } from '../../config/quantities.ts';
import { Problem } from '../../model/problem.ts';

/** Flags of `optimize` and of every verb that builds. */
export interface BuildFlags {
  readonly file?: string;
  readonly target?: string;
  readonly platform?: string;
  readonly buildArg?: readonly string[];
  readonly secret?: readonly string[];
  readonly ssh?: readonly string[];
  readonly buildContext?: readonly string[];
  readonly engine?: string;
  readonly builder?: string;
}

export interface OptimizeFlags extends BuildFlags {
  readonly choose?: 'compatible' | 'balanced' | 'smallest';
  readonly runs?: number;
  readonly maxTime?: string;
  readonly maxDisk?: string;
  readonly strict: boolean;
  readonly plan: boolean;
  readonly keep?: string;
  readonly format: 'text' | 'json' | 'markdown';
}

const text = (value: string) => value;
const one = { kind: 'parsed', parse: text, optional: true } as const;
const many = { kind: 'parsed', parse: text, optional: true, variadic: true } as const;

export const BUILD_FLAGS = {
  file: { ...one, brief: 'Dockerfile to read (default: Dockerfile or Containerfile in DIR)' },
  target: { ...one, brief: 'Build stage to ship' },
  platform: { ...one, brief: 'Platform to build for, e.g. linux/arm64' },
  buildArg: { ...many, brief: 'Build argument NAME=VALUE; NAME alone takes it from the environment' },
  secret: { ...many, brief: 'Build secret, as docker buildx takes it' },
  ssh: { ...many, brief: 'SSH agent or key, as docker buildx takes it' },
  buildContext: { ...many, brief: 'Named build context NAME=SOURCE' },
  engine: { ...one, brief: 'Engine endpoint or Docker context' },
  builder: { ...one, brief: 'buildx builder' },
} as const;

export const OPTIMIZE_FLAGS = {
  ...BUILD_FLAGS,
  choose: {
    kind: 'enum',
    values: ['compatible', 'balanced', 'smallest'],
    optional: true,
    brief: 'Which rung to recommend (default: balanced)',
  },
  runs: { kind: 'parsed', parse: parseRuns, optional: true, brief: 'Readings of every time (default: 1)' },
  maxTime: { ...one, brief: 'Begin no rung after this time, e.g. 20m' },
  maxDisk: { ...one, brief: 'Begin no rung when the engine has less disk free, e.g. 5GB' },
  strict: { kind: 'boolean', default: false, brief: 'Stop when any probe is red on the image as found' },
  plan: { kind: 'boolean', default: false, brief: 'Show what would be tried; build nothing' },
  keep: { ...one, brief: 'Tag the recommended image with this name' },
  format: { kind: 'enum', values: ['text', 'json', 'markdown'], default: 'text', brief: 'Form of the result' },
} as const;

function parseRuns(value: string): number {
  const runs = Number(value);
  if (!Number.isInteger(runs) || runs < 1 || runs > 100)
    throw new Problem('usage', 'quantity-invalid', { flag: '--runs', value, example: '3' });
  return runs;
}

/** @throws Problem `quantity-invalid` */
export function readDuration(flag: string, value: string | undefined): number | undefined {
  const ms = value === undefined ? undefined : parseDuration(value);
  if (value !== undefined && ms === undefined)
    throw new Problem('usage', 'quantity-invalid', { flag, value, example: '20m' });
  return ms;
}

/** @throws Problem `quantity-invalid` */
export function readByteSize(flag: string, value: string | undefined): number | undefined {
  const bytes = value === undefined ? undefined : parseByteSize(value);
  if (value !== undefined && bytes === undefined)
    throw new Problem('usage', 'quantity-invalid', { flag, value, example: '5GB' });
  return bytes;
}

/** `NAME=VALUE`; NAME alone is taken from the environment, as `docker build` does it. */
export function readPairs(
  given: readonly string[] | undefined,
  env: Readonly<Record<string, string | undefined>>,
): Record<string, string> {
  const pairs = (given ?? []).map((pair): [string, string] => {
    const at = pair.indexOf('=');
    return at < 0 ? [pair, env[pair] ?? ''] : [pair.slice(0, at), pair.slice(at + 1)];
  });
  return Object.fromEntries(pairs);
}
