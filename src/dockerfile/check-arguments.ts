import { Problem } from '../model/problem.ts';
import { parseHeredocWord } from './heredocs.ts';
import type { ArgumentFault } from './messages.ts';
import { skipSpaces, trimSpacesBack } from './spaces.ts';
import type { Keyword, Trigger } from './tree.ts';

/** Instructions whose flags BuildKit knows by name; a flag of a newer front end must not make a file unreadable. */
const TAKES_FLAGS: ReadonlySet<Keyword> = new Set(['FROM', 'RUN', 'COPY', 'ADD', 'HEALTHCHECK', 'ARG', 'STOPSIGNAL']);
const STAGE_NAME = /^[a-z][a-z0-9-_.]*$/;
const NOT_AFTER_ONBUILD: ReadonlySet<Keyword> = new Set(['ONBUILD', 'MAINTAINER', 'FROM']);

/** Refuses what BuildKit refuses before it builds anything. @throws Problem with the line */
export function checkArguments(instruction: Checked, line: number): void {
  const { keyword, flags } = instruction;
  const flag = flags[0];
  if (flag !== undefined && !TAKES_FLAGS.has(keyword)) {
    throw new Problem('usage', 'dockerfile-unknown-flag', { line, keyword, flag: flag.text });
  }
  if (keyword === 'FROM') checkStageName(instruction, line);
  const reason = faultOf(instruction);
  if (reason !== undefined) throw new Problem('usage', 'dockerfile-bad-arguments', { line, keyword, reason });
}

function checkStageName(from: Trigger, line: number): void {
  const [, as, name] = from.words;
  if (from.words.length !== 3 || as?.text.toLowerCase() !== 'as' || name === undefined) return;
  if (!STAGE_NAME.test(name.text.toLowerCase())) {
    throw new Problem('usage', 'dockerfile-bad-stage-name', { line, name: name.text });
  }
}

type Checked = Trigger & { readonly trigger?: Trigger | undefined };

function faultOf(i: Checked): ArgumentFault | undefined {
  return CHECKS[i.keyword]?.(i);
}

const CHECKS: Partial<Record<Keyword, (i: Checked) => ArgumentFault | undefined>> = {
  FROM: faultOfFrom,
  COPY: faultOfCopy,
  ADD: faultOfCopy,
  ENV: faultOfPairs,
  LABEL: faultOfPairs,
  ARG: faultOfPairs,
  USER: faultOfOne,
  WORKDIR: faultOfOne,
  STOPSIGNAL: faultOfOne,
  MAINTAINER: faultOfOne,
  EXPOSE: (i) => (i.words.length === 0 ? 'none' : undefined),
  VOLUME: faultOfVolume,
  SHELL: faultOfShell,
  HEALTHCHECK: faultOfHealthcheck,
  ONBUILD: faultOfOnbuild,
};

function faultOfFrom(i: Checked): ArgumentFault | undefined {
  const named = i.words.length === 3 && i.words[1]?.text.toLowerCase() === 'as';
  return i.words.length === 1 || named ? undefined : 'from-form';
}

function faultOfPairs(i: Checked): ArgumentFault | undefined {
  if (i.pairs.length === 0) return 'none';
  return i.pairs.some((p) => p.name.text === '') ? 'blank-name' : undefined;
}

function faultOfOne(i: Checked): ArgumentFault | undefined {
  return i.words.length === 1 ? undefined : 'not-one';
}

function faultOfVolume(i: Checked): ArgumentFault | undefined {
  if (i.words.length === 0) return 'none';
  return i.words.some((w) => isBlank(w.text)) ? 'blank-value' : undefined;
}

function faultOfShell(i: Checked): ArgumentFault | undefined {
  if (i.words.length === 0) return 'none';
  return i.json ? undefined : 'not-array';
}

function faultOfOnbuild(i: Checked): ArgumentFault | undefined {
  if (i.trigger === undefined) return i.args.text === '' ? 'none' : undefined;
  return NOT_AFTER_ONBUILD.has(i.trigger.keyword) ? 'onbuild-trigger' : undefined;
}

function isBlank(text: string): boolean {
  return trimSpacesBack(text, skipSpaces(text, 0)) === skipSpaces(text, 0);
}

function faultOfCopy(i: Trigger): ArgumentFault | undefined {
  if (i.words.length < 2) return 'too-few';
  const destination = i.words.at(-1)?.text ?? '';
  return destination.includes('<<') && typeof parseHeredocWord(destination) === 'object'
    ? 'heredoc-destination'
    : undefined;
}

function faultOfHealthcheck(i: Trigger): ArgumentFault | undefined {
  const [type, ...command] = i.words;
  if (type === undefined) return 'none';
  const name = type.text.toUpperCase();
  if (name === 'NONE') return command.length === 0 ? undefined : 'healthcheck-form';
  return name === 'CMD' && command.length > 0 ? undefined : 'healthcheck-form';
}
