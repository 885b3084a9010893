import type { ByteText } from '../model/bytes.ts';
import type { Flag, Trigger } from './tree.ts';

/** One `--mount` of a RUN, as written: no variable is expanded. */
export interface Mount {
  readonly flag: Flag;
  /** `bind` where the flag names none. */
  readonly type: ByteText;
  readonly from: ByteText | undefined;
  readonly source: ByteText | undefined;
  readonly target: ByteText | undefined;
  readonly id: ByteText | undefined;
  /** Every field in its order, key in lower case, value undefined where there is no `=`. */
  readonly fields: readonly { readonly key: ByteText; readonly value: ByteText | undefined }[];
}

/** @returns the mounts of a RUN in their order, none for other instructions */
export function readMounts(instruction: Pick<Trigger, 'keyword' | 'flags'>): readonly Mount[] {
  if (instruction.keyword !== 'RUN') return [];
  return instruction.flags.filter((f) => f.name === 'mount').map(readMount);
}

function readMount(flag: Flag): Mount {
  const fields = splitFields(flag.value ?? '').map((field) => {
    const equals = field.indexOf('=');
    if (equals < 0) return { key: field.toLowerCase(), value: undefined };
    return { key: field.slice(0, equals).toLowerCase(), value: field.slice(equals + 1) };
  });
  const last = (...keys: string[]) => fields.findLast((f) => keys.includes(f.key))?.value;
  return {
    flag,
    type: last('type')?.toLowerCase() ?? 'bind',
    from: last('from'),
    source: last('source', 'src'),
    target: last('target', 'dst', 'destination'),
    id: last('id'),
    fields,
  };
}

/** Comma-separated, a field in double quotes may hold commas. */
function splitFields(text: ByteText): readonly ByteText[] {
  const fields: ByteText[] = [];
  let at = 0;
  while (at <= text.length) {
    if (text[at] === '"') {
      const end = closingQuote(text, at + 1);
      fields.push(text.slice(at + 1, end).replaceAll('""', '"'));
      const comma = text.indexOf(',', end);
      at = comma < 0 ? text.length + 1 : comma + 1;
    } else {
      const comma = text.indexOf(',', at);
      const end = comma < 0 ? text.length : comma;
      fields.push(text.slice(at, end));
      at = end + 1;
    }
  }
  return fields;
}

function closingQuote(text: ByteText, from: number): number {
  let end = text.indexOf('"', from);
  while (end >= 0 && text[end + 1] === '"') end = text.indexOf('"', end + 2);
  return end < 0 ? text.length : end;
}
