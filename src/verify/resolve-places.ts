import type { PlaceResolver } from './ports.ts';

/** A route as an ecosystem read it from the source. */
export interface KnownRoute {
  readonly method: string;
  readonly path: string;
  readonly file?: string | undefined;
  readonly line?: number | undefined;
}

/** Where programs keep what others wrote. */
const FOREIGN = [
  '/site-packages/',
  '/dist-packages/',
  '/node_modules/',
  '/usr/lib/',
  '/usr/local/lib/',
  '/go/pkg/mod/',
];

/**
 * @param files the project's files, relative, with `/` @param routes what the ecosystems found
 * @returns places by the longest tail of a container path that is a file of the project, since `COPY` may have put it anywhere
 */
export function resolvePlaces(files: Iterable<string>, routes: readonly KnownRoute[]): PlaceResolver {
  const own = new Set(files);
  return {
    locateFile(containerPath) {
      if (FOREIGN.some((part) => containerPath.includes(part))) return undefined;
      const parts = containerPath.split('/').filter((part) => part !== '' && part !== '.');
      if (parts.length > 64) return undefined;
      for (let i = 0; i < parts.length; i++) {
        const tail = parts.slice(i).join('/');
        if (own.has(tail)) return tail;
      }
      return undefined;
    },
    locateRoute(path) {
      const asked = path.split('?')[0] ?? path;
      const route = routes.find((r) => r.file !== undefined && matchesRoute(r.path, asked));
      return route?.file === undefined ? undefined : { file: route.file, line: route.line };
    },
  };
}

/** @param template a path that may hold parameters: `{id}`, `<int:id>`, `:id`, `*` */
export function matchesRoute(template: string, path: string): boolean {
  const wanted = template.split('/');
  const given = (path.split('?')[0] ?? '').split('/');
  if (wanted.length !== given.length) return false;
  return wanted.every((part, i) => part === given[i] || (isParameter(part) && (given[i] ?? '') !== ''));
}

export function isParameter(part: string): boolean {
  return /[{}<>*]|^:/.test(part);
}
