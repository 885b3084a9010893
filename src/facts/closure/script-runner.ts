import { message } from '../../model/message.ts';
import { found, isMounted, lookUp } from './closure-input.ts';
import { goesBy, type Interpreter } from './interpreter.ts';

/** Interpreters of which only this is known: the file they are told to run has to be there. */
export const scriptRunner: Interpreter = {
  runs: (program) => goesBy(program, /^(?:ruby[\d.]*|perl[\d.]*)$/),
  check({ check: { scene, of }, argv }) {
    const script = findScript(argv);
    if (script === undefined || isMounted(scene, script) || lookUp(scene, script).node !== undefined) return [];
    const said = message('closure-script-missing', { interpreter: argv[0] ?? '', script });
    return [found(true, of, said, JSON.stringify(argv.slice(0, 4)))];
  },
};

/** The file an interpreter is given, where its first word is surely one. */
function findScript([, first = '']: readonly string[]): string | undefined {
  const isPlain = (word: string | undefined) =>
    word !== undefined && /^[\w@%+:,./-]+$/.test(word) && !word.startsWith('-');
  return isPlain(first) ? first : undefined;
}
