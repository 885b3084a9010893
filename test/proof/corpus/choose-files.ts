import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { sha256 } from '../../../src/model/sha256.ts';

export interface CorpusFile {
  readonly name: string;
  readonly bytes: Buffer;
  readonly digest: string;
}

export interface CorpusChoice {
  readonly found: number;
  /** Of the sorted digests of all files found: names which set was used without naming a file of it. */
  readonly setDigest: string;
  readonly chosen: readonly CorpusFile[];
}

const INSTALLS = /\bpip[0-9.]*\s+(?:-\S+\s+)*install\b|-m\s+pip\b|\bgo\s+(?:build|install|mod|get)\b/;

export const CHOICE_RULE =
  'each text once: every file whose text holds a pip install or a go build, install, get or mod; then the others in the order of their sha256 until there are as many as asked for';

/** No file is chosen or left out by what became of it. */
export function chooseFiles(dir: string, atLeast: number): CorpusChoice {
  const files = readdirSync(dir, { recursive: true, encoding: 'utf8' })
    .filter((name) => name.endsWith('.Dockerfile'))
    .map((name): CorpusFile => {
      const bytes = readFileSync(join(dir, name));
      return { name, bytes, digest: sha256(bytes) };
    })
    .toSorted((a, b) => (a.digest < b.digest ? -1 : 1));
  const distinct = files.filter((f, i) => f.digest !== files[i - 1]?.digest);
  const first = distinct.filter((f) => INSTALLS.test(f.bytes.toString('latin1')));
  const rest = distinct.filter((f) => !first.includes(f)).slice(0, Math.max(0, atLeast - first.length));
  return {
    found: files.length,
    setDigest: sha256(files.map((f) => f.digest).join('\n')),
    chosen: [...first, ...rest],
  };
}
