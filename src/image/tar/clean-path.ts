import type { ByteText } from '../../model/bytes.ts';

/**
 * A name as the engine places it below the root: `.`, `..`, doubled, leading and trailing slashes resolved as text before any
 * symlink is looked at; `..` cannot leave the root. The root itself is ''.
 */
export function cleanPath(name: ByteText): ByteText {
  if (isClean(name)) return name;
  const parts: string[] = [];
  for (const part of name.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts.join('/');
}

/** The common case without splitting: no empty, `.` or `..` component. */
function isClean(name: string): boolean {
  let start = 0;
  while (start <= name.length) {
    const slash = name.indexOf('/', start);
    const end = slash < 0 ? name.length : slash;
    if (end === start) return name === '';
    if (name.charCodeAt(start) === 0x2e && isDots(name, start, end)) return false;
    if (slash < 0) return true;
    start = slash + 1;
  }
  return false;
}

function isDots(name: string, start: number, end: number): boolean {
  return end - start === 1 || (end - start === 2 && name.charCodeAt(start + 1) === 0x2e);
}
