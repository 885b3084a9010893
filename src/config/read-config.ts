import * as v from 'valibot';
import { isMap, isSeq, LineCounter, type Node, parseDocument } from 'yaml';
import { Problem } from '../model/problem.ts';
import { Config } from './config.ts';

/**
 * Reads the text of plimsoll.yaml.
 * @throws Problem `config-not-yaml`, `config-invalid` with the line of the offending value
 */
export function readConfig(text: string, file: string): Config {
  const lines = new LineCounter();
  const document = parseDocument(text, { lineCounter: lines, maxAliasCount: 50 } as Parameters<
    typeof parseDocument
  >[1]);
  const broken = document.errors[0];
  if (broken) {
    const line = lines.linePos(broken.pos[0]).line;
    throw new Problem('usage', 'config-not-yaml', { file, line, problem: firstLine(broken.message) });
  }
  const read = v.safeParse(Config, document.toJS({ maxAliasCount: 50 }) ?? {});
  if (read.success) return read.output;
  const issue = read.issues[0];
  const path = (issue.path ?? []).map((p) => p.key as string | number);
  const offset = nodeAt(document.contents, path)?.range?.[0] ?? 0;
  throw new Problem('usage', 'config-invalid', {
    file,
    line: lines.linePos(offset).line,
    path: path.join('.'),
    expected: issue.expected ?? '',
    received: issue.received,
  });
}

export function emptyConfig(): Config {
  return v.parse(Config, {});
}

function nodeAt(root: unknown, path: readonly (string | number)[]): Node | undefined {
  let node = root as Node | undefined;
  for (const key of path) {
    const next: unknown = isMap(node) || isSeq(node) ? node.get(key, true) : undefined;
    if (next === undefined || next === null) return node;
    node = next as Node;
  }
  return node;
}

function firstLine(text: string): string {
  return (text.split('\n', 1)[0] ?? '').replace(/ at line \d+, column \d+:?$/, '');
}
