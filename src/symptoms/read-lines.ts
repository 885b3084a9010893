/** One line of a log without what engines, log drivers and loggers put in front of it. */
export interface LogLine {
  /** 1-based, in the text that was read. */
  readonly number: number;
  /** For the patterns: quotes are ASCII, a carriage return inside a name is spelled `\r`. */
  readonly text: string;
  /** As it was written, without colours. */
  readonly shown: string;
  /** The build step or the service that wrote it: `#12`, `web-1`, or nothing. */
  readonly origin: string;
  /** It says itself that it is no failure, or quotes one: a warning, a retry, the outcome of a test. */
  readonly isMuted: boolean;
}

const LINE_LENGTH = 1_000;

const COLOURS = /\u001b\[[0-9;:?]{0,40}[A-Za-z]|\u001b\][^\u0007\u001b]{0,200}(?:\u0007|\u001b\\)/g;

/** Each is taken off at most once a round. */
const PREFIXES: readonly RegExp[] = [
  /^\[?\d{4}-\d\d-\d\d[T ]\d\d:\d\d:\d\d(?:[.,]\d{1,9})?(?: ?(?:Z|UTC|[+-]\d\d:?\d\d))?\]?(?: - |\s|$)/,
  /^\d{4}\/\d\d\/\d\d \d\d:\d\d:\d\d(?:\.\d{1,9})? /,
  /^std(?:out|err) [FP] /,
  /^\[pod\/[^\]\s]{1,200}\] /,
  /^##\[error\]/,
  // An event of Kubernetes: its type says nothing of how bad it is.
  /^ {0,8}(?:Warning|Normal) {1,8}[A-Z]\w{2,40} {1,20}\S{1,20}(?: \(x\d{1,6} over \w{1,12}\))? {1,20}[\w-]{1,60} {1,20}/,
  /^\[\d{1,7}\] (?=\[?[A-Z]{4,8}\b)/,
  /^\[?(?:ERROR|FATAL|CRITICAL)\]?:?\s{1,8}(?=\S)/,
];

const SERVICE = /^([A-Za-z][\w.@-]{0,80}) {0,60}\| /;
const STEP = /^#(\d{1,5}) (?:\d{1,6}\.\d{1,3} )?/;
/** The failing step once more, at the end of a BuildKit log. */
const STEP_TIME = /^\d{1,6}\.\d{2,3} /;
const MARGIN = /^[\s|+\u2502\u2570\u2500]{1,80}(?:> )?/;
const MSG = /^time="[^"]{0,60}" level=(?:error|fatal) msg="((?:[^"\\]|\\.){1,900})"/;

const LEVEL =
  /^(?:\[?(?:warn(?:ing)?|debug|info|notice|trace|verbose)\]?\s{0,3}[:\]\s-]|W:|npm (?:warn|notice)|> ?\[internal\]|DEPRECATED|DeprecationWarning)|level=(?:warn(?:ing)?|info|debug|trace)\b|"level": ?"(?:warn(?:ing)?|info|debug|trace)"/i;
const LEVEL_INSIDE = /^.{0,80}?(?:[\s[|-]|^)(?:WARN(?:ING)?|INFO|DEBUG|TRACE)(?:[\s\]|:-]|$)/;
const WENT_ON =
  /\b(?:retry(?:ing)?|retried|will try again|trying again|attempt \d|ignor(?:ed|ing)|skipp(?:ed|ing)|falling back|fallback|fell back|recovered|recovering|handled|caught|(?<!before )continuing|carrying on|non-fatal|not fatal|harmless|as expected|simulated|for example)\b|\be\.g\. /i;
const TESTED =
  /^(?:not ok|ok) \d|^(?:---|===) |^[\u2713\u2714\u2717\u2718\u25cf\u25cb\u2715]|\bPASS(?:ED)?\b|^FAIL(?:ED)?\b|::test_|_test\.\w{1,4}:\d|^E {2,}|^(?:it|test|describe|expect)\(|\b(?:assert|expect)\w{0,20}\(|\b(?:AssertionError|ComparisonFailure)\b|^test \S{1,200} \.\.\. /;
/** What a logger says above the stack of an exception that it caught. */
const CAUGHT = new RegExp(`${WENT_ON.source}|^(?:WARNING|DEBUG):[\\w.]{1,80}:| - (?:WARNING|DEBUG) - `, 'i');
const STACK_HEAD = 'Traceback (most recent call last):';

/** @param log decoded text; its last part is enough @returns its lines, empty ones left out. Linear in the text. */
export function readLines(log: string): readonly LogLine[] {
  const lines: LogLine[] = [];
  let number = 0;
  let isStackMuted = false;
  for (const raw of log.split('\n')) {
    number++;
    const shown = showLine(raw.slice(0, LINE_LENGTH));
    if (shown.trim() === '') continue;
    const { text, origin, isIndented } = readLine(shown);
    // A stack that is told as a warning was caught: the exception in its last line killed nothing.
    if (text.includes(STACK_HEAD)) isStackMuted = LEVEL.test(text) || CAUGHT.test(lines.at(-1)?.text ?? '');
    const isMuted = isStackMuted || isMutedText(text);
    lines.push({ number, text, shown: shown.trim(), origin, isMuted });
    if (isStackMuted && !isIndented && !text.includes(STACK_HEAD)) isStackMuted = false;
  }
  return lines;
}

function showLine(raw: string): string {
  const plain = (raw.includes('\u001b') ? raw.replace(COLOURS, '') : raw).replace(/\r+$/, '');
  const at = plain.lastIndexOf('\r');
  if (at < 0) return plain;
  // A progress bar writes over itself; a carriage return in front of a quote or a colon is part of a name.
  return /[\w./-]\r['":\u2019]/.test(plain) ? plain.replaceAll('\r', '\\r') : plain.slice(at + 1);
}

function readLine(shown: string): { readonly text: string; readonly origin: string; readonly isIndented: boolean } {
  let text = shown;
  let origin = '';
  let isIndented = false;
  for (let round = 0; round < 3; round++) {
    const before = text;
    const service = SERVICE.exec(text);
    const step = service === null ? STEP.exec(text) : null;
    if (service !== null) origin = service[1] ?? '';
    if (step !== null) origin = `#${step[1]}`;
    text = text.slice((service ?? step)?.[0].length ?? 0);
    if (step === null && origin === '') text = text.replace(STEP_TIME, '');
    for (const prefix of PREFIXES) text = text.replace(prefix, '');
    if (text === before) break;
  }
  isIndented = /^\s/.test(text);
  text = text.replace(MARGIN, '').replace(MSG, (_, said: string) => said.replaceAll('\\"', '"'));
  text = text
    .replace(/^\[?(?:ERROR|FATAL|CRITICAL)\]?:?\s{1,8}(?=\S)/, '')
    .replace(/[\u2018\u2019\u201b`\u00b4]/g, "'")
    .replace(/[\u201c\u201d]/g, '"')
    // What docker inspect and structured logs quote.
    .replaceAll('\\"', '"');
  return { text: text.trim(), origin, isIndented };
}

function isMutedText(text: string): boolean {
  return LEVEL.test(text) || LEVEL_INSIDE.test(text) || WENT_ON.test(text) || TESTED.test(text);
}
