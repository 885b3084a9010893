import { findNeedlessFiles } from '../facts/needless-context.ts';
import type { SourceFacts } from '../facts/source-facts.ts';
import { bytesToText, textToBytes } from '../model/bytes.ts';
import { message } from '../model/message.ts';
import { type Applies, NO_EDIT, type Technique, type TechniqueEdit, YES } from './contract.ts';

declare module '../model/message.ts' {
  interface Messages {
    'context-holds-nothing-to-ignore': Record<string, never>;
  }
}

/** Files no build step and no running program reads stay out of the build context: a smaller COPY, and a cache that holds. */
export const contextTrimmed = {
  id: 'context-trimmed',
  group: 'trunk',
  after: [],
  serves: ['R01'],
  applies,
  edit,
} satisfies Technique;

function applies(facts: SourceFacts): Applies {
  return findNeedlessFiles(facts).length === 0
    ? { is: 'no', because: message('context-holds-nothing-to-ignore', {}) }
    : YES;
}

function edit(facts: SourceFacts): TechniqueEdit {
  const patterns = findNeedlessFiles(facts).map((f) => f.pattern);
  if (patterns.length === 0) return NO_EDIT;
  const before = facts.files.ignore === undefined ? '' : bytesToText(facts.files.ignore);
  const newline = before.includes('\r\n') ? '\r\n' : '\n';
  const joint = before === '' || before.endsWith('\n') ? '' : newline;
  return { dockerfile: [], ignore: textToBytes(before + joint + patterns.map((p) => p + newline).join('')) };
}
