/** Words of a script that the reading of its loads turns on; anything else is `OTHER`. */
export const WORD = {
  other: 0,
  require: 1,
  import: 2,
  export: 3,
  from: 4,
  await: 5,
  class: 6,
  createRequire: 7,
  register: 8,
  paths: 9,
  module: 10,
  main: 11,
  extensions: 12,
  assignedHook: 13,
  hook: 14,
  return: 15,
  ends: 16,
  control: 17,
  guard: 18,
  operator: 19,
  binding: 20,
  statement: 21,
  static: 22,
  load: 23,
} as const;

const WORDS: Readonly<Record<string, number>> = {
  require: WORD.require,
  import: WORD.import,
  export: WORD.export,
  from: WORD.from,
  await: WORD.await,
  class: WORD.class,
  createRequire: WORD.createRequire,
  register: WORD.register,
  paths: WORD.paths,
  module: WORD.module,
  Module: WORD.module,
  main: WORD.main,
  extensions: WORD.extensions,
  _extensions: WORD.extensions,
  _resolveFilename: WORD.assignedHook,
  _load: WORD.load,
  _nodeModulePaths: WORD.assignedHook,
  _findPath: WORD.load,
  _resolveLookupPaths: WORD.assignedHook,
  _initPaths: WORD.hook,
  registerHooks: WORD.hook,
  globalPaths: WORD.hook,
  return: WORD.return,
  break: WORD.ends,
  continue: WORD.ends,
  debugger: WORD.ends,
  if: WORD.control,
  for: WORD.control,
  while: WORD.control,
  switch: WORD.control,
  with: WORD.control,
  catch: WORD.guard,
  else: WORD.guard,
  do: WORD.guard,
  try: WORD.guard,
  finally: WORD.guard,
  typeof: WORD.operator,
  void: WORD.operator,
  delete: WORD.operator,
  new: WORD.operator,
  in: WORD.operator,
  instanceof: WORD.operator,
  yield: WORD.operator,
  throw: WORD.statement,
  case: WORD.statement,
  default: WORD.statement,
  extends: WORD.operator,
  var: WORD.binding,
  let: WORD.binding,
  const: WORD.binding,
  function: WORD.binding,
  static: WORD.static,
};

/** By the hash of the bytes; the text decides, so that two words of one hash are told apart. */
const BY_HASH: ReadonlyMap<number, readonly [text: string, word: number]> = new Map(
  Object.entries(WORDS).map(([text, word]) => [hashOf(text), [text, word]]),
);

function hashOf(text: string): number {
  let hash = 0;
  for (let i = 0; i < text.length; i++) hash = stepHash(hash, text.charCodeAt(i));
  return hash;
}

export function stepHash(hash: number, byte: number): number {
  return (Math.imul(hash, 31) + byte) | 0;
}

/** @param hash of all bytes from `start` to `end` by `stepHash` */
export function wordAt(bytes: Uint8Array, start: number, end: number, hash: number): number {
  const known = BY_HASH.get(hash);
  if (known === undefined || known[0].length !== end - start) return WORD.other;
  const [text, word] = known;
  for (let i = 0; i < text.length; i++) if (bytes[start + i] !== text.charCodeAt(i)) return WORD.other;
  return word;
}
