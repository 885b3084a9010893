import type { Language } from '../language/contract.ts';
import { type CliContext, hasColor, widthOf } from './context.ts';

interface TextOptions {
  readonly language: Language;
  readonly width: number;
  readonly color: boolean;
}

/** Writes what a command found to stdout: the record as JSON where that is asked for, else as text for this terminal. */
export function writeResult(
  context: CliContext,
  format: 'text' | 'json',
  record: object,
  render: (options: TextOptions) => string,
): void {
  const { process, language } = context;
  process.stdout.write(
    format === 'json'
      ? `${JSON.stringify(record, null, 2)}\n`
      : render({ language, width: widthOf(context), color: hasColor(context) }),
  );
}
