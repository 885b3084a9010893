import type { ProjectText } from '../ecosystems/contract.ts';
import { type Route, readGoRoutes, readPythonRoutes } from '../ecosystems/routes.ts';
import { isProgramText } from './mentions.ts';

/** Names worth reading beside program texts. */
export function isManifest(path: string): boolean {
  return (
    /(^|\/)(requirements[^/]*\.txt|[^/]*requirements\.txt|constraints[^/]*\.txt|go\.(mod|sum|work)|Pipfile|Procfile)$/.test(
      path,
    ) || /(^|\/)requirements\/[^/]+\.txt$/.test(path)
  );
}

export function projectText(paths: readonly string[], texts: ReadonlyMap<string, string>): ProjectText {
  return { paths, text: (path) => texts.get(path) };
}

/** Routes with literal paths in every program text. */
export function readRoutes(project: ProjectText): readonly Route[] {
  return project.paths.filter(isProgramText).flatMap((path) => {
    const text = project.text(path);
    if (text === undefined) return [];
    if (path.endsWith('.py')) return readPythonRoutes(path, text);
    return path.endsWith('.go') ? readGoRoutes(path, text) : [];
  });
}

/** Ports that a program text or the start command speaks of, in order of appearance. */
export function readPortHints(project: ProjectText, start: readonly string[]): readonly number[] {
  const texts = [start.join(' '), ...project.paths.filter(isProgramText).map((p) => project.text(p) ?? '')];
  const found = texts.flatMap((t) =>
    [
      ...t.matchAll(/(?:["'`]:|port["']?\s*[=:,(]\s*(?:int\()?["']?|--port[= ]|-p |PORT["'],\s*["']?|:)(\d{2,5})\b/gi),
    ].map((m) => Number(m[1])),
  );
  return [...new Set(found.filter((p) => p >= 80 && p < 65_536))].slice(0, 8);
}
