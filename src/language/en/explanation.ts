import type { Catalogue } from '../contract.ts';
import { pluralize } from './pluralize.ts';

const LABELS = {
  cause: 'Cause',
  cure: 'Cure',
  shown: 'Line',
  seen: 'Seen as',
  rules: 'Rules',
  techniques: 'Rungs',
  ignore: 'When to ignore it',
  figures: 'Its figures',
  mended: 'Mended by',
} as const;

export const explanationSentences = {
  'explain-label': (a) => LABELS[a.of],
  'explain-see': (a) => `More: docs/${a.page}.md#${a.id}`,
  'explain-line': (a) => a.text,
  'explain-nothing': (a) =>
    a.lines === 0
      ? 'No cause is named: the log is empty'
      : `No cause is named. The last ${pluralize(a.lines, 'line')}:`,
  'explain-no-words': (a) =>
    `Nothing is known by "${a.words}". Other words, a line of the log, or the log itself may tell more`,
  'explain-unread': (a, w) => `Only the end of the log was read: ${w.bytes(a.bytes)} before it were not`,
  'explain-more': () => 'Also in the log, before it:',
  'hint-explain': () => 'plimsoll explain takes a log, - for standard input, or words',
} satisfies Partial<Catalogue>;
