import pico from 'picocolors';
import type { Language } from '../language/contract.ts';
import { type Message, message } from '../model/message.ts';
import type { VerificationCauseRecord, VerificationRecord } from '../record/verification.ts';
import { wrapText } from './width.ts';

export interface VerificationOptions {
  readonly language: Language;
  readonly width: number;
  readonly color: boolean;
}

const INDENT = ' ';
const DETAIL = '     ';
const HANGING = '       ';
const MOST_HINTS = 10;

/** A verdict for a terminal: what breaks first, each with what was seen and what cures it. Ends with one line break. */
export function renderVerification(
  record: VerificationRecord,
  { language, width, color }: VerificationOptions,
): string {
  const { say } = language;
  const colors = pico.createColors(color);
  const wrap = (text: string) => wrapText(text, width - INDENT.length, HANGING).map((line) => INDENT + line);
  // Broken into lines first: an escape sequence counts as text there, and may be broken itself.
  const wrapBold = (text: string) => wrap(text).map(colors.bold);
  const wrapDetail = (text: string) =>
    wrapText(text, width - DETAIL.length, HANGING.slice(DETAIL.length)).map((line) => DETAIL + line);
  const tell = (cause: VerificationCauseRecord) => [
    ...wrap(say(message('verify-cause', { of: cause.of, said: { code: cause.code, args: cause.args } }))),
    ...tellDetails(cause, say).flatMap(wrapDetail),
  ];
  const { image, against, verdict, how, causes, hints, probes, coverage, healthcheck } = record;
  const isOpen = how === 'static' && verdict === 'unverified';
  return [
    ...wrapBold(say(message('verify-result', { name: image.name, verdict, how, causes: causes.length }))),
    ...(against === undefined ? [] : wrap(say(message('verify-against', { name: against.name })))),
    ...causes.flatMap(tell),
    ...(healthcheck === 'none' ? [] : wrap(say(message('verify-healthcheck', { is: healthcheck })))),
    ...(probes === undefined ? [] : ['', ...wrapBold(say(message('verify-heading', { of: 'probes' })))]),
    ...(probes ?? []).flatMap(({ id, outcome }) => wrap(say(message('verify-probe', { id, outcome })))),
    ...(coverage === undefined || coverage.known === 0 ? [] : wrap(say(message('verify-coverage', coverage)))),
    ...tellMeasures(record).flatMap((told) => wrap(say(told))),
    ...(hints.length === 0 ? [] : ['', ...wrapBold(say(message('verify-heading', { of: 'hints' })))]),
    ...hints.slice(0, MOST_HINTS).flatMap(tell),
    ...(isOpen ? ['', ...wrap(say(message('verify-next-run', { name: image.name })))] : []),
    '',
  ].join('\n');
}

function tellMeasures({ measures = {} }: VerificationRecord): Message[] {
  return (['firstAnswerMs', 'peakMemoryBytes'] as const).flatMap((of) => {
    const pair = measures[of];
    if (pair === undefined) return [];
    const { image, against } = pair;
    return message('verify-measure', {
      of,
      is: image.value,
      n: image.n ?? 1,
      was: against.value,
      wasN: against.n ?? 1,
    });
  });
}

/** What was seen, where the sentence does not say it already, and what cures it. */
function tellDetails({ code, args, evidence, cure }: VerificationCauseRecord, say: Language['say']): string[] {
  const isSaid = evidence === undefined || say({ code, args }).includes(evidence);
  return [
    ...(isSaid ? [] : [say(message('verify-evidence', { evidence }))]),
    ...(cure === undefined ? [] : [say(message('verify-cure', { cure }))]),
  ];
}
