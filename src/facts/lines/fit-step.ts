import type { Instruction } from '../../dockerfile/tree.ts';
import { textToWords } from '../../model/bytes.ts';
import { listQuoted } from './list-quoted.ts';
import type { Step } from './read-steps.ts';

/**
 * Is a step of the history what a builder writes of this instruction? Of a RUN its command, of COPY and ADD the words, of ENV, ARG and LABEL the
 * names, of WORKDIR the folder must be the same; a word with a variable fits any. Of others the keyword alone is asked for: builders differ in how
 * they write them, and none of them makes a layer.
 */
export function fitsStep(instruction: Instruction, step: Step | undefined): boolean {
  if (step?.keyword !== instruction.keyword) return false;
  switch (instruction.keyword) {
    case 'RUN':
      return fitsRun(instruction, step);
    case 'COPY':
    case 'ADD':
      return fitsCopy(instruction, step);
    case 'ENV':
    case 'ARG':
    case 'LABEL':
      return fitsNames(instruction, step);
    case 'WORKDIR':
      return fitsFolder(plain(instruction.args.text), plain(step.command));
    default:
      return true;
  }
}

/** Builders write a command as it stands but for its lines, and put no value for a variable. */
function fitsRun({ json, words, args, heredocs }: Instruction, { shell, command, words: all, pairs }: Step): boolean {
  const line = onOneLine(textToWords(args.text));
  const told = onOneLine(command);
  if (told === line && heredocs.length === 0) return true;
  if (json) {
    const list = onOneLine(words.map(({ text }) => textToWords(text)).join(' '));
    // No shell ends the arguments then.
    if (pairs.length > 0 && shell === undefined) return onOneLine(all).endsWith(` ${list}`);
    return onOneLine(`${shell ?? ''} ${command}`) === list;
  }
  const [first] = heredocs;
  if (first === undefined) return false;
  const documents = heredocs.map(({ name, body }) => `${textToWords(body.text)} ${textToWords(name)}`);
  if (told === onOneLine([line, ...documents].join(' '))) return true;
  // A lone document is the script itself, or a file where it says what runs it.
  const isLone = heredocs.length === 1 && !line.includes(' ');
  return (
    isLone && (told === onOneLine(textToWords(first.body.text)) || told === `/dev/pipes/${textToWords(first.name)}`)
  );
}

/** What the classic builder writes: a digest for the sources. */
const HASHED = /^(?:file|dir|multi|link):\S{0,200} in(?: (.*))?$/;

/** BuildKit leaves out `--from` and `--link`, others do not. */
function fitsCopy({ words }: Instruction, { command }: Step): boolean {
  const list = command.startsWith('["') ? listQuoted(command).join(' ') : command;
  const told = plain(list).replace(/^(?:--\S{1,4096} ?)+/, '');
  const wanted = words.map(({ text }) => plain(text));
  const hashed = HASHED.exec(told);
  if (hashed !== null) return fitsFolder(wanted.at(-1) ?? '', hashed[1] ?? '');
  return fitsWords(
    wanted.flatMap((word) => (word.includes('$') ? [undefined] : word.split(' '))),
    told.split(' '),
  );
}

/** @param wanted undefined for any words, or none */
function fitsWords(wanted: readonly (string | undefined)[], told: readonly string[]): boolean {
  const first = wanted.indexOf(undefined);
  if (first < 0) return wanted.length === told.length && wanted.every((word, i) => word === told[i]);
  const last = wanted.lastIndexOf(undefined);
  const behind = wanted.length - last - 1;
  // What stands between two variables is not asked for.
  return (
    told.length >= first + behind &&
    wanted.slice(0, first).every((word, i) => word === told[i]) &&
    wanted.slice(last + 1).every((word, i) => word === told[told.length - behind + i])
  );
}

function fitsNames({ pairs }: Instruction, step: Step): boolean {
  const told = new Set(step.pairs.map(({ name }) => plain(name)));
  return pairs.every(({ name }) => name.text.includes('$') || told.has(plain(name.text)));
}

/** A builder may have made it absolute. */
function fitsFolder(wanted: string, told: string): boolean {
  if (wanted.includes('$') || /(?:^|\/)\.\.(?:\/|$)/.test(wanted)) return true;
  const [one, other] = [wanted, told].map((folder) => folder.replace(/\/{2,}/g, '/').replace(/(.)\/$/, '$1')) as [
    string,
    string,
  ];
  if (one === other) return true;
  const relative = one.replace(/^\.(?:\/|$)/, '');
  return !one.startsWith('/') && (relative === '' || other === relative || other.endsWith(`/${relative}`));
}

/** Without the quotes and escapes that one builder takes away and another leaves. */
function plain(text: string): string {
  return onOneLine(textToWords(text).replace(/["'\\]/g, ''));
}

function onOneLine(text: string): string {
  return text.replace(/\s+/g, ' ').trim();
}
