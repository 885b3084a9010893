/** Where a shell stands in a step's words, from its first character to the one behind its last option. */
export interface ShellPlace {
  readonly start: number;
  readonly end: number;
}

// Every quantifier below is bounded: a hostile history costs a constant per character.
const VIA = String.raw`(?:[^\s="']{0,100}/)?(?:env(?: -S)?|busybox) `;
const PROGRAM = String.raw`(?:[^\s="']{0,200}[/\\])?(?:(?:ba|da|a|z|k|mk|c|tc|fi)?sh|cmd|pwsh|powershell)(?:\.exe)?`;
/** `-o pipefail`, `/S`, `-ExecutionPolicy Bypass`. */
const OPTIONS = String.raw`(?: (?:-{1,2}[\w-]{1,40}(?: (?:pipefail|err(?:exit|trace)|nounset|xtrace|Bypass|RemoteSigned|Unrestricted))?|/[A-Za-z](?::\w{1,10})?)){0,10}`;
/** Images of Windows have the shell set its preferences before each command. */
const COMMAND = String.raw` (?:-\w{0,8}c\w{0,8}|-[Cc]ommand|/[Cc])(?: \$\w{1,40}Preference = '\w{1,20}';){0,4}(?= |$)`;
const NAMED = new RegExp(`(?<=^| )(?:${VIA})?${PROGRAM}${OPTIONS}${COMMAND}`, 'g');
/** Whatever an image may have for a shell: `/usr/bin/python3 -c`. */
const ANY = /(?<=^| )\/[^\s=]{1,80}(?: -[\w-]{1,20}){0,4} -\w{0,8}c(?= )/g;

const MOST_SHELL = 200;

/**
 * All places from `from` on where a shell is given a command, in order. A command may have such places of its own.
 * @param declared the words of the last SHELL, or empty
 */
export function findShells(words: string, from: number, declared: string): readonly ShellPlace[] {
  const places = [...placesOf(NAMED, words, from), ...declaredPlaces(words, from, declared)];
  if (places.length === 0) return placesOf(ANY, words, from);
  return places.toSorted((a, b) => a.start - b.start || b.end - a.end).filter(isFirstThere());
}

function placesOf(shape: RegExp, words: string, from: number): readonly ShellPlace[] {
  return [...words.slice(from).matchAll(shape)].map((match) => {
    const start = from + match.index;
    return { start, end: start + match[0].length };
  });
}

function declaredPlaces(words: string, from: number, declared: string): readonly ShellPlace[] {
  if (declared === '' || declared.length > MOST_SHELL) return [];
  const places: ShellPlace[] = [];
  for (
    let start = words.indexOf(declared, from);
    start >= 0;
    start = words.indexOf(declared, start + declared.length)
  ) {
    const end = start + declared.length;
    const isWhole = (start === 0 || words[start - 1] === ' ') && (end === words.length || words[end] === ' ');
    if (isWhole) places.push({ start, end });
  }
  return places;
}

/** `conda run /bin/bash -c` holds a shell that is known by its name. */
function isFirstThere(): (place: ShellPlace) => boolean {
  let until = -1;
  return ({ start, end }) => {
    if (start < until) return false;
    until = end;
    return true;
  };
}
