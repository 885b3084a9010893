import type { Cause } from '../model/verdict.ts';
import { explainLine, explainLog } from '../symptoms/explain-log.ts';
import type { Answer } from './answer.ts';
import type { Probe } from './contract.ts';
import { findTraceback } from './find-traceback.ts';
import type { PlaceResolver } from './ports.ts';

/** Evidence, place and cure of a failed answer, as far as the log and the source tell. */
export function explainFault(
  probe: Probe,
  answer: Pick<Answer, 'outcome'> | undefined,
  log: string,
  places: PlaceResolver,
): Omit<Cause, 'message'> {
  const outcome = answer?.outcome;
  if (outcome?.is === 'http') {
    const traceback = outcome.status >= 500 ? findTraceback(log, places) : undefined;
    const place = traceback?.place ?? (probe.http && places.locateRoute(probe.http.path));
    const cure = traceback && explainLine(traceback.exception)?.cure;
    return {
      ...(traceback ? { evidence: traceback.exception } : {}),
      ...(place ? { place } : {}),
      ...(cure ? { cure } : {}),
    };
  }
  if (outcome?.is !== 'died') return {};
  const [known] = explainLog(log, outcome);
  const traceback = findTraceback(log, places);
  const evidence = known?.evidence ?? traceback?.exception ?? lastLine(log).slice(0, 300);
  return {
    ...(evidence === '' ? {} : { evidence }),
    ...(traceback?.place ? { place: traceback.place } : {}),
    ...(known?.cure ? { cure: known.cure } : {}),
  };
}

export function lastLine(text: string): string {
  return text.trimEnd().slice(-2_000).split('\n').at(-1)?.trim() ?? '';
}
