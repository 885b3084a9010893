import { projectText } from '../../src/facts/read-project-text.ts';
import { readSourceFacts } from '../../src/facts/read-source-facts.ts';
import type { SourceFacts } from '../../src/facts/source-facts.ts';
import { bytesToText, textToBytes, wordsToText } from '../../src/model/bytes.ts';
import { applyTechnique } from '../../src/techniques/apply-technique.ts';
import type { Technique } from '../../src/techniques/contract.ts';

/** Facts of a project held in memory. Files may be given with or without content; ignored ones are listed in `ignored`. */
export function factsOf(
  dockerfile: string,
  files: Readonly<Record<string, string>> = {},
  more: { ignore?: string; cacheMounts?: boolean; target?: string } = {},
): SourceFacts {
  const paths = Object.keys(files);
  const context = { paths, bytes: 0, bytesOf: (path: string) => files[path]?.length ?? 0 };
  return readSourceFacts(
    {
      dockerfile: textToBytes(wordsToText(dockerfile)),
      ignore: more.ignore === undefined ? undefined : textToBytes(wordsToText(more.ignore)),
    },
    { target: more.target },
    context,
    projectText(paths, new Map(Object.entries(files))),
    more.cacheMounts ?? true,
  );
}

/** The Dockerfile after a technique, and proof that a second run finds nothing to do. */
export function applied(
  technique: Technique,
  facts: SourceFacts,
): { dockerfile: string; ignore: string | undefined; again: number } {
  const result = applyTechnique(facts, technique.edit(facts));
  const next = readSourceFacts(result, {}, facts.context, facts.project, facts.cacheMounts);
  return {
    dockerfile: bytesToText(result.dockerfile),
    ignore: result.ignore === undefined ? undefined : bytesToText(result.ignore),
    again: technique.applies(next).is === 'yes' ? technique.edit(next).dockerfile.length : 0,
  };
}
