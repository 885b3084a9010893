/** Flags of verbs that look at an engine and build nothing. */
export interface EngineFlags {
  readonly engine?: string;
  readonly builder?: string;
  readonly format: 'text' | 'json';
}

const one = { kind: 'parsed', parse: String, optional: true } as const;

export const FORMAT_FLAG = {
  kind: 'enum',
  values: ['text', 'json'],
  default: 'text',
  brief: 'Form of the result',
} as const;

export const ENGINE_FLAGS = {
  engine: { ...one, brief: 'Engine endpoint or Docker context' },
  builder: { ...one, brief: 'buildx builder' },
  format: FORMAT_FLAG,
} as const;
