import { readMounts } from '../dockerfile/mounts.ts';
import { calledScripts, commandTexts } from './mentions.ts';
import type { SourceFacts } from './source-facts.ts';

/** One kind of file that a running program has no use for, as the context holds it. */
export interface NeedlessFiles {
  /** In Docker's own pattern language: `*.log` alone would match the root only (T20). */
  readonly pattern: string;
  /** What a person calls it; undefined for what weighs nothing. */
  readonly kind: string | undefined;
  /** Context paths. */
  readonly paths: readonly string[];
}

interface Candidate {
  readonly pattern: string;
  readonly matches: RegExp;
  readonly kind?: string;
  /** Something reads these without naming them. */
  readonly isNeeded?: (facts: SourceFacts) => boolean;
}

const CANDIDATES: readonly Candidate[] = [
  { pattern: '**/.git', matches: /(^|\/)\.git(\/|$)/, kind: '.git', isNeeded: needsHistory },
  { pattern: '**/.gitignore', matches: /(^|\/)\.gitignore$/ },
  { pattern: '**/.gitattributes', matches: /(^|\/)\.gitattributes$/ },
  { pattern: '.github', matches: /^\.github\// },
  { pattern: '**/.DS_Store', matches: /(^|\/)\.DS_Store$/ },
  { pattern: '**/.idea', matches: /(^|\/)\.idea\//, kind: '.idea' },
  { pattern: '**/.vscode', matches: /(^|\/)\.vscode\//, kind: '.idea' },
  { pattern: '**/__pycache__', matches: /(^|\/)__pycache__\//, kind: '__pycache__' },
  { pattern: '**/*.py[cod]', matches: /\.py[cod]$/, kind: '__pycache__' },
  { pattern: '**/.venv', matches: /(^|\/)\.venv\//, kind: '.venv' },
  { pattern: '**/venv', matches: /(^|\/)venv\/pyvenv\.cfg$/ },
  { pattern: '**/.pytest_cache', matches: /(^|\/)\.pytest_cache\//, kind: '.pytest_cache' },
  { pattern: '**/.mypy_cache', matches: /(^|\/)\.mypy_cache\//, kind: '.pytest_cache' },
  { pattern: '**/.ruff_cache', matches: /(^|\/)\.ruff_cache\//, kind: '.pytest_cache' },
  { pattern: '**/.ipynb_checkpoints', matches: /(^|\/)\.ipynb_checkpoints\// },
  { pattern: '**/*.ipynb', matches: /\.ipynb$/, kind: '*.ipynb' },
  { pattern: '**/.coverage', matches: /(^|\/)\.coverage$/ },
  { pattern: '**/htmlcov', matches: /(^|\/)htmlcov\// },
  { pattern: '**/*.log', matches: /\.log$/, kind: '*.log' },
  { pattern: '**/.env', matches: /(^|\/)\.env$/, kind: '.env', isNeeded: loadsDotenv },
  { pattern: '**/.env.*', matches: /(^|\/)\.env\.[^/]+$/, kind: '.env', isNeeded: loadsDotenv },
  { pattern: '**/*_test.go', matches: /_test\.go$/, kind: 'tests', isNeeded: runsTests },
  { pattern: '**/Dockerfile*', matches: /(^|\/)Dockerfile[^/]*$/ },
  { pattern: '**/.dockerignore', matches: /(^|\/)\.dockerignore$/ },
  { pattern: '**/compose*.y*ml', matches: /(^|\/)compose[^/]*\.ya?ml$/ },
  { pattern: '**/docker-compose*.y*ml', matches: /(^|\/)docker-compose[^/]*\.ya?ml$/ },
  { pattern: 'plimsoll.yaml', matches: /^plimsoll\.yaml$/ },
  { pattern: 'README*', matches: /^README[^/]*$/ },
  { pattern: 'tests', matches: /^tests\//, kind: 'tests', isNeeded: runsTests },
  { pattern: 'docs', matches: /^docs\//, kind: 'docs' },
  { pattern: 'notebooks', matches: /^notebooks\//, kind: 'notebooks' },
];

/**
 * Only what is there, only where a COPY brings whole folders, and nothing that any text of the build or the program names or is known to
 * read unnamed. All or none of a kind: a pattern cannot tell the file that is read from its neighbour.
 */
export function findNeedlessFiles(facts: SourceFacts): readonly NeedlessFiles[] {
  const copies = facts.stages
    .flatMap((s) => s.instructions)
    .flatMap((i) => (i.copy && i.copy.from === undefined ? [i.copy] : []));
  if (!copies.some((c) => c.wholeContext || c.sources.some((s) => s.endsWith('/') || !s.includes('.')))) return [];
  const named = [...namedSources(facts), ...includedRequirements(facts)].map(matchSource);
  return CANDIDATES.flatMap(({ pattern, matches, kind, isNeeded }) => {
    const paths = facts.context.paths.filter((p) => matches.test(p));
    if (paths.length === 0 || paths.some((p) => named.some((n) => n.test(p)))) return [];
    const tops = new Set(paths.map((p) => p.split('/')[0] ?? p));
    return [...tops].some((top) => isRead(top, facts)) || isNeeded?.(facts) ? [] : [{ pattern, kind, paths }];
  });
}

/** What COPY, ADD and bind mounts take by name: an explicit COPY of an ignored path fails the build (T66). */
function namedSources(facts: SourceFacts): readonly string[] {
  const placed = facts.stages.flatMap((s) => s.instructions);
  const copied = placed.flatMap((i) => (i.copy && i.copy.from === undefined ? i.copy.sources : []));
  const mounts = placed.flatMap((i) => readMounts(i.instruction)).filter((m) => m.type === 'bind' && !m.from);
  return [...copied, ...mounts.flatMap((m) => (m.source === undefined ? [] : [m.source]))]
    .map((s) => s.replace(/^\.?\/+/, '').replace(/\/+$/, ''))
    .filter((s) => s !== '' && s !== '.');
}

/** What the requirements files of the installs name in turn: other files and folders of the project. */
function includedRequirements(facts: SourceFacts): readonly string[] {
  const steps = facts.stages.flatMap((s) => s.instructions).flatMap((i) => i.run?.steps ?? []);
  const listed = steps.flatMap((s) => s.manifests).map((m) => `/${m.replace(/^\.?\/+/, '')}`);
  const files = new Set(
    facts.context.paths.filter((p) => p.endsWith('.txt') && listed.some((m) => m.endsWith(`/${p}`))),
  );
  const named = new Set<string>();
  for (const file of files) {
    for (const asked of facts.requirements(file) ?? []) {
      if (asked.is === 'package' || asked.is === 'url') continue;
      const path = joinPath(file, 'path' in asked ? asked.path : asked.text);
      if (path !== '') named.add(path);
      if (asked.is !== 'local') files.add(path);
    }
  }
  return [...named];
}

/** Beside a file of the context. */
function joinPath(file: string, path: string): string {
  const parts: string[] = [];
  for (const part of [...file.split('/').slice(0, -1), ...path.split('/')]) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts.join('/');
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

/** A top name that stands in a RUN, in the start command, in a variable or in a program text as a word of its own. */
function isRead(name: string, facts: SourceFacts): boolean {
  if (name.startsWith('.git') || name === 'plimsoll.yaml') return false;
  return facts.mentions(name);
}

const ASKS_GIT =
  /\bgit\s+(?:-\S+\s+(?:\S+\s+)?)?(?:describe|rev-parse|rev-list|log|show|status|diff|submodule|tag|archive)\b|(?<![\w.-])\.git(?![\w.-])/;
const VERSION_FROM_TAGS = /setuptools[-_]scm|hatch-vcs|versioneer|versioningit|\bpbr\b|dunamai|flit[-_]scm/;

/** A step asks git, itself or through a script of the project, or a package takes its version from tags. */
function needsHistory(facts: SourceFacts): boolean {
  if (textsRun(facts).some((t) => ASKS_GIT.test(t))) return true;
  const steps = facts.stages.flatMap((s) => s.instructions).flatMap((i) => i.run?.steps ?? []);
  return (
    steps.some((s) => s.ecosystem === 'python' && s.needsSources) &&
    ['pyproject.toml', 'setup.cfg', 'setup.py'].some((p) => VERSION_FROM_TAGS.test(facts.project.text(p) ?? ''))
  );
}

const DOTENV_LOADER =
  /dotenv|\bread_env\(|\benv_file\b|--env-file\b|\bfrom (?:decouple|environs) import|\bimport (?:decouple|environs)\b|\bhoncho\b|\bpipenv run\b/i;

/** A loader looks for the file by itself: its name need not stand anywhere. */
export function loadsDotenv(facts: SourceFacts): boolean {
  const texts = facts.project.paths.map((p) => facts.project.text(p) ?? '');
  return [...textsRun(facts), ...texts].some((t) => DOTENV_LOADER.test(t));
}

const RUNS_TESTS =
  /\bgo\s+test\b|\b(?:gotestsum|ginkgo|pytest|py\.test|unittest|tox|nox|nosetests)\b|\bmanage\.py\s+test\b|\b(?:make|npm|yarn|pnpm)\s+(?:\S+\s+){0,4}(?:test|check|ci)\b/;

/** The build or the container runs the project's own tests. */
function runsTests(facts: SourceFacts): boolean {
  return textsRun(facts).some((t) => RUNS_TESTS.test(t));
}

/** Commands of the build and of the container, and the scripts of the project that these call. */
function textsRun(facts: SourceFacts): readonly string[] {
  const start = facts.start ?? [];
  const scripts = calledScripts(facts.tree, start, facts.project.paths);
  return [
    start.join(' '),
    ...commandTexts(facts.tree, start),
    ...scripts.map((path) => facts.project.text(path) ?? ''),
  ].map(unquoteList);
}

/** `["python", "-m", "pytest"]` reads as the command it is. */
function unquoteList(text: string): string {
  return text.startsWith('[') ? text.replace(/["',]/g, ' ') : text;
}
