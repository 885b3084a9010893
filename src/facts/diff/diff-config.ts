import type { ImageConfig } from '../../image/contract.ts';
import { looksSecret, REDACTED, redact } from '../../record/redact.ts';

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
    .filter((field) => one.get(field) !== other.get(field))
    .sort()
    .map((field) => ({ field, ...told('before', field, one), ...told('after', field, other) }));
}

function told<K extends string>(key: K, field: string, flat: ReadonlyMap<string, string>): { [P in K]?: string } {
  const text = flat.get(field);
  if (text === undefined) return {};
  const name = /^(?:Env|Labels)\.(.*)$/s.exec(field)?.[1];
  const shown = name !== undefined && looksSecret(name) ? REDACTED : redact(text);
  return { [key]: shown } as { [P in K]?: string };
}

function flatten(raw: unknown): ReadonlyMap<string, string> {
  const document = fieldsIn(raw);
  const run = fieldsIn(document['config']);
  return new Map([
    ...PLATFORM_FIELDS.flatMap((field) => flattenField(field, document[field])),
    ...RUN_FIELDS.flatMap((field) => flattenField(field, run[field])),
  ]);
}

function flattenField(field: string, value: unknown): readonly (readonly [string, string])[] {
  if (isNothing(value)) return [];
  if (field === 'Env' && Array.isArray(value)) return value.map((text) => splitEnv(String(text)));
  if (field === 'Labels') return Object.entries(fieldsIn(value)).map(([key, text]) => [`Labels.${key}`, String(text)]);
  if (SETS.has(field)) return [[field, Object.keys(fieldsIn(value)).sort().join(' ')]];
  return [[field, typeof value === 'string' ? value : JSON.stringify(sortKeys(value))]];
}

function splitEnv(text: string): readonly [string, string] {
  const at = text.indexOf('=');
  return at < 0 ? [`Env.${text}`, ''] : [`Env.${text.slice(0, at)}`, text.slice(at + 1)];
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
