import { existsSync } from 'node:fs';
import { run } from '@stricli/core';
import { chooseLanguage } from '../language/choose-language.ts';
import { createLanguage } from '../language/create-language.ts';
import { message } from '../model/message.ts';
import { Problem } from '../model/problem.ts';
import { renderProblem } from '../report/render-problem.ts';
import { createApp } from './app.ts';
import type { CliContext } from './context.ts';
import { EXIT, exitCodeOf } from './exit-codes.ts';
import { explainSystemError, tellLostOutput } from './explain-system-error.ts';
import { findMistypedVerb, tellUnknownVerb } from './near-verbs.ts';
import { VERSION } from './version.ts';

/** A verb it does not know, an argument it cannot take; its other codes below 0 are faults of ours. */
const USAGE_OF_PARSER: ReadonlySet<number> = new Set([-5, -4]);

/** One command from its words to its exit code. */
export async function main(host: NodeJS.Process): Promise<void> {
  const abort = new AbortController();
  let interruptedBy: 'SIGINT' | 'SIGTERM' | undefined;
  for (const name of ['SIGINT', 'SIGTERM'] as const) {
    host.on(name, () => {
      // A second one means: now.
      if (interruptedBy !== undefined) host.exit(name === 'SIGINT' ? EXIT.interrupted : EXIT.terminated);
      interruptedBy = name;
      abort.abort();
    });
  }
  const { argv, flag } = takeLanguage(host.argv.slice(2));
  let language = createLanguage('en');
  let isLost = false;
  host.stdout.on('error', (error: NodeJS.ErrnoException) => {
    // Who reads us may stop early (`| head`): nothing to say, and nobody to say it to.
    if (isLost || error.code === 'EPIPE') return;
    isLost = true;
    host.stderr.write(`${renderProblem(tellLostOutput(error), language)}\n`);
    host.exitCode = EXIT.world;
  });
  // Nowhere to say it.
  host.stderr.on('error', () => undefined);
  const process: CliContext['process'] = {
    stdout: host.stdout,
    stderr: host.stderr,
    env: host.env,
    // Unset until someone knows better: the argument parser leaves alone what is set.
    exitCode: null,
  };
  const tell = (error: unknown) => tellError(error, process, language, interruptedBy);
  try {
    language = createLanguage(chooseLanguage({ flag, env: host.env }));
    const context: CliContext = {
      process,
      cwd: host.cwd(),
      language,
      version: VERSION,
      signal: abort.signal,
      interruptedBy: () => interruptedBy,
      fail: (error) => {
        process.exitCode = tell(error);
      },
    };
    const mistyped = findMistypedVerb(argv);
    if (mistyped !== undefined && !existsSync(mistyped)) throw tellUnknownVerb(mistyped);
    await run(createApp(VERSION, language, argv[0]), argv, context);
  } catch (error) {
    process.exitCode = tell(error);
  }
  // What the argument parser says of a wrong word is a usage error of ours.
  const code = isLost ? EXIT.world : (process.exitCode ?? EXIT.fine);
  host.exitCode = code >= 0 ? code : USAGE_OF_PARSER.has(code) ? EXIT.usage : EXIT.ourFault;
}

/** Known problems are one line; ours keep their stack. @returns the exit code */
function tellError(
  thrown: unknown,
  process: CliContext['process'],
  language: CliContext['language'],
  interruptedBy: 'SIGINT' | 'SIGTERM' | undefined,
): number {
  if (interruptedBy !== undefined) {
    process.stderr.write(`plimsoll: interrupted: ${language.say(message('stopped-interrupted', {}))}.\n`);
    return interruptedBy === 'SIGTERM' ? EXIT.terminated : EXIT.interrupted;
  }
  const error = explainSystemError(thrown);
  if (error instanceof Problem) process.stderr.write(`${renderProblem(error, language)}\n`);
  else
    process.stderr.write(
      `${language.say(message('unexpected-error', { text: String(error) }))}\n${error instanceof Error ? (error.stack ?? '') : ''}\n`,
    );
  return exitCodeOf(error);
}

/** `--lang` may stand anywhere: it is about the words, not about the verb. */
function takeLanguage(words: readonly string[]): { argv: readonly string[]; flag: string | undefined } {
  const end = words.indexOf('--');
  const at = words.findIndex((w, i) => (end < 0 || i < end) && (w === '--lang' || w.startsWith('--lang=')));
  if (at < 0) return { argv: words, flag: undefined };
  const attached = words[at]?.startsWith('--lang=') ?? false;
  const flag = attached ? words[at]?.slice('--lang='.length) : (words[at + 1] ?? '');
  return { argv: words.filter((_, i) => i !== at && (attached || i !== at + 1)), flag };
}
