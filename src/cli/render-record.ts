import type { RunRecord } from '../record/run.ts';
import { renderJson } from '../report/formats/json.ts';
import { renderMarkdown } from '../report/formats/markdown.ts';
import { renderTerminal } from '../report/formats/terminal.ts';
import { type CliContext, hasColor, widthOf } from './context.ts';

export type RecordFormat = 'text' | 'json' | 'markdown';

/** A run as the user asked for it. @param recordPath where the record lies, as the user would type it */
export function renderRecord(context: CliContext, record: RunRecord, format: RecordFormat, recordPath: string): string {
  if (format === 'json') return renderJson(record);
  if (format === 'markdown') return renderMarkdown(record, context.language);
  return renderTerminal(record, {
    language: context.language,
    width: widthOf(context),
    color: hasColor(context),
    recordPath,
  });
}
