import type * as v from 'valibot';

/**
 * The first key that not all readers of a JSON text take for the same: it stands twice in its object, or is written in other letters than the
 * key it would be read as. Engines read by Go's encoding/json, which does not look at case and lets the last of several win (of objects even
 * a mixture); `JSON.parse` knows one way of writing. Only keys that the form has are looked at: labels and annotations are free.
 * Cost: one pass over the text, and the keys of the form.
 * @param text JSON that could be parsed
 * @returns the way to the key, itself as it stands there
 * @see pkg.go.dev/encoding/json#Unmarshal "preferring exact matches but also accepting case-insensitive matches"
 */
export function findOddKey(text: string, form: v.GenericSchema): string | undefined {
  const open: Frame[] = [];
  const whole: Value = { shape: shapeOf(form as unknown as Form), path: '' };
  for (let at = 0; at < text.length; at++) {
    const letter = text[at] ?? '';
    const frame = open.at(-1);
    if (letter === '"') {
      const end = endOfText(text, at);
      const odd = frame?.isKeyNext ? passKey(frame, text.slice(at, end + 1)) : undefined;
      if (odd !== undefined) return odd;
      at = end;
    } else if ('{['.includes(letter)) {
      open.push(enter(frame?.value ?? whole, letter === '{'));
    } else if ('}]'.includes(letter)) {
      open.pop();
    } else if (letter === ',' && frame !== undefined) {
      frame.isKeyNext = frame.isObject;
    }
  }
  return undefined;
}

/** What a form looks at, by the one way keys are told apart everywhere. */
interface Shape {
  readonly keys?: ReadonlyMap<string, { readonly name: string; readonly shape: Shape | undefined }>;
  readonly item?: Shape | undefined;
}

interface Value {
  readonly shape: Shape | undefined;
  readonly path: string;
}

/** An object or a list that is open. */
interface Frame extends Value {
  readonly isObject: boolean;
  isKeyNext: boolean;
  /** Keys of the form that stood in it. */
  readonly seen: Set<string>;
  /** What comes next in it. */
  value: Value;
}

function enter({ shape, path }: Value, isObject: boolean): Frame {
  return { shape, path, isObject, isKeyNext: isObject, seen: new Set(), value: { shape: shape?.item, path } };
}

/** @returns the way to the key where it is odd */
function passKey(frame: Frame, quoted: string): string | undefined {
  frame.isKeyNext = false;
  const { keys } = frame.shape ?? {};
  if (keys === undefined) return undefined;
  const key = JSON.parse(quoted) as string;
  const folded = foldKey(key);
  const known = keys.get(folded);
  const path = frame.path === '' ? key : `${frame.path}.${key}`;
  frame.value = { shape: known?.shape, path };
  const isOdd = known !== undefined && (known.name !== key || frame.seen.has(folded));
  if (known !== undefined) frame.seen.add(folded);
  return isOdd ? path : undefined;
}

/** As Go folds: the long s and the sign of Kelvin are letters of ASCII too. */
function foldKey(key: string): string {
  return key.replaceAll('\u017f', 's').replaceAll('\u212a', 'k').toLowerCase();
}

const [QUOTE, BACKSLASH] = [0x22, 0x5c];

/** @param at of the quote it begins with @returns that of the one it ends with */
function endOfText(text: string, at: number): number {
  for (let i = at + 1; i < text.length; i++) {
    const letter = text.charCodeAt(i);
    if (letter === QUOTE) return i;
    if (letter === BACKSLASH) i += 1;
  }
  return text.length;
}

/** As far as a form of valibot says what it is made of. */
interface Form {
  readonly type: string;
  readonly entries?: Readonly<Record<string, Form>>;
  readonly item?: Form;
  readonly wrapped?: Form;
}

function shapeOf({ type, entries, item, wrapped }: Form): Shape | undefined {
  if (wrapped !== undefined) return shapeOf(wrapped);
  if (type === 'array' && item !== undefined) return { item: shapeOf(item) };
  if (type !== 'object' || entries === undefined) return undefined;
  const named = Object.entries(entries).map(([name, form]) => [foldKey(name), { name, shape: shapeOf(form) }] as const);
  return { keys: new Map(named) };
}
