import type { SimpleCommand } from '../../../dockerfile/shell/read-commands.ts';
import { SHELL_BUILTINS } from './command-kinds.ts';

/** A command of a script, and what its place there says of it. */
export interface PlacedCommand {
  readonly command: SimpleCommand;
  /** Stands in no construct, and nothing decides whether it is run. `'joined'`: all before it in its list have to succeed. */
  readonly runs: 'surely' | 'joined' | 'perhaps';
  /** Commands of its list that have to succeed first. */
  readonly behind: readonly SimpleCommand[];
  /** What its failure does: ends the script with a failure; so where `-e` is set; nothing, as it is meant; nothing that is sure. */
  readonly failure: 'ends' | 'ends-under-e' | 'guarded' | 'unsure';
  /** Its changes to the shell stay. */
  readonly isInShell: boolean;
}

/** Lists joined by `&&`, `||` and pipes, taken apart. @param isLastInBackground an `&` stands behind the last */
export function placeCommands(
  commands: readonly SimpleCommand[],
  isLastInBackground: boolean,
): readonly PlacedCommand[] {
  const statements: SimpleCommand[][] = [];
  for (const command of commands) {
    const isNew = command.joinedBy === undefined || command.joinedBy === ';' || command.joinedBy === '&';
    const last = statements.at(-1);
    if (isNew || last === undefined) statements.push([command]);
    else last.push(command);
  }
  return statements.flatMap((statement, i) => {
    const next = statements[i + 1]?.[0];
    const isInBackground = next === undefined ? isLastInBackground : next.joinedBy === '&';
    return placeStatement(statement, next === undefined, isInBackground);
  });
}

function placeStatement(
  statement: readonly SimpleCommand[],
  isLast: boolean,
  isInBackground: boolean,
): readonly PlacedCommand[] {
  const isTopLevel = statement.every((c) => c.inside.length === 0);
  let runs: PlacedCommand['runs'] = 'surely';
  let behind: SimpleCommand[] = [];
  return statement.map((command, k) => {
    const former = statement[k - 1];
    if (command.joinedBy === '||') runs = 'perhaps';
    if (command.joinedBy === '&&' && runs !== 'perhaps') runs = 'joined';
    if (command.joinedBy === '&&' && former !== undefined) behind = [...behind, former].slice(-16);
    const isInPipe = [command, statement[k + 1]].some((c) => c?.joinedBy === '|' || c?.joinedBy === '|&');
    const isAlone = isTopLevel && !isInBackground && !command.negated;
    return {
      command,
      behind,
      runs: command.inside.length > 0 || (runs === 'joined' && !isTopLevel) ? 'perhaps' : runs,
      failure: isAlone ? failureAt(statement, k, isLast) : 'unsure',
      isInShell: !isInPipe && !isInBackground && !command.inside.includes('subshell'),
    };
  });
}

function failureAt(statement: readonly SimpleCommand[], at: number, isLast: boolean): PlacedCommand['failure'] {
  const rest = statement.slice(at + 1, at + 64);
  if (rest[0]?.joinedBy === '|' || rest[0]?.joinedBy === '|&') return 'unsure';
  const handler = rest.find((c) => c.joinedBy === '||');
  if (handler !== undefined) {
    if (handler === statement.at(-1) && fails(handler))
      return isLast || handler.argv.length > 1 ? 'ends' : 'ends-under-e';
    return SHELL_BUILTINS.has(handler.argv[0]?.value ?? '') ? 'guarded' : 'unsure';
  }
  if (isLast) return 'ends';
  // Where one before it in its list fails, the script goes on with the next, `-e` or not.
  return at === 0 && statement.length === 1 ? 'ends-under-e' : 'unsure';
}

/** `|| exit 1`, `|| false`. */
export function fails(command: SimpleCommand | undefined): boolean {
  const [name, code] = command?.argv.map((word) => word.value) ?? [];
  return (name === 'exit' && code !== undefined && /^[1-9]\d*$/.test(code)) || name === 'false';
}
