/** Lines of a Dockerfile: the first one given is line 1. */
export function text(...lines: readonly string[]): string {
  return lines.map((line) => `${line}\n`).join('');
}

/** The same with the line ends of Windows. */
export function textCrLf(...lines: readonly string[]): string {
  return text(...lines).replaceAll('\n', '\r\n');
}
