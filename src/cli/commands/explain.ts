import { resolve } from 'node:path';
import type { ExplanationRecord } from '../../record/explanation.ts';
import { renderExplanation } from '../../report/render-explanation.ts';
import { RULES } from '../../rules/registry.ts';
import { describeLog, describeWords } from '../../symptoms/describe-explanation.ts';
import type { CliContext } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { lookAtPath } from '../look-at-path.ts';
import { readLogFile, readLogStream } from '../read-log.ts';
import { writeResult } from '../write-result.ts';

interface ExplainFlags {
  readonly format: 'text' | 'json';
}

/** Names cause and cure of what a log shows, or of what words are about; exits with 5 where nothing is known. */
export async function explain(context: CliContext, flags: ExplainFlags, ...typed: readonly string[]): Promise<void> {
  const record = await explainTyped(context, typed);
  writeResult(context, flags.format, record, (options) => renderExplanation(record, typed.join(' '), options));
  context.process.exitCode = record.symptoms.length + record.rules.length > 0 ? EXIT.fine : EXIT.cannotTell;
}

async function explainTyped(context: CliContext, typed: readonly string[]): Promise<ExplanationRecord> {
  const [first = ''] = typed;
  if (typed.length > 1) return describeWords(typed.join(' '), RULES);
  if (first === '-') {
    const { text, unreadBytes } = await readLogStream(process.stdin);
    return describeLog(text, unreadBytes);
  }
  const path = resolve(context.cwd, first);
  if (lookAtPath(path).is === 'nothing' && !isFileLike(first)) return describeWords(first, RULES);
  const { text, unreadBytes } = await readLogFile(path, first);
  return describeLog(text, unreadBytes);
}

/** One word with a folder, or the ending of a log. */
function isFileLike(word: string): boolean {
  return !/\s/.test(word) && /\/|\\|\.(?:log|txt|out|err|gz)$/i.test(word);
}
