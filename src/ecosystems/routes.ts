/** An HTTP route that the source text declares with a literal path. */
export interface Route {
  readonly method: string;
  readonly path: string;
  readonly file: string;
  /** 1-based. */
  readonly line: number;
}

const METHODS = 'get|post|put|patch|delete|head|options';

const PYTHON = new RegExp(
  `@\\w+(?:\\.\\w+)?\\.(${METHODS}|route|api_route|websocket)\\(\\s*(?:path\\s*=\\s*)?["']([^"'\\n]{1,200})["']([^\\n]{0,200})`,
  'i',
);
const GO_PLAIN = new RegExp(`\\.(HandleFunc|Handle|${METHODS})\\(\\s*"([^"\\n]{1,200})"([^\\n]{0,300})`, 'i');

/** Decorators of FastAPI, Flask, Starlette and their like. Computed paths are not seen. Cost: one regular expression a line. */
export function readPythonRoutes(file: string, text: string): readonly Route[] {
  return readLines(file, text, PYTHON, (verb, path, rest) => {
    if (verb === 'websocket') return [];
    if (verb !== 'route' && verb !== 'api_route') return [{ method: verb.toUpperCase(), path }];
    const listed = /methods\s*=\s*[[({]([^\])}]*)/.exec(rest)?.[1];
    const methods = [...(listed ?? '"GET"').matchAll(/["'](\w+)["']/g)].map((m) => (m[1] ?? 'GET').toUpperCase());
    return methods.map((method) => ({ method, path }));
  });
}

/** net/http (`HandleFunc("GET /x")`), gorilla/mux, chi, gin, echo, fiber. */
export function readGoRoutes(file: string, text: string): readonly Route[] {
  return readLines(file, text, GO_PLAIN, (verb, literal, rest) => {
    const own = /^([A-Z]+) (\/.*)$/.exec(literal);
    if (own) return [{ method: own[1] ?? 'GET', path: own[2] ?? '/' }];
    if (!literal.startsWith('/')) return [];
    if (verb !== 'handle' && verb !== 'handlefunc') return [{ method: verb.toUpperCase(), path: literal }];
    const listed = /\.Methods\(([^)]*)\)/.exec(rest)?.[1];
    const methods =
      listed === undefined
        ? ['GET']
        : [...listed.matchAll(/"(\w+)"|http\.Method(\w+)/g)].map((m) => (m[1] ?? m[2] ?? 'GET').toUpperCase());
    return methods.map((method) => ({ method, path: literal }));
  });
}

/** A path that can be asked as it stands: no parameter, no wildcard. */
export function isAskable(route: Route): boolean {
  return !/[{}<>:*$]/.test(route.path);
}

type Reader = (verb: string, path: string, rest: string) => readonly { method: string; path: string }[];

function readLines(file: string, text: string, pattern: RegExp, read: Reader): readonly Route[] {
  return text.split('\n').flatMap((content, i) => {
    const found = content.length > 2000 ? null : pattern.exec(content);
    if (found === null || /^\s*(#|\/\/)/.test(content)) return [];
    const routes = read((found[1] ?? '').toLowerCase(), found[2] ?? '', found[3] ?? '');
    return routes.filter((r) => r.path.startsWith('/')).map((r) => ({ ...r, file, line: i + 1 }));
  });
}
