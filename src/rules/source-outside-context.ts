import { posix } from 'node:path';
import { textToWords } from '../model/bytes.ts';
import { message } from '../model/message.ts';
import type { Rule } from './contract.ts';
import { RISK } from './estimates.ts';

declare module '../model/message.ts' {
  interface Messages {
    'source-outside-context': { source: string; taken: string };
  }
}

/** COPY or ADD names something above the context. */
export const sourceOutsideContext: Rule = {
  id: 'source-outside-context',
  aliases: [],
  state: 'preview',
  since: '0.1.0',
  about: {
    why: 'A build sees only its context. BuildKit reads a path that climbs above it as one inside, and takes another file of that name or fails; the classic builder refuses.',
    whenToIgnore: 'Never: move the context up, or name a second one with --build-context.',
    saving: 'No bytes: the build fails, or takes another file.',
  },
  examples: {
    bad: [{ dockerfile: 'FROM scratch\nCOPY ../shared /shared\n' }, { dockerfile: 'FROM scratch\nADD a/../../b /b\n' }],
    good: [
      { dockerfile: 'FROM scratch\nCOPY a/../b /b\n', files: { b: '' } },
      { dockerfile: 'FROM scratch AS one\nCOPY a /a\nFROM scratch\nCOPY --from=one ../a /a\n', files: { a: '' } },
      { dockerfile: 'FROM scratch\nCOPY ..data /d\n', files: { '..data': '' } },
    ],
  },
  sources: ['https://docs.docker.com/reference/dockerfile/#copy', 'https://docs.docker.com/build/concepts/context/'],
  check({ tree }) {
    return tree.instructions
      .filter(
        ({ keyword, flags }) => (keyword === 'COPY' || keyword === 'ADD') && !flags.some((f) => f.name === 'from'),
      )
      .flatMap(({ words, startLine }) =>
        words
          .slice(0, -1)
          .map(({ text }) => textToWords(text))
          .filter(climbs)
          .map((source) => ({
            message: message('source-outside-context', {
              source,
              taken: posix.normalize(`/${source}`).slice(1) || '.',
            }),
            place: { in: 'dockerfile' as const, line: startLine },
            saving: RISK,
          })),
      );
  },
};

function climbs(source: string): boolean {
  return /^\.\.(?:\/|$)/.test(posix.normalize(source));
}
