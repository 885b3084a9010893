import { execFileSync } from 'node:child_process';
import { existsSync } from 'node:fs';
import { homedir } from 'node:os';
import { join } from 'node:path';
import type { ByteText } from '../../../src/model/bytes.ts';
import type { Sample } from './generate.ts';

export interface OracleAnswer {
  readonly patterns: readonly string[];
  readonly failed: '' | 'read' | 'new' | 'walk';
  readonly sent: readonly ByteText[];
  /** Per file, what is answered when it is opened. */
  readonly matches: readonly ('yes' | 'no' | 'error')[];
}

/** Where `oracle/README.md` says to build it. */
export const ORACLE = process.env['PLIMSOLL_IGNORE_ORACLE'] ?? join(homedir(), '.cache/plimsoll-ignore-oracle/oracle');
export const hasOracle = existsSync(ORACLE);

const encode = (text: ByteText): string => Buffer.from(text, 'latin1').toString('base64');
const decode = (text: string): ByteText => Buffer.from(text, 'base64').toString('latin1');

/** Asks Docker's own packages about all samples in one run. */
export function askOracle(samples: readonly Sample[]): readonly OracleAnswer[] {
  const questions = samples.map(({ text, files }) =>
    JSON.stringify({ text: encode(text), files: files.map(encode), paths: files.map(encode) }),
  );
  const out = execFileSync(ORACLE, {
    input: questions.join('\n'),
    maxBuffer: 1 << 28,
    stdio: ['pipe', 'pipe', 'ignore'],
  });
  return out
    .toString('utf8')
    .trimEnd()
    .split('\n')
    .map((line) => {
      const answer = JSON.parse(line) as OracleAnswer;
      return { ...answer, sent: answer.sent.map(decode) };
    });
}
