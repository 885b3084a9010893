/** The first simple command of a shell text, as far as it can be told without doubt. */
export interface FirstCommand {
  readonly program: string;
  readonly args: readonly string[];
  /** If it is not there, the whole text fails: nothing after it can mend that. */
  readonly isDecisive: boolean;
}

const FIRST = /^\s*(?:exec\s+)?([A-Za-z0-9_./+-]+)((?:\s[^;|&<>()`\n]*)?)([\s\S]*)$/;
/** Redirections, then nothing, or what only turns a failure into another failure. */
const ENDS = /^(?: ?\d?>{1,2} ?(?:&\d|[\w./-]+(?![\w./-])))* ?(?:\|\| ?(?:exit [1-9]\d*|false))? ?;?$/;
const AND_THEN = /^&&[^|;\n]*$/;
const BUILTINS: ReadonlySet<string> = new Set(
  (
    '. : [ alias bg break builtin case cd command continue declare do echo enable eval exec exit export false fg for function getopts hash help ' +
    'history if jobs kill let local mapfile printf pwd read readonly return select set shift shopt source test time times trap ' +
    'true type typeset ulimit umask unalias unset until wait while'
  ).split(' '),
);

/** @returns undefined where the text starts with anything but the plain name of a program */
export function findFirstCommand(text: string): FirstCommand | undefined {
  const parts = text.length > 64 << 10 ? null : FIRST.exec(text);
  const program = parts?.[1] ?? '';
  if (parts === null || program === '' || BUILTINS.has(program)) return undefined;
  const rest = (parts[3] ?? '').replace(/[^\S\n]+/g, ' ').trim();
  const words = (parts[2] ?? '').trim();
  const args = words === '' ? [] : words.split(/\s+/);
  return { program, args, isDecisive: ENDS.test(rest) || AND_THEN.test(rest) };
}
