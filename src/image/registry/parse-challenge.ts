/** What a registry asks for before it answers. A scope it names is passed over: what a token is good for is not its to choose. */
export type Challenge =
  | { readonly is: 'basic' }
  | { readonly is: 'bearer'; readonly realm: string; readonly service?: string };

/**
 * The first challenge we can meet of a `WWW-Authenticate` header; Bearer before Basic. Parameters may be quoted and hold commas.
 * @returns undefined where there is none
 */
export function parseChallenge(header: string): Challenge | undefined {
  const schemes = splitSchemes(header);
  for (const { scheme, parameters } of schemes) {
    const realm = parameters.get('realm');
    if (scheme !== 'bearer' || realm === undefined) continue;
    const service = parameters.get('service');
    return { is: 'bearer', realm, ...(service !== undefined && { service }) };
  }
  return schemes.some(({ scheme }) => scheme === 'basic') ? { is: 'basic' } : undefined;
}

interface Scheme {
  readonly scheme: string;
  readonly parameters: Map<string, string>;
}

const TOKEN = /[!#$%&'*+.^_`|~\w-]+/y;
const QUOTED = /"((?:[^"\\]|\\.)*)"/y;

function splitSchemes(header: string): Scheme[] {
  const found: Scheme[] = [];
  let at = 0;
  const skip = (pattern: RegExp) => {
    pattern.lastIndex = at;
    at += pattern.exec(header)?.[0].length ?? 0;
  };
  const take = (pattern: RegExp): string | undefined => {
    pattern.lastIndex = at;
    const match = pattern.exec(header);
    if (match === null) return undefined;
    at += match[0].length;
    return match[1] ?? match[0];
  };
  for (skip(/[\s,]*/y); at < header.length; skip(/[\s,]*/y)) {
    const word = take(TOKEN);
    if (word === undefined) return found;
    skip(/[ \t]*/y);
    if (header[at] !== '=') {
      found.push({ scheme: word.toLowerCase(), parameters: new Map() });
      continue;
    }
    at += 1;
    skip(/[ \t]*/y);
    const value = header[at] === '"' ? take(QUOTED)?.replace(/\\(.)/g, '$1') : take(TOKEN);
    if (value === undefined) return found;
    found.at(-1)?.parameters.set(word.toLowerCase(), value);
  }
  return found;
}
