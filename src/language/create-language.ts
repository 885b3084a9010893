import type { MessageCode, Messages } from '../model/message.ts';
import type { Catalogue, Language, LanguageId, Said, Words } from './contract.ts';
import { en } from './en.ts';
import { formatBytes } from './format-bytes.ts';
import { formatDuration, splitDuration } from './format-duration.ts';
import { formatPercent } from './format-ratio.ts';
import { ko } from './ko.ts';
import { showArgs, showText } from './show-text.ts';

interface Manners {
  readonly catalogue: Catalogue;
  readonly duration: (ms: number) => string;
  /** What follows the items that are shown. */
  readonly more: (left: string) => string;
}

const MANNERS: Readonly<Record<LanguageId, Manners>> = {
  en: { catalogue: en, duration: durationInEnglish, more: (left) => `${left} more` },
  ko: { catalogue: ko, duration: durationInKorean, more: (left) => `외 ${left}개` },
};

const MOST_LISTED = 8;

/**
 * The words of one language. Never throws on a message: codes this version does not know, and arguments that are not what
 * the code asks for, are shown as they are (`code {"a":1}`). What comes out is one line without control characters.
 */
export function createLanguage(id: LanguageId): Language {
  const manners = MANNERS[id];
  const words: Words = {
    bytes: formatBytes,
    duration: manners.duration,
    percent: (ratio) => formatPercent(ratio).replace('.0%', '%'),
    count: groupThousands,
    list: (items) => listItems(items, manners),
    say: (message) => sayMessage(message, manners.catalogue, words),
  };
  return { id, ...words };
}

const MISFIT = /\bundefined\b|\bNaN\b|\[object /;

function sayMessage(said: Said, catalogue: Catalogue, words: Words): string {
  const args = showArgs(said.args);
  const shown = JSON.stringify(args) ?? '';
  if (!Object.hasOwn(catalogue, said.code)) return unknownSentence(said.code, shown);
  const sentence = catalogue[said.code as MessageCode] as (args: unknown, words: Words) => string;
  try {
    const text = sentence(args as Messages[MessageCode], words);
    const misfit = MISFIT.test(text) && !MISFIT.test(shown);
    return misfit ? unknownSentence(said.code, shown) : text;
  } catch {
    return unknownSentence(said.code, shown);
  }
}

function unknownSentence(code: string, args: string): string {
  return `${showText(String(code))} ${args}`.trimEnd();
}

function listItems(items: readonly string[], manners: Manners): string {
  if (items.length <= MOST_LISTED) return items.join(', ');
  const left = groupThousands(items.length - MOST_LISTED + 1);
  return `${items.slice(0, MOST_LISTED - 1).join(', ')}, ${manners.more(left)}`;
}

function groupThousands(value: number): string {
  return String(value).replace(/^(-?\d+)/, (digits) => digits.replace(/\B(?=(?:\d{3})+$)/g, ','));
}

/** As in tables, without empty seconds: `15m`. */
function durationInEnglish(ms: number): string {
  return formatDuration(ms).replace(/([hm])00[ms]$/, '$1');
}

function durationInKorean(ms: number): string {
  const parts = splitDuration(ms);
  switch (parts?.is) {
    case 'ms':
      return `${parts.ms}밀리초`;
    case 'seconds':
      return `${parts.seconds}초`;
    case 'minutes':
      return parts.seconds === 0 ? `${parts.minutes}분` : `${parts.minutes}분 ${parts.seconds}초`;
    case 'hours':
      return parts.minutes === 0 ? `${parts.hours}시간` : `${parts.hours}시간 ${parts.minutes}분`;
    default:
      return '–';
  }
}
