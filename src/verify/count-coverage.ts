import type { Probe, ProbeSet } from './contract.ts';
import type { Coverage, ProbeExpectation } from './expectation.ts';
import { provesLittle } from './proves-little.ts';
import { isParameter, matchesRoute } from './resolve-places.ts';

/**
 * How much of what is known to be there a green probe touches.
 *
 * @param known routes of the source and of the API's own description, `GET /users/{id}`; configured probes are added
 */
export function countCoverage(set: ProbeSet, probes: readonly ProbeExpectation[], known: readonly string[]): Coverage {
  const green = new Set(probes.filter((p) => p.state === 'green').map((p) => p.probe));
  const routes = [...new Set(known.map((k) => normaliseRoute(k)))].map(splitRoute);
  const asked = set.probes.filter((p) => !provesLittle(p.kind) && p.kind !== 'exit');
  const covers = (route: Route, probe: Probe) =>
    probe.http !== undefined &&
    route.method === probe.http.method.toUpperCase() &&
    matchesRoute(route.path, probe.http.path);
  const own = asked.filter((p) => p.from === 'config' && !routes.some((route) => covers(route, p)));
  const probedRoutes = routes.filter((route) => asked.some((p) => green.has(p.id) && covers(route, p)));
  return {
    probed: probedRoutes.length + own.filter((p) => green.has(p.id)).length,
    known: routes.length + own.length,
  };
}

interface Route {
  readonly method: string;
  readonly path: string;
}

function splitRoute(route: string): Route {
  const space = route.indexOf(' ');
  return { method: route.slice(0, space), path: route.slice(space + 1) };
}

/** The source says `<int:id>`, the API's description `{id}`: one route. */
function normaliseRoute(route: string): string {
  const { method, path } = splitRoute(route);
  const parts = path.split('/').map((part) => (isParameter(part) ? '{}' : part));
  return `${method.toUpperCase()} ${parts.join('/')}`;
}
