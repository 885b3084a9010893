import type { ImageConfig } from '../../image/contract.ts';
import { looksSecret, REDACTED, redact } from '../../record/redact.ts';
import { maskStep } from '../lines/mask-step.ts';
import { maskWords } from '../lines/mask-words.ts';
import { readSteps } from '../lines/read-steps.ts';
import { splitVariable } from '../split-variable.ts';

/** A field of the configuration that is not the same in both; a side that says nothing of it is left out. */
export interface ConfigChange {
  /** `User`, `Env.PATH`, `Labels.x`, `architecture`, ... */
  readonly field: string;
  readonly before?: string | undefined;
  readonly after?: string | undefined;
}

const PLATFORM_FIELDS = ['architecture', 'variant', 'os', 'os.version'];

const RUN_FIELDS = [
  'Cmd',
  'Entrypoint',
  'Env',
  'ExposedPorts',
  'Healthcheck',
  'Labels',
  'OnBuild',
  'Shell',
  'StopSignal',
  'StopTimeout',
  'User',
  'Volumes',
  'WorkingDir',
];

/** Fields whose members have a place of their own, in no order. */
const SETS: ReadonlySet<string> = new Set(['ExposedPorts', 'Volumes']);

/**
 * Compares what decides how a container is started. Env by name and labels by key; sets without order; nothing said and said to be null
 * or empty are one. Secrets are not in what it returns. Sorted by field.
 */
export function diffConfig(a: ImageConfig, b: ImageConfig): readonly ConfigChange[] {
  const one = flatten(a.raw);
  const other = flatten(b.raw);
  return [...new Set([...one.keys(), ...other.keys()])]
    .filter((field) => one.get(field)?.text !== other.get(field)?.text)
    .sort()
    .map((field) => {
      const [before, after] = [one.get(field)?.shown, other.get(field)?.shown];
      return { field, ...(before !== undefined && { before }), ...(after !== undefined && { after }) };
    });
}

interface Value {
  /** By which it is compared. */
  readonly text: string;
  /** What may be told of it. */
  readonly shown: string;
}

function flatten(raw: unknown): ReadonlyMap<string, Value> {
  const document = fieldsIn(raw);
  const run = fieldsIn(document['config']);
  return new Map([
    ...PLATFORM_FIELDS.flatMap((field) => flattenField(field, document[field])),
    ...RUN_FIELDS.flatMap((field) => flattenField(field, run[field])),
  ]);
}

function flattenField(field: string, value: unknown): readonly (readonly [string, Value])[] {
  if (isNothing(value)) return [];
  if (field === 'Env' && Array.isArray(value)) return value.map((text) => envVariable(String(text)));
  if (field === 'Labels')
    return Object.entries(fieldsIn(value)).map(([key, text]) => variable('Labels', key, String(text)));
  if (SETS.has(field)) return [[field, plain(Object.keys(fieldsIn(value)).sort().join(' '))]];
  if (typeof value === 'string') return [[field, plain(value)]];
  if (field === 'OnBuild' && Array.isArray(value)) {
    const texts = value.map(String);
    return [[field, { text: JSON.stringify(texts), shown: JSON.stringify(maskTriggers(texts)) }]];
  }
  const sorted = sortKeys(value);
  return [[field, { text: JSON.stringify(sorted), shown: JSON.stringify(maskDeep(sorted)) }]];
}

function envVariable(text: string): readonly [string, Value] {
  const { name, value } = splitVariable(text);
  return variable('Env', name, value);
}

function variable(of: 'Env' | 'Labels', name: string, text: string): readonly [string, Value] {
  return [`${of}.${name}`, looksSecret(name) ? { text, shown: REDACTED } : plain(text)];
}

function plain(text: string): Value {
  return { text, shown: redact(text) };
}

function maskTriggers(texts: readonly string[]): readonly string[] {
  const history = texts.map((createdBy) => ({ createdBy, emptyLayer: true }));
  return readSteps({ history, env: [], labels: {} }).map(maskStep);
}

/** Lists of words are commands, whose secrets go as far as their words. */
function maskDeep(value: unknown): unknown {
  if (typeof value === 'string') return redact(value);
  if (Array.isArray(value))
    return value.every((one) => typeof one === 'string') ? maskWords(value) : value.map(maskDeep);
  if (typeof value !== 'object' || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([key, inner]) => [key, maskDeep(inner)]));
}

function isNothing(value: unknown): boolean {
  if (value === undefined || value === null || value === '') return true;
  return typeof value === 'object' && Object.keys(value).length === 0;
}

/** A document has at most `DOCUMENT_DEPTH` levels. */
function sortKeys(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sortKeys);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sortKeys(inner)]));
}

function fieldsIn(value: unknown): Readonly<Record<string, unknown>> {
  return typeof value === 'object' && value !== null && !Array.isArray(value) ? (value as Record<string, unknown>) : {};
}
