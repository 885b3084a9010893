const ESCAPES = /\x1b(?:\[[0-9;:?<=>!]{0,40}[ -/]{0,4}[@-~]|\][^\x07\x1b]{0,400}(?:\x07|\x1b\\)?|[ -/]{0,4}[0-~])/g;
const CONTROLS = /[\x00-\x08\x0b-\x1f\x7f\u0080-\u009f\u2028\u2029\u202a-\u202e\u2066-\u2069]/g;
const MAX_CHARS = 2000;

/**
 * One line of a program's output as it may be shown and kept: what a progress bar overwrote, colours and terminal commands are gone, and its
 * length is bounded.
 */
export function plainLine(line: string): string {
  const settled = line.replace(/\r+$/, '');
  const shown = settled.slice(settled.lastIndexOf('\r') + 1);
  const plain = shown.replace(ESCAPES, '').replace(CONTROLS, '').trimEnd();
  return plain.length > MAX_CHARS ? `${plain.slice(0, MAX_CHARS)}…` : plain;
}
