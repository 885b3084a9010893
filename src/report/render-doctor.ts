import pico from 'picocolors';
import type { Language, Said } from '../language/contract.ts';
import { message } from '../model/message.ts';
import { padText, textWidth, wrapText } from './width.ts';

const STATES = ['ok', 'warn', 'bad'] as const;

export type DoctorLine = Said & { readonly state: (typeof STATES)[number] };

/** One line for each thing that was looked at: its state, what was found. */
export function renderDoctor(
  rows: readonly DoctorLine[],
  options: { readonly language: Language; readonly width: number; readonly color: boolean },
): string {
  const { language, width } = options;
  const colors = pico.createColors(options.color);
  const paint = { ok: colors.green, warn: colors.yellow, bad: colors.red };
  const words = (state: DoctorLine['state']) => language.say(message('doctor-state', { state }));
  const room = Math.max(...STATES.map((state) => textWidth(words(state)))) + 2;
  const lines = rows.flatMap((row) => {
    const [first = '', ...rest] = wrapText(language.say(row), width - room);
    return [
      paint[row.state](padText(words(row.state), room, 'left')) + first,
      ...rest.map((l) => ' '.repeat(room) + l),
    ];
  });
  return `${lines.join('\n')}\n`;
}
