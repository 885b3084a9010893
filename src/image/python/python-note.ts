import { bytesToText } from '../../model/bytes.ts';
import { type ImportTime, type PythonImport, readPythonImports } from './read-python-imports.ts';

/** What a Python source says about imports: its own, and how it changes those of others. */
export interface PythonNote {
  readonly imports: readonly PythonImport[];
  /** Names it binds; kept of `__init__.py` alone, whose names hide modules of the package. */
  readonly bound: ReadonlySet<string>;
  /** Modules it puts into `sys.modules` by their names. */
  readonly provides: readonly string[];
  readonly traits: ReadonlySet<PythonTrait>;
}

export type PythonTrait =
  /** Not read: nothing of it is known. */
  | 'unread'
  /** `__getattr__`, `globals()` and the like give names that stand nowhere. */
  | 'any-name'
  /** Changes `sys.path`. */
  | 'changes-path'
  /** Changes `sys.modules`, or how modules are found. */
  | 'changes-modules'
  /** Changes its own `__path__`. */
  | 'changes-own-path'
  /** Imports by a name that is made when it runs. */
  | 'imports-by-text'
  /** A `site.py` of Debian. */
  | 'knows-dist-packages';

const TRAITS: Readonly<Record<PythonTrait, string>> = {
  unread: 'u',
  'any-name': 'g',
  'changes-path': 'p',
  'changes-modules': 'm',
  'changes-own-path': 'o',
  'imports-by-text': 't',
  'knows-dist-packages': 'd',
};
const TIMES: Readonly<Record<ImportTime, string>> = { start: 'S', main: 'M', later: 'L', guarded: 'G' };
const TIME_OF = new Map(Object.entries(TIMES).map(([time, letter]) => [letter, time as ImportTime]));

const SYS = Buffer.from('sys.');
const CHANGES_PATH =
  /^path[ \t]*(?:\.[ \t]*(?:insert|append|extend|remove|pop|clear|reverse|sort|__\w+__)\b|\+=|=(?!=)|\[[^\]\n]*\][ \t]*=(?!=)|$)/;
const CHANGES_MODULES =
  /^modules[ \t]*(?:\[[ \t]*([^\]\n]*)\][ \t]*=(?!=)|\.[ \t]*(?:setdefault|__setitem__)[ \t]*\([ \t]*([^,\n)]*)|\.[ \t]*update\b|\|?=(?!=))/;
const LITERAL = /^["']([\w.]+)["'][ \t]*$/;

/** @param isInstalled of a package or the library: only what it imports at once is of interest */
export function notePython(source: Uint8Array, path: string, isInstalled: boolean): string {
  const bytes = Buffer.from(source.buffer, source.byteOffset, source.byteLength);
  const isInit = /(?:^|\/)__init__\.py$/.test(path);
  const { imports, bound, hasGetattr, isWhole } = readPythonImports(source, isInit);
  if (!isWhole) return TRAITS.unread;
  const traits = new Set<PythonTrait>(hasGetattr ? ['any-name'] : []);
  const provides = readSystemChanges(bytes, traits);
  for (const { trait, words, of } of MARKS) {
    if ((of === undefined || of.test(path)) && words.some((word) => bytes.includes(word))) traits.add(trait);
  }
  if (writesOwnPath(bytes)) traits.add('changes-own-path');
  for (const { name, members = [] } of imports) {
    if (name !== 'sys') continue;
    if (members.includes('path')) traits.add('changes-path');
    if (members.some((member) => /^(?:modules|meta_path|path_hooks)$/.test(member))) traits.add('changes-modules');
  }
  const kept = isInstalled ? imports.filter(({ when }) => when === 'start') : imports;
  return [
    [...traits].map((trait) => TRAITS[trait]).join(''),
    ...kept.map(
      ({ when, line, name, members }) => `${TIMES[when]}${line} ${name}${members ? `:${members.join(',')}` : ''}`,
    ),
    ...(bound.length > 0 ? [`B ${bound.join(',')}`] : []),
    ...(provides.length > 0 ? [`P ${provides.join(',')}`] : []),
  ].join('\n');
}

/** Words that give a trait away, wherever they stand. */
const MARKS: readonly { readonly trait: PythonTrait; readonly words: readonly string[]; readonly of?: RegExp }[] = [
  { trait: 'any-name', words: ['globals(', 'locals(', 'vars(', 'setattr('], of: /(?:^|\/)__init__\.py$/ },
  { trait: 'changes-own-path', words: ['extend_path', 'declare_namespace'] },
  { trait: 'changes-path', words: ['addsitedir'] },
  { trait: 'imports-by-text', words: ['import_module', '__import__'] },
  { trait: 'knows-dist-packages', words: ['dist-packages'], of: /\/site\.py$/ },
];

const OWN_PATH = Buffer.from('__path__');
const CHANGES_OWN_PATH =
  /^[ \t]*(?:=(?!=)|\+=|:[^\n]{0,80}=|\[[^\]\n]*\][ \t]*=(?!=)|\.[ \t]*(?:append|extend|insert)\b)/;

/** Whether it writes to `__path__`; most only read it. */
function writesOwnPath(bytes: Buffer): boolean {
  for (let at = bytes.indexOf(OWN_PATH); at >= 0; at = bytes.indexOf(OWN_PATH, at + OWN_PATH.length)) {
    const behind = at + OWN_PATH.length;
    if (CHANGES_OWN_PATH.test(bytesToText(bytes.subarray(behind, behind + 120)))) return true;
  }
  return false;
}

/** @returns the modules that are named */
function readSystemChanges(bytes: Buffer, traits: Set<PythonTrait>): readonly string[] {
  const provides: string[] = [];
  for (let at = bytes.indexOf(SYS); at >= 0; at = bytes.indexOf(SYS, at + 4)) {
    const text = bytesToText(bytes.subarray(at + 4, at + 120)).split('\n', 1)[0] ?? '';
    const isGiven = /=[ \t]*$/.test(bytesToText(bytes.subarray(Math.max(0, at - 4), at)));
    if (CHANGES_PATH.test(text.trimEnd()) && (isGiven || !/^path[ \t]*$/.test(text.trimEnd())))
      traits.add('changes-path');
    if (/^(?:meta_path|path_hooks)\b/.test(text)) traits.add('changes-modules');
    const change = CHANGES_MODULES.exec(text);
    if (change === null) continue;
    const key = (change[1] ?? change[2] ?? '').trim();
    const name = LITERAL.exec(key)?.[1];
    if (name !== undefined) provides.push(name);
    else if (key !== '__name__') traits.add('changes-modules');
  }
  return provides;
}

/** @param text of `notePython`; any other text reads as a note of nothing */
export function readPythonNote(text: string): PythonNote {
  const [letters = '', ...lines] = text.split('\n');
  const traits = Object.entries(TRAITS).filter(([, letter]) => letters.includes(letter));
  const imports: PythonImport[] = [];
  let bound: readonly string[] = [];
  let provides: readonly string[] = [];
  for (const line of lines) {
    const blank = line.indexOf(' ');
    const rest = line.slice(blank + 1);
    const when = TIME_OF.get(line[0] ?? '');
    if (line[0] === 'B') bound = rest.split(',');
    else if (line[0] === 'P') provides = rest.split(',');
    else if (when !== undefined) {
      const [name = '', members] = rest.split(':', 2);
      imports.push({
        when,
        line: Number(line.slice(1, blank)),
        name,
        ...(members !== undefined && { members: members.split(',') }),
      });
    }
  }
  return { imports, bound: new Set(bound), provides, traits: new Set(traits.map(([trait]) => trait as PythonTrait)) };
}
