import type { Language } from '../language/contract.ts';
import type { Problem } from '../model/problem.ts';

/** A known failure as one line, without its line break: `plimsoll: code: what. What to do.` */
export function renderProblem(problem: Problem, language: Language): string {
  const said = [language.say({ code: problem.code, args: problem.args })];
  if (problem.hint !== undefined) said.push(language.say(problem.hint));
  return `plimsoll: ${problem.code}: ${said.map(endSentence).join(' ')}`;
}

function endSentence(sentence: string): string {
  return /[.!?…]$/.test(sentence) ? sentence : `${sentence}.`;
}
