import { type ByteText, textToWords } from '../../../model/bytes.ts';

/** What a .NET program asks of its runtime. */
export interface RuntimeConfig {
  /** Shared frameworks by name and the least version; none where the program brings its own. */
  readonly frameworks: readonly { readonly name: string; readonly version: string }[];
  readonly bringsRuntime: boolean;
  /** How far another version may be from the one that is asked for. */
  readonly rollForward: string | undefined;
  /** Older rules are said in other words. */
  readonly hasOldRules: boolean;
  /** Undefined where it does not say. */
  readonly isInvariant: boolean | undefined;
  readonly bringsIcu: boolean;
}

/** @returns undefined where it is none */
export function readRuntimeConfig(text: ByteText): RuntimeConfig | undefined {
  const options = asRecord(asRecord(parse(textToWords(text)))?.['runtimeOptions']);
  if (options === undefined) return undefined;
  const all = [options['framework'], ...(Array.isArray(options['frameworks']) ? options['frameworks'] : [])];
  const frameworks = all.map(asRecord).filter((f) => f !== undefined);
  const properties = asRecord(options['configProperties']) ?? {};
  const invariant = properties['System.Globalization.Invariant'];
  const rollForward = options['rollForward'];
  return {
    frameworks: frameworks.map(({ name, version }) => ({ name: String(name), version: String(version) })),
    bringsRuntime: options['includedFrameworks'] !== undefined,
    rollForward: typeof rollForward === 'string' ? rollForward : undefined,
    hasOldRules:
      options['rollForwardOnNoCandidateFx'] !== undefined ||
      options['applyPatches'] !== undefined ||
      frameworks.some((f) => f['rollForward'] !== undefined || f['rollForwardOnNoCandidateFx'] !== undefined),
    isInvariant: invariant === undefined ? undefined : /^true$/i.test(String(invariant)),
    bringsIcu: properties['System.Globalization.AppLocalIcu'] !== undefined,
  };
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text.replace(/^\uFEFF/, ''));
  } catch {
    return undefined;
  }
}

function asRecord(value: unknown): Readonly<Record<string, unknown>> | undefined {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
    ? (value as Readonly<Record<string, unknown>>)
    : undefined;
}

type Version = readonly [number, number, number];

function readVersion(text: string): Version | undefined {
  const parts = /^(\d{1,5})\.(\d{1,5})\.(\d{1,5})$/.exec(text);
  return parts === null ? undefined : [Number(parts[1]), Number(parts[2]), Number(parts[3])];
}

/** Whether a version that is there may stand for the one that is asked for. @returns undefined where the rule is not known */
export function mayStandFor(wanted: string, there: string, rule: string): boolean | undefined {
  const [want, have] = [readVersion(wanted), readVersion(there)];
  if (want === undefined || have === undefined) return undefined;
  const isLater = have[0] - want[0] || have[1] - want[1] || have[2] - want[2];
  if (rule === 'disable') return isLater === 0;
  if (isLater < 0) return false;
  if (rule === 'latestpatch') return have[0] === want[0] && have[1] === want[1];
  if (rule === 'minor' || rule === 'latestminor') return have[0] === want[0];
  return rule === 'major' || rule === 'latestmajor' ? true : undefined;
}
