import { readMounts } from '../dockerfile/mounts.ts';
import { calledScripts } from '../facts/mentions.ts';
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
  const named = namedSources(facts);
  return CANDIDATES.filter(({ pattern, matches }) => {
    if (pattern === '**/.git' && needsHistory(facts)) return false;
    const hits = facts.context.paths.filter((p) => matches.test(p));
    return hits.length > 0 && !hits.some((p) => named.some((n) => n.test(p)) || isRead(p, facts));
  }).map((c) => c.pattern);
}

/** What COPY, ADD and bind mounts take by name: an explicit COPY of an ignored path fails the build (T66). */
function namedSources(facts: SourceFacts): readonly RegExp[] {
  const placed = facts.stages.flatMap((s) => s.instructions);
  const copied = placed.flatMap((i) => (i.copy && i.copy.from === undefined ? i.copy.sources : []));
  const mounts = placed.flatMap((i) => readMounts(i.instruction)).filter((m) => m.type === 'bind' && !m.from);
  const names = [...copied, ...mounts.flatMap((m) => (m.source === undefined ? [] : [m.source]))]
    .map((s) => s.replace(/^\.?\/+/, '').replace(/\/+$/, ''))
    .filter((s) => s !== '' && s !== '.');
  return names.map(matchSource);
}

/** The source itself, what lies below it, and what lies below whatever a pattern of it takes. */
function matchSource(source: string): RegExp {
  const pattern = source
    .replace(/[.+^${}()|\\]/g, '\\$&')
    .replace(/\*+/g, '[^/]*')
    .replace(/\?/g, '[^/]');
  try {
    return new RegExp(`^${pattern}(/|$)`);
  } catch {
    // A class that means nothing here could mean anything to Docker.
    return /^/;
  }
}

const ASKS_GIT =
  /\bgit\s+(?:-\S+\s+(?:\S+\s+)?)?(?:describe|rev-parse|rev-list|log|show|status|diff|submodule|tag|archive)\b|(?<![\w.-])\.git(?![\w.-])/;
const VERSION_FROM_TAGS = /setuptools[-_]scm|hatch-vcs|versioneer|versioningit|\bpbr\b|dunamai|flit[-_]scm/;

/** A step asks git, itself or through a script of the project, or a package takes its version from tags. */
function needsHistory(facts: SourceFacts): boolean {
  const runs = facts.stages.flatMap((s) => s.instructions).filter((i) => i.run);
  const texts = runs.flatMap(({ instruction: i }) => [i.args.text, ...i.heredocs.map((h) => h.body.text)]);
  const scripts = calledScripts(facts.tree, facts.start ?? [], facts.project.paths);
  if ([...texts, ...scripts.map((p) => facts.project.text(p) ?? '')].some((t) => ASKS_GIT.test(t))) return true;
  const packs = runs.some((i) => i.run?.steps.some((s) => s.ecosystem === 'python' && s.needsSources));
  return (
    packs &&
    ['pyproject.toml', 'setup.cfg', 'setup.py'].some((p) => VERSION_FROM_TAGS.test(facts.project.text(p) ?? ''))
  );
}

/** Its top name stands in a RUN, in the start command or in a program text as a word of its own. */
function isRead(path: string, facts: SourceFacts): boolean {
  const name = path.split('/')[0] ?? path;
  if (name.startsWith('.git') || name === 'plimsoll.yaml') return false;
  return facts.mentions(name);
}
