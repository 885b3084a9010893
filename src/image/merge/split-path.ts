import type { ByteText } from '../../model/bytes.ts';

const [SLASH, DOT] = [0x2f, 0x2e];

/**
 * Components of a path, the first one last, so that a link's target can be pushed on top of what is still to go. Empty ones and `.`
 * name nothing. Cost: one look at each byte, and a string for each component that is left: `/` a thousand times makes none.
 */
export function splitPath(path: ByteText): ByteText[] {
  const parts: ByteText[] = [];
  let end = path.length;
  for (let i = path.length - 1; i >= -1; i--) {
    if (i >= 0 && path.charCodeAt(i) !== SLASH) continue;
    const start = i + 1;
    const isNothing = start === end || (start + 1 === end && path.charCodeAt(start) === DOT);
    if (!isNothing) parts.push(path.slice(start, end));
    end = i;
  }
  return parts;
}
