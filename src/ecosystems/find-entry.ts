import type { ProjectText } from './contract.ts';

/**
 * The source file a developer is likeliest to edit: the module that the start command names, or the main package that is
 * compiled; where neither is told, the source nearest the root. @returns a context path; undefined where there is no source
 */
export function findEntry(
  start: readonly string[],
  workdir: string,
  project: ProjectText,
  compiled: string | undefined,
): string | undefined {
  if (compiled !== undefined) return findMainPackage(compiled, project);
  const candidates = start.flatMap((word, i) => candidatesOf(word, start[i - 1], workdir));
  return (
    candidates.find((path) => project.paths.includes(path)) ?? bySuffix(candidates, project) ?? likeliestSource(project)
  );
}

/** `main.py`, `-m pkg.mod`, `pkg.mod:app`, `/app/main.py`. */
function candidatesOf(word: string, before: string | undefined, workdir: string): string[] {
  if (before === '-m') return [`${word.replaceAll('.', '/')}.py`, `${word.replaceAll('.', '/')}/__main__.py`];
  const module = /^([A-Za-z_][\w.]*):[A-Za-z_]\w*(\(\))?$/.exec(word)?.[1];
  if (module !== undefined) return [`${module.replaceAll('.', '/')}.py`, `${module.replaceAll('.', '/')}/__init__.py`];
  if (!/\.(py|js|mjs|cjs|ts|rb|php|sh)$/.test(word)) return [];
  const path = word.replace(/^\.\//, '');
  return path.startsWith(`${workdir}/`) ? [path.slice(workdir.length + 1)] : [path.replace(/^\//, '')];
}

function likeliestSource(project: ProjectText): string | undefined {
  const sources = project.paths.filter(
    (p) =>
      /\.(py|go|js|mjs|cjs|ts|rb|php|java|rs)$/.test(p) &&
      !/(^|\/)(tests?|docs|scripts|examples)\/|_test\.|(^|\/)(test_|conftest|setup\.py)/.test(p),
  );
  const depth = (path: string) => path.split('/').length;
  return sources.toSorted((a, b) => depth(a) - depth(b) || (a < b ? -1 : 1))[0];
}

/** Sources may lie in a folder (`src/`) that a COPY flattens. */
function bySuffix(candidates: readonly string[], project: ProjectText): string | undefined {
  return project.paths.find((p) => candidates.some((c) => p.endsWith(`/${c}`)));
}

function findMainPackage(compiled: string, project: ProjectText): string | undefined {
  const folder = compiled.replace(/^\.\/?/, '').replace(/\/$/, '');
  if (folder.endsWith('.go')) return folder;
  const prefix = folder === '' || folder === '..' || folder === '...' ? '' : `${folder}/`;
  const sources = project.paths.filter(
    (p) =>
      p.startsWith(prefix) && !p.slice(prefix.length).includes('/') && p.endsWith('.go') && !p.endsWith('_test.go'),
  );
  return (
    sources.find((p) => p.endsWith('main.go')) ??
    sources.find((p) => /^func main\(\)/m.test(project.text(p) ?? '')) ??
    sources[0]
  );
}
