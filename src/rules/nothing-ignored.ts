import type { CopyFacts, SourceFacts } from '../facts/source-facts.ts';
import { message } from '../model/message.ts';
import type { Rule } from './contract.ts';

declare module '../model/message.ts' {
  interface Messages {
    'nothing-ignored': { kinds: readonly string[]; files: number; hasIgnoreFile: boolean };
  }
}

/** What no build step and no running program reads, wherever in the tree it stands. */
const NEEDLESS: readonly (readonly [kind: string, matches: RegExp])[] = [
  ['.git', /(^|\/)\.git\//],
  ['.env', /(^|\/)\.env(\.[^/]+)?$/],
  ['.venv', /(^|\/)\.venv\//],
  ['__pycache__', /(^|\/)__pycache__\/|\.py[cod]$/],
  ['.pytest_cache', /(^|\/)\.(pytest|mypy|ruff)_cache\//],
  ['*.ipynb', /\.ipynb$/],
  ['*.log', /\.log$/],
  ['.idea', /(^|\/)\.(idea|vscode)\//],
  ['tests', /^tests\/|_test\.go$/],
  ['docs', /^docs\//],
  ['notebooks', /^notebooks\//],
];

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
    const found = NEEDLESS.map(([kind, matches]) => ({ kind, paths: needlessPaths(matches, facts) })).filter(
      (f) => f.paths.length > 0,
    );
    if (found.length === 0) return [];
    const paths = [...new Set(found.flatMap((f) => f.paths))];
    const bytes = paths.reduce((sum, p) => sum + facts.context.bytesOf(p), 0);
    const hasIgnoreFile = facts.files.ignore !== undefined;
    return [
      {
        message: message('nothing-ignored', { kinds: found.map((f) => f.kind), files: paths.length, hasIgnoreFile }),
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

/** All or none of a kind: a pattern cannot tell the file that is read from its neighbour. */
function needlessPaths(matches: RegExp, facts: SourceFacts): readonly string[] {
  const hits = facts.context.paths.filter((p) => matches.test(p));
  const tops = new Set(hits.map((p) => p.split('/')[0] ?? p));
  const named = facts.stages
    .flatMap((s) => s.instructions)
    .flatMap((i) => (i.copy?.from === undefined ? (i.copy?.sources ?? []) : []))
    .map((s) => s.replace(/^\.?\//, '').replace(/\/$/, ''))
    .filter((s) => s !== '' && s !== '.');
  const isCopied = hits.some((p) => named.some((s) => p === s || p.startsWith(`${s}/`) || s.includes('*')));
  const isRead = [...tops].some((top) => !top.startsWith('.git') && facts.mentions(top));
  return isCopied || isRead ? [] : hits;
}
