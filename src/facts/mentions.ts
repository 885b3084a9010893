import type { DockerfileTree } from '../dockerfile/tree.ts';

const PROGRAM =
  /(^|\/)(Makefile|makefile|GNUmakefile|Procfile|MANIFEST\.in)$|\.(mk|sh|bash|py|go|js|mjs|cjs|ts|tsx|jsx|java|kt|rs|rb|php|cs|c|cc|cpp|h|html|j2|tmpl|toml|cfg|ini|ya?ml|json)$/;
const TESTS =
  /(^|\/)(tests?|__tests__|docs|notebooks|node_modules|\.git|\.venv|venv)\/|_test\.go$|(^|\/)test_[^/]*\.py$|(^|\/)plimsoll\.yaml$|(^|\/)(docker-)?compose[^/]*\.ya?ml$/;

/** Texts that say what the running program reads. */
export function isProgramText(path: string): boolean {
  return PROGRAM.test(path) && !TESTS.test(path);
}

const SCRIPT = /(^|\/)(Makefile|makefile|GNUmakefile|Procfile)$|\.(mk|sh|bash)$/;
const SETTINGS = /(^|\/)MANIFEST\.in$|\.(cfg|ini|toml|ya?ml)$/;

/**
 * The name is a whole part of a path in a quoted string of a program, a package that one imports, or a word of a RUN, of a start command,
 * of a variable's value or of a script that these call; settings name files without quotes as well.
 */
export function holdsMention(
  name: string,
  tree: DockerfileTree,
  start: readonly string[],
  programs: readonly { readonly path: string; readonly text: string }[],
): boolean {
  const escaped = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const word = new RegExp(`(^|[\\s"'=/:,])${escaped}($|[\\s"'/:;,])`);
  const commands = commandTexts(tree, start);
  if (commands.some((c) => word.test(c))) return true;
  const quoted = new RegExp(`["'\`](?:[^"'\`\\n]*/)?${escaped}(?:/[^"'\`\\n]*)?["'\`]`);
  const imported = new RegExp(`^[ \\t]*(?:from|import)[ \\t]+${escaped}(?![\\w-])`, 'm');
  return programs.some(({ path, text }) => {
    if (!text.includes(name)) return false;
    if (path.endsWith('.py') && imported.test(text)) return true;
    if (SCRIPT.test(path)) return isCalled(path, commands) && word.test(text);
    return quoted.test(text) || (SETTINGS.test(path) && name.includes('.') && word.test(text));
  });
}

/** Scripts of the project that a RUN or the start command calls by name; make calls its own. */
export function calledScripts(tree: DockerfileTree, start: readonly string[], paths: readonly string[]): string[] {
  const commands = commandTexts(tree, start);
  return paths.filter((path) => SCRIPT.test(path) && isCalled(path, commands));
}

const COMMANDS = new Set(['RUN', 'CMD', 'ENTRYPOINT', 'HEALTHCHECK']);

/** What the build and the container run, and what their variables are set to. */
export function commandTexts(tree: DockerfileTree, start: readonly string[]): readonly string[] {
  const commands = tree.instructions.filter((i) => COMMANDS.has(i.keyword));
  const values = tree.instructions
    .filter((i) => i.keyword === 'ENV' || i.keyword === 'ARG')
    .flatMap((i) => i.pairs.flatMap((p) => (p.value === undefined ? [] : [p.value.text])));
  return [...start, ...values, ...commands.flatMap((i) => [i.args.text, ...i.heredocs.map((h) => h.body.text)])];
}

function isCalled(path: string, commands: readonly string[]): boolean {
  const name = path.split('/').at(-1) ?? path;
  const word = /makefile|\.mk$/i.test(name) ? 'make' : name;
  return commands.some((c) => c.split(/[\s"'=;&|()/[\],]+/).includes(word));
}
