/** Test classes made in memory. For tests only; nothing at run time uses it. */

/** An instruction with what it names; `if` is a branch to nowhere. */
export type Instruction = readonly ['new', string] | readonly ['static' | 'field', string, string] | readonly ['if'];

export interface ClassSpec {
  readonly name: string;
  readonly major?: number | undefined;
  readonly superName?: string | undefined;
  /** Methods with the descriptor `()V`, `main` with its own. */
  readonly methods?: Readonly<Record<string, readonly Instruction[]>> | undefined;
  /** Named, and no more. */
  readonly names?: readonly string[] | undefined;
  readonly texts?: readonly string[] | undefined;
  /** All of `main` stands in a handler of this class. */
  readonly caught?: string | undefined;
}

/** Names with slashes. */
export function makeClass(spec: ClassSpec): Buffer {
  const pool = openPool();
  const own = pool.class(spec.name);
  const above = pool.class(spec.superName ?? 'java/lang/Object');
  for (const name of spec.names ?? []) pool.class(name);
  for (const text of spec.texts ?? []) pool.text(text);
  const methods = Object.entries(spec.methods ?? {}).map(([name, code]) => makeMethod(pool, name, code, spec.caught));
  const head = Buffer.alloc(10);
  head.writeUInt32BE(0xcafe_babe, 0);
  head.writeUInt16BE(spec.major ?? 61, 6);
  head.writeUInt16BE(pool.count(), 8);
  return Buffer.concat([head, pool.bytes(), shorts(0x21, own, above, 0, 0, methods.length), ...methods, shorts(0)]);
}

function shorts(...values: number[]): Buffer {
  const bytes = Buffer.alloc(values.length * 2);
  values.forEach((value, i) => {
    bytes.writeUInt16BE(value, i * 2);
  });
  return bytes;
}

type Pool = ReturnType<typeof openPool>;

function openPool() {
  const parts: Buffer[] = [];
  const known = new Map<string, number>();
  const add = (key: string, make: () => Buffer): number => {
    const at = known.get(key);
    if (at !== undefined) return at;
    const bytes = make();
    parts.push(bytes);
    known.set(key, parts.length);
    return parts.length;
  };
  const tagged = (tag: number, ...values: number[]) => Buffer.concat([Buffer.from([tag]), shorts(...values)]);
  const text = (value: string): number =>
    add(`t${value}`, () => Buffer.concat([tagged(1, value.length), Buffer.from(value, 'latin1')]));
  const named = (name: string): number => {
    const at = text(name);
    return add(`c${name}`, () => tagged(7, at));
  };
  const member = (tag: number, owner: string, name: string, descriptor: string): number => {
    const [at, n, d] = [named(owner), text(name), text(descriptor)];
    const pair = add(`n${name}:${descriptor}`, () => tagged(12, n, d));
    return add(`m${tag}${owner}.${name}${descriptor}`, () => tagged(tag, at, pair));
  };
  return { text, class: named, member, count: () => parts.length + 1, bytes: () => Buffer.concat(parts) };
}

function makeMethod(
  pool: Pool,
  name: string,
  instructions: readonly Instruction[],
  caught: string | undefined,
): Buffer {
  const code = Buffer.concat([
    ...instructions.map((instruction) => makeInstruction(pool, instruction)),
    Buffer.from([177]),
  ]);
  const rows = caught === undefined ? [] : [shorts(0, code.length, 0, pool.class(caught))];
  const length = Buffer.alloc(4);
  length.writeUInt32BE(code.length);
  const body = Buffer.concat([shorts(9, 9), length, code, shorts(rows.length), ...rows, shorts(0)]);
  const size = Buffer.alloc(4);
  size.writeUInt32BE(body.length);
  const descriptor = name === 'main' ? '([Ljava/lang/String;)V' : '()V';
  return Buffer.concat([shorts(9, pool.text(name), pool.text(descriptor), 1, pool.text('Code')), size, body]);
}

function makeInstruction(pool: Pool, [kind, owner = '', name = '']: Instruction): Buffer {
  if (kind === 'if') return Buffer.concat([Buffer.from([3, 153]), shorts(3)]);
  if (kind === 'new') return Buffer.concat([Buffer.from([187]), shorts(pool.class(owner))]);
  if (kind === 'field') return Buffer.concat([Buffer.from([178]), shorts(pool.member(9, owner, name, 'I'))]);
  return Buffer.concat([Buffer.from([184]), shorts(pool.member(10, owner, name, '()V'))]);
}
