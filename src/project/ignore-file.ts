import { join } from 'node:path';
import type { ByteText } from '../model/bytes.ts';
import type { FilesPort, HostPath } from './contract.ts';
import { compileIgnore, type Ignore, readIgnorePatterns, requireSendable } from './ignore-patterns.ts';

export interface IgnoreFile {
  readonly path: HostPath;
  readonly text: ByteText;
}

/** Where every run keeps its files; never part of a context. */
export const OWN_FOLDER = '.plimsoll';

/**
 * The ignore file that applies: `<Dockerfile>.dockerignore` beside the Dockerfile if it exists, even empty, else `.dockerignore` in the
 * context's root. @returns undefined where there is neither
 */
export async function findIgnoreFile(
  dockerfile: HostPath,
  contextDir: HostPath,
  files: Pick<FilesPort, 'readText'>,
): Promise<IgnoreFile | undefined> {
  for (const path of [`${dockerfile}.dockerignore`, join(contextDir, '.dockerignore')]) {
    const text = await files.readText(path);
    if (text !== undefined) return { path, text };
  }
  return undefined;
}

/**
 * What stands beside a rung's Dockerfile: the user's lines as they are, and Plimsoll's own folder excluded behind them, so that no
 * exception brings it back. Keeps the way lines end. Idempotent.
 */
export function rungIgnoreText(userText: ByteText | undefined): ByteText {
  const text = userText ?? '';
  if (lastLine(text) === OWN_FOLDER) return text;
  const end = /\r\n/.test(text) ? '\r\n' : '\n';
  const joint = text === '' || text.endsWith('\n') ? '' : end;
  return `${text}${joint}${OWN_FOLDER}${end}`;
}

function lastLine(text: ByteText): ByteText {
  const ended = text.replace(/\r?\n$/, '');
  return ended.slice(ended.lastIndexOf('\n') + 1);
}

/** The ignore file at work with Plimsoll's own folder left out: what every build of a run is given. @throws as `readIgnorePatterns`, `requireSendable` and `compileIgnore` */
export function compileRunIgnore(file: IgnoreFile | undefined): Ignore {
  const patterns = readIgnorePatterns(rungIgnoreText(file?.text), file?.path);
  return compileIgnore(requireSendable(patterns, file?.path), file?.path);
}
