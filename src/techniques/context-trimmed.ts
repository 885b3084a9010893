import type { SourceFacts } from '../facts/source-facts.ts';
import { bytesToText, textToBytes } from '../model/bytes.ts';
import { message } from '../model/message.ts';
import { type Applies, NO_EDIT, type Technique, type TechniqueEdit, YES } from './contract.ts';

declare module '../model/message.ts' {
  interface Messages {
    'context-holds-nothing-to-ignore': Record<string, never>;
  }
}

/** What a running program has no use for, in Docker's own pattern language: `*.log` alone would match the root only (T20). */
const CANDIDATES: readonly { readonly pattern: string; readonly matches: RegExp }[] = [
  { pattern: '**/.git', matches: /(^|\/)\.git(\/|$)/ },
  { pattern: '**/.gitignore', matches: /(^|\/)\.gitignore$/ },
  { pattern: '**/.gitattributes', matches: /(^|\/)\.gitattributes$/ },
  { pattern: '.github', matches: /^\.github\// },
  { pattern: '**/.DS_Store', matches: /(^|\/)\.DS_Store$/ },
  { pattern: '**/.idea', matches: /(^|\/)\.idea\// },
  { pattern: '**/.vscode', matches: /(^|\/)\.vscode\// },
  { pattern: '**/__pycache__', matches: /(^|\/)__pycache__\// },
  { pattern: '**/*.py[cod]', matches: /\.py[cod]$/ },
  { pattern: '**/.venv', matches: /(^|\/)\.venv\// },
  { pattern: '**/venv', matches: /(^|\/)venv\/pyvenv\.cfg$/ },
  { pattern: '**/.pytest_cache', matches: /(^|\/)\.pytest_cache\// },
  { pattern: '**/.mypy_cache', matches: /(^|\/)\.mypy_cache\// },
  { pattern: '**/.ruff_cache', matches: /(^|\/)\.ruff_cache\// },
  { pattern: '**/.ipynb_checkpoints', matches: /(^|\/)\.ipynb_checkpoints\// },
  { pattern: '**/*.ipynb', matches: /\.ipynb$/ },
  { pattern: '**/.coverage', matches: /(^|\/)\.coverage$/ },
  { pattern: '**/htmlcov', matches: /(^|\/)htmlcov\// },
  { pattern: '**/*.log', matches: /\.log$/ },
  { pattern: '**/.env', matches: /(^|\/)\.env$/ },
  { pattern: '**/.env.*', matches: /(^|\/)\.env\.[^/]+$/ },
  { pattern: '**/*_test.go', matches: /_test\.go$/ },
  { pattern: '**/Dockerfile*', matches: /(^|\/)Dockerfile[^/]*$/ },
  { pattern: '**/.dockerignore', matches: /(^|\/)\.dockerignore$/ },
  { pattern: '**/compose*.y*ml', matches: /(^|\/)compose[^/]*\.ya?ml$/ },
  { pattern: '**/docker-compose*.y*ml', matches: /(^|\/)docker-compose[^/]*\.ya?ml$/ },
  { pattern: 'plimsoll.yaml', matches: /^plimsoll\.yaml$/ },
  { pattern: 'README*', matches: /^README[^/]*$/ },
  { pattern: 'tests', matches: /^tests\// },
  { pattern: 'docs', matches: /^docs\// },
  { pattern: 'notebooks', matches: /^notebooks\// },
];

/** Files no build step and no running program reads stay out of the build context: a smaller COPY, and a cache that holds. */
export const contextTrimmed = {
  id: 'context-trimmed',
  group: 'trunk',
  after: [],
  serves: ['R01'],
  applies,
  edit,
} satisfies Technique;

function applies(facts: SourceFacts): Applies {
  return newPatterns(facts).length === 0 ? { is: 'no', because: message('context-holds-nothing-to-ignore', {}) } : YES;
}

function edit(facts: SourceFacts): TechniqueEdit {
  const patterns = newPatterns(facts);
  if (patterns.length === 0) return NO_EDIT;
  const before = facts.files.ignore === undefined ? '' : bytesToText(facts.files.ignore);
  const newline = before.includes('\r\n') ? '\r\n' : '\n';
  const joint = before === '' || before.endsWith('\n') ? '' : newline;
  return { dockerfile: [], ignore: textToBytes(before + joint + patterns.map((p) => p + newline).join('')) };
}

/** Only what is there, only where a COPY brings whole folders, and nothing that any text of the build or the program names. */
function newPatterns(facts: SourceFacts): readonly string[] {
  const copies = facts.stages
    .flatMap((s) => s.instructions)
    .flatMap((i) => (i.copy && i.copy.from === undefined ? [i.copy] : []));
  if (!copies.some((c) => c.wholeContext || c.sources.some((s) => s.endsWith('/') || !s.includes('.')))) return [];
  const named = copies
    .flatMap((c) => c.sources.map((s) => s.replace(/^\.?\//, '').replace(/\/$/, '')))
    .filter((s) => s !== '' && s !== '.');
  return CANDIDATES.filter(({ matches }) => {
    const hits = facts.context.paths.filter((p) => matches.test(p));
    return hits.length > 0 && !hits.some((p) => isNamed(p, named) || isRead(p, facts));
  }).map((c) => c.pattern);
}

/** An explicit COPY of an ignored path fails the build (T66). */
function isNamed(path: string, sources: readonly string[]): boolean {
  return sources.some((s) => path === s || path.startsWith(`${s}/`) || s.startsWith(`${path}/`) || s.includes('*'));
}

/** Its top name stands in a RUN, in the start command or in a program text as a word of its own. */
function isRead(path: string, facts: SourceFacts): boolean {
  const name = path.split('/')[0] ?? path;
  if (name.startsWith('.git') || name === 'plimsoll.yaml') return false;
  return facts.mentions(name);
}
