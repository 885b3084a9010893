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

/** What the argument parser finds wrong, in our words: `plimsoll: code: what`, one line for each. */
export function errorText(language: Language): ApplicationText {
  const tell = (said: Message, near: readonly string[] = []) => {
    const hint = near.length === 0 ? {} : { hint: message('did-you-mean', { near: [...near] }) };
    return renderProblem(new Problem('usage', said.code, said.args as never, hint), language);
  };
  const unexpected = (error: unknown) => tell(message('unexpected-error', { text: String(error) }));
  return {
    ...text_en,
    noCommandRegisteredForInput: ({ input, corrections }) =>
      tell(message('unknown-verb', { word: input }), corrections),
    exceptionWhileParsingArguments: (error) => tellArgument(error, tell, language),
    exceptionWhileLoadingCommandFunction: unexpected,
    exceptionWhileLoadingCommandContext: unexpected,
    exceptionWhileRunningCommand: unexpected,
    commandErrorResult: unexpected,
  };
}

function tellArgument(
  error: unknown,
  tell: (said: Message, near?: readonly string[]) => string,
  language: Language,
): string {
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
    UnsatisfiedFlagError: (e) => tell(message('argument-missing', { name: `--${e.externalFlagName}` })),
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
