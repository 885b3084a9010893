import pico from 'picocolors';
import type { Language } from '../language/contract.ts';
import { message } from '../model/message.ts';
import type { ExplanationRecord } from '../record/explanation.ts';
import type {} from './explanation-messages.ts';
import { wrapText } from './width.ts';

export interface ExplanationOptions {
  readonly language: Language;
  readonly width: number;
  readonly color: boolean;
}

type Label = 'cause' | 'cure' | 'shown' | 'seen' | 'rules' | 'techniques' | 'ignore' | 'figures' | 'mended';

const HANGING = '   ';

/** What was found, for a terminal: the cause, what mends it, the line that shows it, where to read on. Ends with one line break. */
export function renderExplanation(record: ExplanationRecord, words: string, options: ExplanationOptions): string {
  const { language, width, color } = options;
  const { say } = language;
  const colors = pico.createColors(color);
  const wrap = (text: string) => wrapText(text, width - 1, HANGING).map((line) => ` ${line}`);
  const labelled = (of: Label, text: string) =>
    text === '' ? [] : wrap(`${say(message('explain-label', { of }))}: ${text}`);
  const { of, symptoms, rules, lastLines, unreadBytes } = record;

  const ofRules = rules.flatMap((rule) => [
    ...wrap(rule.why).map(colors.bold),
    ...labelled('ignore', rule.whenToIgnore),
    ...labelled('figures', rule.figures),
    ...labelled('mended', rule.resolvedBy ?? ''),
    ...wrap(say(message('explain-see', { page: 'rules', id: rule.id }))),
    '',
  ]);
  const ofSymptoms = symptoms.flatMap((symptom, i) => [
    ...(i === 1 && of === 'log' ? [...wrap(say(message('explain-more', {}))), ''] : []),
    ...labelled('cause', say(symptom.message)).map(colors.bold),
    ...labelled('cure', symptom.cure === undefined ? '' : say(symptom.cure)),
    ...labelled(of === 'log' ? 'shown' : 'seen', showEvidence(symptom, language)),
    ...labelled('rules', symptom.rules.join(', ')),
    ...labelled('techniques', symptom.techniques.join(', ')),
    ...wrap(say(message('explain-see', { page: 'symptoms', id: symptom.id }))),
    '',
  ]);
  const isNothing = ofRules.length + ofSymptoms.length === 0;
  const nothing =
    of === 'log' ? message('explain-nothing', { lines: lastLines.length }) : message('explain-no-words', { words });
  return [
    ...(unreadBytes > 0 ? [...wrap(say(message('explain-unread', { bytes: unreadBytes }))), ''] : []),
    ...ofRules,
    ...ofSymptoms,
    ...(isNothing
      ? [...wrap(say(nothing)), ...lastLines.flatMap((line) => wrap(`  ${showLine(line, language)}`)), '']
      : []),
  ].join('\n');
}

function showEvidence({ evidence, line }: ExplanationRecord['symptoms'][number], language: Language): string {
  if (evidence === undefined) return '';
  const shown = showLine(evidence.split('\n').at(-1) ?? '', language);
  return line === undefined ? shown : `${line}: ${shown}`;
}

/** Text of a log may hold what steers a terminal: a sentence shows it spelled out. */
function showLine(text: string, { say }: Language): string {
  return say(message('explain-line', { text }));
}
