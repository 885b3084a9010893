import type { Range } from '../../model/bytes.ts';
import type { ArgWord, InstallStep } from '../contract.ts';

/** Options of `pip install` that take a value in the next word. @see pip 24 `pip install --help` */
const VALUED = new Set(
  '-r --requirement -c --constraint -e --editable -t --target --platform --python-version --implementation --abi --root --prefix --src --upgrade-strategy -C --config-settings --global-option --no-binary --only-binary --progress-bar --root-user-action --report -i --index-url --extra-index-url -f --find-links --cache-dir --log --proxy --retries --timeout --exists-action --trusted-host --cert --client-cert --use-feature --use-deprecated --python --keyring-provider'.split(
    ' ',
  ),
);
const PLACING = ['-t', '--target', '--prefix', '--root', '--user', '--python'];

/**
 * Is this command `pip install`, in any of its spellings? @returns its meaning, undefined for any other command
 * @param env what it is run with: pip takes each of its options from there as well
 */
export function readPipInstall(
  words: readonly ArgWord[],
  home: string,
  env: Readonly<Record<string, string>> = {},
): InstallStep | undefined {
  const start = argumentsOf(words);
  if (start === undefined) return undefined;
  const read = readArguments(words.slice(start));
  readEnvironment(env, read);
  const last = words[start - 1];
  return {
    ecosystem: 'python',
    manager: 'pip',
    does: 'install',
    manifests: read.manifests,
    needsSources: read.local,
    readsMore: read.more,
    caches: [`${home}/.cache/pip`],
    noCacheFlags: read.noCacheFlags,
    packages: read.packages,
    placedElsewhere: read.placedElsewhere,
    flagsAt: last?.range.end ?? 0,
    words,
  };
}

/** `pip install`, `pip3.11 install`, `/usr/bin/pip install`, `python -m pip install`; global options may stand before the verb. */
function argumentsOf(words: readonly ArgWord[]): number | undefined {
  const program = nameOf(words[0]);
  let at = /^pip(?:3(?:\.\d+)?)?$/.test(program) ? 1 : 0;
  if (/^python(?:3(?:\.\d+)?)?$/.test(program) && words[1]?.text === '-m' && words[2]?.text === 'pip') at = 3;
  if (at === 0) return undefined;
  while (words[at]?.text?.startsWith('-')) at += VALUED.has(words[at]?.text ?? '') ? 2 : 1;
  return words[at]?.text === 'install' ? at + 1 : undefined;
}

function nameOf(word: ArgWord | undefined): string {
  return word?.text?.split('/').at(-1) ?? '';
}

interface PipArguments {
  readonly manifests: string[];
  readonly packages: string[];
  readonly noCacheFlags: Range[];
  local: boolean;
  more: boolean;
  placedElsewhere: boolean;
}

function readArguments(words: readonly ArgWord[]): PipArguments {
  const read: PipArguments = {
    manifests: [],
    packages: [],
    noCacheFlags: [],
    local: false,
    more: false,
    placedElsewhere: false,
  };
  for (let i = 0; i < words.length; i++) {
    const word = words[i];
    if (word === undefined) continue;
    if (word.text === undefined) read.local = true;
    else if (!word.text.startsWith('-')) readTarget(word.text, read);
    else if (readOption(word, word.text, words[i + 1], read)) i++;
  }
  return read;
}

/** Folders and files that are read where they are there. */
const READING = ['-f', '--find-links', '--cert', '--client-cert'];

/** Neither elsewhere nor of the image's own system. */
function isFile(value: string | undefined): boolean {
  return value === undefined || !(/^(?!file:)[a-z+]+:\/\//i.test(value) || /^\/etc\/(ssl|pki)\//.test(value));
}

/** @see pip 24 "Configuration": `PIP_<OPTION>`, lists apart by blanks */
function readEnvironment(env: Readonly<Record<string, string>>, read: PipArguments): void {
  const valuesOf = (option: string) => (env[`PIP_${option}`] ?? '').split(/\s+/).filter((v) => v !== '');
  for (const option of ['CONSTRAINT', 'REQUIREMENT'])
    read.manifests.push(...valuesOf(option).filter((v) => !v.includes('://')));
  for (const option of ['FIND_LINKS', 'CERT', 'CLIENT_CERT', 'CONFIG_FILE'])
    if (valuesOf(option).some(isFile)) read.more = true;
  if (valuesOf('EDITABLE').length > 0) read.local = true;
}

/** @returns whether the option took the next word as its value */
function readOption(word: ArgWord, text: string, next: ArgWord | undefined, read: PipArguments): boolean {
  const [name = '', attached] = text.startsWith('--') ? text.split(/=(.*)/s) : splitShort(text);
  if (name === '--no-cache-dir') read.noCacheFlags.push({ start: word.range.start - 1, end: word.range.end });
  if (PLACING.includes(name)) read.placedElsewhere = true;
  const takesNext = attached === undefined && VALUED.has(name);
  const value = attached ?? (takesNext ? next?.text : undefined);
  if (['-r', '--requirement', '-c', '--constraint'].includes(name)) {
    if (value === undefined) read.local = true;
    else if (!value.includes('://')) read.manifests.push(value);
  }
  if (READING.includes(name) && isFile(value)) read.more = true;
  if (name === '-e' || name === '--editable') read.local = true;
  return takesNext;
}

/** `-rfile` is `-r file`. */
function splitShort(text: string): [string, string | undefined] {
  return text.length > 2 && VALUED.has(text.slice(0, 2)) ? [text.slice(0, 2), text.slice(2)] : [text, undefined];
}

/** No name of a package holds a slash: such a word is a path unless it is an address. */
function readTarget(text: string, read: PipArguments): void {
  const isAddress = /(^|@\s*)(?!file:)[a-z][a-z+]*:\/\//i.test(text);
  if (!isAddress && (text.includes('/') || /^(\.|file:)|@\s*file:|\.(whl|zip|tar\.gz)$/i.test(text))) read.local = true;
  else read.packages.push(text);
}
