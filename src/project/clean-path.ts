import type { ByteText } from '../model/bytes.ts';

/** Shortest spelling of a path: no `.`, no doubled or trailing slash, `..` resolved as far as it goes. */
export function cleanPath(path: ByteText): ByteText {
  const rooted = path.startsWith('/');
  const kept: ByteText[] = [];
  for (const name of path.split('/')) {
    if (name === '' || name === '.') continue;
    if (name !== '..') kept.push(name);
    else if (kept.length > 0 && kept.at(-1) !== '..') kept.pop();
    else if (!rooted) kept.push(name);
  }
  const joined = kept.join('/');
  if (rooted) return `/${joined}`;
  return joined === '' ? '.' : joined;
}

const SPACE_AT = /[\t\n\v\f\r ]|\xc2[\x85\xa0]|\xe1\x9a\x80|\xe2\x80[\x80-\x8a\xa8\xa9\xaf]|\xe2\x81\x9f|\xe3\x80\x80/y;

/** Takes Unicode white space off both ends; the platform's `trim` has another list. Linear: no pattern is tried from every place. */
export function trimSpace(text: ByteText): ByteText {
  let start = 0;
  for (let length = spaceLength(text, start); length > 0; length = spaceLength(text, start)) start += length;
  let end = text.length;
  for (let length = spaceLengthBefore(text, end); length > 0 && end > start; length = spaceLengthBefore(text, end)) {
    end -= length;
  }
  return text.slice(start, Math.max(end, start));
}

function spaceLength(text: ByteText, at: number): number {
  SPACE_AT.lastIndex = at;
  return SPACE_AT.exec(text)?.[0].length ?? 0;
}

function spaceLengthBefore(text: ByteText, end: number): number {
  for (const length of [1, 2, 3])
    if (end >= length && spaceLength(text.slice(end - length, end), 0) === length) return length;
  return 0;
}
