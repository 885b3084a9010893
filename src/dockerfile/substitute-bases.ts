import type { Edit } from '../model/bytes.ts';
import { textToWords, wordsToText } from '../model/bytes.ts';
import { parseDockerfile } from './parse-dockerfile.ts';
import { applyEdits } from './splice.ts';
import { type BuildInputs, readStages } from './stages.ts';

/**
 * Other images in place of those a file names, for builders that know no named contexts. Stage names are left alone.
 * @param images name in the file, variables expanded → image to build on
 */
export function substituteBases(
  dockerfile: Uint8Array,
  inputs: BuildInputs,
  images: Readonly<Record<string, string>>,
): Uint8Array {
  const tree = parseDockerfile(dockerfile);
  const edges = readStages(tree, inputs).stages.flatMap((s) => s.edges.filter((e) => e.kind !== 'mount'));
  const edits = edges.flatMap((edge): Edit[] => {
    const name = edge.source.is === 'image' ? textToWords(edge.source.reference) : undefined;
    const image = name !== undefined && Object.hasOwn(images, name) ? images[name] : undefined;
    return image === undefined ? [] : [{ range: edge.range, text: wordsToText(image) }];
  });
  return applyEdits(tree, edits);
}
