import type { CommandFacts } from '../facts/source-facts.ts';

/** Packages an apt or apk command installs, by name without version; undefined for any other command. */
export function namesInstalled(command: CommandFacts): readonly string[] | undefined {
  if (command.apt !== undefined) return command.apt.packages;
  const [program, ...rest] = plainWords(command);
  if (program !== 'apk' || rest[0] !== 'add') return undefined;
  return dropVirtual(command).map((p) => p.replace(/[=<>~@].*$/, ''));
}

/** What `apk del`, `apt-get purge`, `apt-get remove`, `apt-get autoremove` take away; undefined for any other command. */
export function namesRemoved(command: CommandFacts): readonly string[] | undefined {
  const [program = '', verb = '', ...names] = plainWords(command);
  const removes =
    (program === 'apk' && verb === 'del') ||
    (/^apt(-get)?$/.test(program) && ['purge', 'remove', 'autoremove', 'autopurge'].includes(verb));
  return removes ? names : undefined;
}

/** Words without options; an expansion is left out. */
export function plainWords(command: CommandFacts): readonly string[] {
  const words = command.words.flatMap((w) => (w.text === undefined || w.text.startsWith('-') ? [] : [w.text]));
  return words.map((w, i) => (i === 0 ? (w.split('/').at(-1) ?? w) : w));
}

/** The word after `--virtual` or `-t` is the name of the group, not of a package. */
function dropVirtual(command: CommandFacts): readonly string[] {
  const texts = command.words.map((w) => w.text);
  const isPackage = (text: string | undefined, i: number) =>
    text !== undefined &&
    !text.startsWith('-') &&
    !['--virtual', '-t', '--repository', '-X'].includes(texts[i - 1] ?? '');
  return texts
    .filter(isPackage)
    .flatMap((t) => (t === undefined ? [] : [t]))
    .slice(2);
}
