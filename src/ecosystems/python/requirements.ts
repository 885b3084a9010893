/** One line of a requirements file that asks for something. */
export type RequirementLine =
  | {
      readonly is: 'package';
      readonly line: number;
      readonly name: string;
      readonly specifier: string;
      readonly pinned: boolean;
    }
  | { readonly is: 'include' | 'constraint'; readonly line: number; readonly path: string }
  /** A path, an editable or a URL: the install needs more than this file. */
  | { readonly is: 'local' | 'url'; readonly line: number; readonly text: string };

/** `file:` is a place of the image or of the project. */
const ADDRESS = /^(?!file:)(?:[a-z][a-z+]*:\/\/|git@)/i;

const NAME = /^([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\s*(\[[^\]]*\])?\s*([^;]*)/;

/**
 * Reads a requirements file: comments (also after a requirement: `six==1.16.0 # why`), continuation lines, hashes, markers.
 * Claims in comments are not trusted (T08). @see pip's "Requirements File Format"
 */
export function readRequirements(text: string): readonly RequirementLine[] {
  const found: RequirementLine[] = [];
  for (const { line, text: logical } of joinContinuations(text)) {
    const asked = logical.replace(/(^|\s)#.*$/, '').trim();
    const read = asked === '' ? undefined : readLine(asked, line);
    if (read) found.push(read);
  }
  return found;
}

function joinContinuations(text: string): { line: number; text: string }[] {
  const joined: { line: number; text: string }[] = [];
  let open: { line: number; text: string } | undefined;
  for (const [i, raw] of text.split(/\r?\n/).entries()) {
    const current = open ?? { line: i + 1, text: '' };
    const goesOn = raw.endsWith('\\');
    current.text += goesOn ? `${raw.slice(0, -1)} ` : raw;
    if (goesOn) open = current;
    else {
      joined.push(current);
      open = undefined;
    }
  }
  if (open) joined.push(open);
  return joined;
}

function readLine(asked: string, line: number): RequirementLine | undefined {
  const option = /^(-r|--requirement|-c|--constraint|-e|--editable)(?:\s+|=)?(.+)$/.exec(asked);
  if (option) {
    const [, flag = '', value = ''] = option;
    if (flag === '-e' || flag === '--editable') return { is: 'local', line, text: value.trim() };
    return { is: flag === '-r' || flag === '--requirement' ? 'include' : 'constraint', line, path: value.trim() };
  }
  const found = /^(?:-f|--find-links)(?:\s+|=)?(.+)$/.exec(asked)?.[1]?.trim();
  // A missing folder of packages is a warning only.
  if (found !== undefined && !ADDRESS.test(found)) return { is: 'local', line, text: found };
  if (asked.startsWith('-')) return undefined;
  const placed = readPlaced(asked, line);
  if (placed !== undefined) return placed;
  const parts = NAME.exec(asked);
  if (parts === null) return undefined;
  const specifier = (parts[3] ?? '').replace(/\s--hash=\S+/g, '').trim();
  return {
    is: 'package',
    line,
    name: normalizeName(parts[1] ?? ''),
    specifier,
    pinned: /^===?\s*[^*]+$/.test(specifier),
  };
}

/** Undefined for a name that the index is asked for. */
function readPlaced(asked: string, line: number): RequirementLine | undefined {
  const target = /^[^\s@;]+\s*@\s*(.+)$/.exec(asked)?.[1] ?? asked;
  if (ADDRESS.test(asked) || ADDRESS.test(target)) return { is: 'url', line, text: asked };
  // No name of a package holds a slash.
  const path = /^[^\s;]+/.exec(target)?.[0] ?? target;
  const isPlace = target !== asked || path.includes('/') || /^(\.|file:)|\.(whl|zip|tar\.gz)$/i.test(path);
  return isPlace ? { is: 'local', line, text: path } : undefined;
}

/** PEP 503. */
export function normalizeName(name: string): string {
  return name.replace(/[-_.]+/g, '-').toLowerCase();
}
