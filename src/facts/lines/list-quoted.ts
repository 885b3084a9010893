/** The strings of a list as Go or JSON writes it, from the first quote on, as they stand between their quotes: `["a" "b"]`, `["a", "b"]`. */
export function listQuoted(text: string): readonly string[] {
  const words: string[] = [];
  for (let at = text.indexOf('"'); at >= 0 && text[at] === '"'; ) {
    let end = at + 1;
    while (end < text.length && text[end] !== '"') end += text[end] === '\\' ? 2 : 1;
    words.push(text.slice(at + 1, end));
    at = end + 1;
    while (text[at] === ' ' || text[at] === ',') at += 1;
  }
  return words;
}
