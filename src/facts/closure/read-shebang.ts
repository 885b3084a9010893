/** What the kernel reads of a script's first line. */
export interface Shebang {
  readonly interpreter: string;
  /** All the rest is one argument. */
  readonly argument: string;
  /** The words `env` is to run, where the interpreter is `env` and they can be told. */
  readonly envWords?: readonly string[] | undefined;
}

/** @param line the first 256 bytes' first line @returns undefined where the kernel cuts it, or it names nothing */
export function readShebang(line: string): Shebang | undefined {
  const parts = /^#![ \t]*([^ \t]+)(?:[ \t]+([^\n]*))?$/.exec(line.replace(/[ \t]+$/, ''));
  const [, interpreter = '', argument = ''] = parts ?? [];
  if (interpreter === '' || line.length >= 255) return undefined;
  const envWords = /(?:^|\/)env$/.test(interpreter) ? readEnvWords(argument) : undefined;
  return { interpreter, argument, ...(envWords !== undefined && { envWords }) };
}

/** The kernel hands `env` the rest of the line as one argument, which only `-S` splits. */
function readEnvWords(argument: string): readonly string[] | undefined {
  if (argument === '') return undefined;
  if (!argument.startsWith('-')) return argument.includes('=') ? undefined : [argument];
  const words = /^-S[ \t]*(.*)$/.exec(argument)?.[1]?.split(/[ \t]+/) ?? [];
  const from = words.findIndex((word) => !word.includes('='));
  const [first] = from < 0 ? [] : words.slice(from);
  return first === undefined || /^-|["'\\$]/.test(first) ? undefined : words.slice(from);
}
