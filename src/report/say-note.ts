import type { Language } from '../language/contract.ts';
import { message } from '../model/message.ts';
import type { CauseRow } from '../record/cause.ts';
import type { LadderRow } from './ladder-rows.ts';

/** What there is to say about a rung beside its figures: cause and cure, what alone it gained, what it left to do, coverage. Empty = nothing. */
export function sayNote(row: LadderRow, language: Language): string {
  const parts: string[] = [];
  if (row.cause !== undefined) parts.push(sayCause(row.cause, language));
  if (row.furtherCauses > 0) parts.push(language.say(message('report-more-causes', { count: row.furtherCauses })));
  if (row.remark !== undefined) parts.push(language.say(message('report-remark', { remark: row.remark })));
  parts.push(...row.notes.map((note) => language.say(note)));
  if (row.coverage !== undefined) parts.push(language.say(message('report-coverage-remark', row.coverage)));
  return parts.join('; ');
}

/** `cause → cure`, the cure only where there is one. */
export function sayCause(cause: CauseRow, language: Language): string {
  const said = language.say(cause.message);
  if (cause.cure === undefined) return said;
  return language.say(message('report-cure', { cause: said, cure: language.say(cause.cure) }));
}
