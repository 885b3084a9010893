import {
  type ApplicationText,
  ArgumentScannerError,
  formatMessageForArgumentScannerError,
  text_en,
} from '@stricli/core';
import type { Language } from '../language/contract.ts';
import { type Message, message } from '../model/message.ts';
import { Problem } from '../model/problem.ts';
import { renderProblem } from '../report/render-problem.ts';

/**
 * What the argument parser finds wrong, in our words: `plimsoll: code: what`, one line for each.
 * @param valuesOf what a flag takes, where that is one of a few words
 */
export function errorText(language: Language, valuesOf: (flag: string) => readonly string[]): ApplicationText {
  const tell = (said: Message, near: readonly string[] = []) => {
    const hint = near.length === 0 ? {} : { hint: message('did-you-mean', { near: [...near] }) };
    return renderProblem(new Problem('usage', said.code, said.args as never, hint), language);
  };
  const unexpected = (error: unknown) => tell(message('unexpected-error', { text: String(error) }));
  return {
    ...text_en,
    noCommandRegisteredForInput: ({ input, corrections }) =>
      tell(message('unknown-verb', { word: input }), corrections),
    exceptionWhileParsingArguments: (error) => tellArgument(error, { tell, language, valuesOf }),
    exceptionWhileLoadingCommandFunction: unexpected,
    exceptionWhileLoadingCommandContext: unexpected,
    exceptionWhileRunningCommand: unexpected,
    commandErrorResult: unexpected,
  };
}

interface Teller {
  readonly tell: (said: Message, near?: readonly string[]) => string;
  readonly language: Language;
  readonly valuesOf: (flag: string) => readonly string[];
}

function tellArgument(error: unknown, { tell, language, valuesOf }: Teller): string {
  if (!(error instanceof ArgumentScannerError)) return tell(message('usage-error', { text: String(error) }));
  return formatMessageForArgumentScannerError(error, {
    FlagNotFoundError: (e) =>
      tell(
        message('unknown-flag', { flag: `--${e.input}` }),
        e.corrections.map((c) => `--${c}`),
      ),
    AliasNotFoundError: (e) => tell(message('unknown-flag', { flag: `-${e.input}` })),
    UnexpectedPositionalError: (e) => tell(message('argument-unexpected', { value: e.input })),
    UnsatisfiedPositionalError: (e) => tell(message('argument-missing', { name: e.placeholder.toUpperCase() })),
    // No flag has to be given: what is missing is what stands behind it.
    UnsatisfiedFlagError: ({ externalFlagName: flag }) =>
      tell(message('value-missing', { flag: `--${flag}`, known: valuesOf(flag) })),
    UnexpectedFlagError: (e) => tell(message('flag-repeated', { flag: `--${e.externalFlagName}` })),
    InvalidNegatedFlagSyntaxError: (e) =>
      tell(message('unknown-flag', { flag: `--${e.externalFlagName}=${e.valueText}` })),
    EnumValidationError: (e) =>
      tell(message('value-not-known', { flag: `--${e.externalFlagName}`, value: e.input, known: [...e.values] })),
    ArgumentParseError: (e) =>
      e.exception instanceof Problem
        ? renderProblem(e.exception, language)
        : tell(message('usage-error', { text: String(e.exception) })),
  });
}
