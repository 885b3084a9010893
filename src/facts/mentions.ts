import type { DockerfileTree } from '../dockerfile/tree.ts';

const PROGRAM = /\.(py|go|js|mjs|cjs|ts|tsx|jsx|java|kt|rs|rb|php|cs|c|cc|cpp|h|html|j2|tmpl|toml|cfg|ini|ya?ml|json)$/;
const TESTS =
  /(^|\/)(tests?|__tests__|docs|notebooks|node_modules|\.git|\.venv|venv)\/|_test\.go$|(^|\/)test_[^/]*\.py$|(^|\/)plimsoll\.yaml$|(^|\/)(docker-)?compose[^/]*\.ya?ml$/;

/** Texts that say what the running program reads. */
export function isProgramText(path: string): boolean {
  return PROGRAM.test(path) && !TESTS.test(path);
}

/** The name is a whole part of a path in a quoted string of a program, or a word of a RUN or of the start command. */
export function holdsMention(
  name: string,
  tree: DockerfileTree,
  start: readonly string[],
  programs: readonly string[],
): boolean {
  const escaped = name.replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const word = new RegExp(`(^|[\\s"'=/])${escaped}($|[\\s"'/:;])`);
  if (start.some((w) => word.test(w))) return true;
  if (tree.instructions.some((i) => i.keyword === 'RUN' && word.test(i.args.text))) return true;
  const quoted = new RegExp(`["'\`](?:[^"'\`\\n]*/)?${escaped}(?:/[^"'\`\\n]*)?["'\`]`);
  return programs.some((text) => text.includes(name) && quoted.test(text));
}
