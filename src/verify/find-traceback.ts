import type { Place } from '../model/verdict.ts';
import type { PlaceResolver } from './ports.ts';

/** The last failure a program wrote with its stack. */
export interface Traceback {
  /** `ValueError: …`, `panic: …`. */
  readonly exception: string;
  /** The frame nearest to the failure that is in the project. */
  readonly place?: Place | undefined;
}

const LINES = 2_000;
const LINE_LENGTH = 1_000;
const EXCEPTION_LENGTH = 300;

/** @param log the last words of a container @returns undefined where there is no stack. Python, Go and Node. Cost: one pass over the last 2000 lines. */
export function findTraceback(log: string, places: Pick<PlaceResolver, 'locateFile'>): Traceback | undefined {
  const lines = log
    .split('\n')
    .slice(-LINES)
    .map((line) => line.slice(0, LINE_LENGTH).replace(/\r$/, ''));
  const found = [findPython(lines, places), findGo(lines, places), findNode(lines, places)].filter(
    (f) => f !== undefined,
  );
  const last = found.toSorted((a, b) => b.line - a.line)[0];
  if (last === undefined) return undefined;
  return { exception: last.exception.slice(0, EXCEPTION_LENGTH), ...(last.place ? { place: last.place } : {}) };
}

interface Found extends Traceback {
  readonly line: number;
}
type Places = Pick<PlaceResolver, 'locateFile'>;

const PYTHON_HEAD = 'Traceback (most recent call last):';

function findPython(lines: readonly string[], places: Places): Found | undefined {
  let found: Found | undefined;
  let inStack = false;
  let place: Place | undefined;
  for (const [line, raw] of lines.entries()) {
    // Exception groups and log prefixes draw their own margin before the stack.
    const margin = raw.indexOf(PYTHON_HEAD);
    if (margin >= 0) {
      inStack = true;
      continue;
    }
    if (!inStack) continue;
    const text = raw.replace(/^[\s+]{0,80}\|\s/, '');
    const frame = /^\s{1,20}File "([^"]{1,500})", line (\d{1,9})/.exec(text);
    if (frame) place = placeOf(frame[1], frame[2], places) ?? place;
    // Frames and their source are indented: what begins at the margin is the exception.
    else if (/^[A-Za-z_][\w.]{0,200}(?::|$)/.test(text)) {
      found = { line, exception: text, ...(place ? { place } : {}) };
      inStack = false;
    }
  }
  return found;
}

function findGo(lines: readonly string[], places: Places): Found | undefined {
  const line = lines.findLastIndex((l) => /\bpanic(?: serving [^ ]{1,100})?: /.test(l) && !l.includes('[recovered]'));
  if (line < 0) return undefined;
  const text = lines[line] ?? '';
  const exception = text.slice(text.search(/\bpanic/));
  for (const frame of lines.slice(line + 1)) {
    const at = /^\s+(\S{1,500}\.go):(\d{1,9})(?: |$)/.exec(frame);
    const place = at && placeOf(at[1], at[2], places);
    if (place) return { line, exception, place };
  }
  return { line, exception };
}

function findNode(lines: readonly string[], places: Places): Found | undefined {
  const last = lines.findLastIndex((l) => NODE_FRAME.test(l));
  if (last < 0) return undefined;
  let first = last;
  while (first > 0 && /^\s+at /.test(lines[first - 1] ?? '')) first--;
  const exception = (lines[first - 1] ?? '').trim();
  for (const frame of lines.slice(first, last + 1)) {
    const at = NODE_FRAME.exec(frame);
    const place = at && placeOf(at[1], at[2], places);
    if (place) return { line: last, exception, place };
  }
  return { line: last, exception };
}

const NODE_FRAME = /^\s+at (?:[^()]{0,200}\()?(?:file:\/\/)?(\/[^():]{1,500}):(\d{1,9}):\d{1,9}\)?$/;

function placeOf(file: string | undefined, line: string | undefined, places: Places): Place | undefined {
  const own = file === undefined ? undefined : places.locateFile(file);
  return own === undefined ? undefined : { file: own, line: Number(line) };
}
