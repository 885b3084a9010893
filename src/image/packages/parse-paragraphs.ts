import { linesOf } from './lines-of.ts';

/** Fields of one paragraph by their lower-case name. The first of two equal names counts. */
export type Paragraph = ReadonlyMap<string, string>;

const BLANK = /^[ \t]*\r?$/;

/**
 * Paragraphs of `Name: value` lines, parted by empty lines, as dpkg, Python metadata and jar manifests have them. What is no such line is
 * passed over, and so is what a value has on further lines: no wanted one has any.
 * @param wanted names in lower case; no others are kept. Cost: linear. Memory: one paragraph's wanted fields.
 */
export function* parseParagraphs(text: string, wanted: ReadonlySet<string>): Generator<Paragraph> {
  let fields = new Map<string, string>();
  for (const line of linesOf(text)) {
    if (!BLANK.test(line)) addField(fields, line, wanted);
    else if (fields.size > 0) {
      yield fields;
      fields = new Map();
    }
  }
  if (fields.size > 0) yield fields;
}

/** The first of them, without looking at what may be a long description. */
export function parseFirstParagraph(text: string, wanted: ReadonlySet<string>): Paragraph | undefined {
  const fields = new Map<string, string>();
  let hasBegun = false;
  for (const line of linesOf(text)) {
    if (!BLANK.test(line)) {
      hasBegun = true;
      addField(fields, line, wanted);
    } else if (hasBegun) break;
  }
  return fields.size > 0 ? fields : undefined;
}

function addField(fields: Map<string, string>, line: string, wanted: ReadonlySet<string>): void {
  const colon = line.indexOf(':');
  if (colon <= 0 || line[0] === ' ' || line[0] === '\t') return;
  const name = line.slice(0, Math.min(colon, MOST_NAME)).toLowerCase();
  if (wanted.has(name) && !fields.has(name)) fields.set(name, line.slice(colon + 1).trim());
}

/** No wanted name is so long. */
const MOST_NAME = 64;
