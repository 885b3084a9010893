import pico from 'picocolors';
import type { Language } from '../language/contract.ts';
import { message } from '../model/message.ts';
import type { ValidationRecord } from '../record/validation.ts';
import { wrapText } from './width.ts';

export interface ValidationOptions {
  readonly language: Language;
  readonly width: number;
  readonly color: boolean;
}

const INDENT = ' ';
const HANGING = '     ';

/** What is wrong with an image for a terminal, one fault a line, then what is odd about it. Ends with one line break. */
export function renderValidation(record: ValidationRecord, { language, width, color }: ValidationOptions): string {
  const { say } = language;
  const colors = pico.createColors(color);
  const wrap = (text: string) => wrapText(text, width - INDENT.length, HANGING).map((line) => INDENT + line);
  // Broken into lines first: an escape sequence counts as text there, and may be broken itself.
  const wrapBold = (text: string) => wrap(text).map(colors.bold);
  const { image, layers, faults, notes } = record;
  const title = say(message('validate-result', { name: image.name, layers, faults: faults.length }));
  return [
    ...wrapBold(title),
    ...faults.flatMap(({ layer, code, args }) =>
      wrap(say(message('validate-fault', { layer, fault: { code, args } }))),
    ),
    ...notes.flatMap((note) => wrap(say(message('inspect-note', note)))),
    '',
  ].join('\n');
}
