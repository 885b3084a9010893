import { findNeedlessFiles } from '../facts/needless-context.ts';
import type { CopyFacts, SourceFacts } from '../facts/source-facts.ts';
import { message } from '../model/message.ts';
import type { Rule } from './contract.ts';

declare module '../model/message.ts' {
  interface Messages {
    'nothing-ignored': { kinds: readonly string[]; files: number; hasIgnoreFile: boolean };
  }
}

/** In the order they are told. */
const KINDS = '.git .env .venv __pycache__ .pytest_cache *.ipynb *.log .idea tests docs notebooks'.split(' ');

/** The build context carries what no build step needs, and a broad COPY takes it into the image. */
export const nothingIgnored: Rule = {
  id: 'nothing-ignored',
  aliases: [],
  state: 'preview',
  since: '0.1.0',
  about: {
    why: 'Whatever the ignore file lets through is sent to the builder, copied into a layer, and makes the cache miss when it changes: history, environments, secrets, notebooks, logs.',
    whenToIgnore: 'The image is meant to hold its own tests or documents.',
    saving: 'Content bytes of those files in the context after the ignore file; computed.',
  },
  examples: {
    bad: [
      {
        dockerfile: 'FROM python:3.12-slim\nCOPY . /app\nCMD ["python", "/app/app.py"]\n',
        files: { 'app.py': 'print(1)\n', '.git/HEAD': 'ref: refs/heads/main\n', 'logs/old.log': 'x\n' },
      },
    ],
    good: [
      {
        dockerfile: 'FROM python:3.12-slim\nCOPY app.py /app/\nCMD ["python", "/app/app.py"]\n',
        files: { 'app.py': 'print(1)\n', '.git/HEAD': 'ref: refs/heads/main\n' },
      },
      {
        dockerfile: 'FROM python:3.12-slim\nCOPY . /app\nCMD ["python", "/app/app.py"]\n',
        files: { 'app.py': 'import glob\nprint(open("docs/terms.md").read())\n', 'docs/terms.md': 'terms\n' },
      },
    ],
  },
  sources: ['https://docs.docker.com/build/concepts/context/#dockerignore-files'],
  resolvedBy: 'context-trimmed',
  check(facts) {
    const broad = broadCopies(facts)[0];
    if (broad === undefined) return [];
    const found = findNeedlessFiles(facts).filter((f) => f.kind !== undefined);
    if (found.length === 0) return [];
    const kinds = KINDS.filter((kind) => found.some((f) => f.kind === kind));
    const paths = [...new Set(found.flatMap((f) => f.paths))];
    const bytes = paths.reduce((sum, p) => sum + facts.context.bytesOf(p), 0);
    const hasIgnoreFile = facts.files.ignore !== undefined;
    return [
      {
        message: message('nothing-ignored', { kinds, files: paths.length, hasIgnoreFile }),
        place: hasIgnoreFile ? { in: 'ignore-file' } : { in: 'dockerfile', line: broad.line },
        saving: { unit: 'byte', low: bytes, likely: bytes, high: bytes, basis: 'computed' },
        fix: { technique: 'context-trimmed' },
      },
    ];
  },
};

function broadCopies(facts: SourceFacts): readonly (CopyFacts & { line: number })[] {
  return facts.stages
    .flatMap((s) => s.instructions)
    .flatMap((i) => (i.copy ? [{ ...i.copy, line: i.instruction.startLine }] : []))
    .filter((c) => c.wholeContext && c.from === undefined);
}
