import type { Instruction } from '../dockerfile/tree.ts';
import type { SourceFacts } from '../facts/source-facts.ts';
import { message } from '../model/message.ts';
import type { Rule } from './contract.ts';
import { RISK } from './estimates.ts';

declare module '../model/message.ts' {
  interface Messages {
    'inline-comment-in-instruction': { keyword: string; effect: 'arguments' | 'value' | 'shell-form' };
  }
}

/** A `#` behind an instruction is no comment: its words become arguments. */
export const inlineCommentInInstruction: Rule = {
  id: 'inline-comment-in-instruction',
  aliases: [],
  state: 'preview',
  since: '0.1.0',
  about: {
    why: 'Only a whole line can be a comment in a Dockerfile. Behind COPY the words become files that do not exist, behind WORKDIR a folder with blanks in its name, behind CMD ["…"] the exec form turns into a shell command. RUN is spared: there the shell drops the comment.',
    whenToIgnore: 'Never where the words are a comment; a file whose name begins with # is spared.',
    saving: 'No bytes: the build fails, or does something else than it says.',
  },
  examples: {
    bad: [
      { dockerfile: 'FROM debian:bookworm-slim\nCOPY . .  # all sources\n', files: { 'app.py': '' } },
      { dockerfile: 'FROM debian:bookworm-slim\nWORKDIR /app # where it lives\n' },
      { dockerfile: 'FROM debian:bookworm-slim\nCMD ["date"] # what time is it\n' },
    ],
    good: [
      { dockerfile: 'FROM debian:bookworm-slim\n# all sources\nCOPY . .\nRUN date # shells know comments\n' },
      { dockerfile: 'FROM debian:bookworm-slim\nCOPY #odd /odd\n', files: { '#odd': '' } },
      { dockerfile: 'FROM debian:bookworm-slim\nCMD ["sh", "-c", "date # now"]\n' },
    ],
  },
  sources: ['https://docs.docker.com/reference/dockerfile/#format'],
  check(facts) {
    return facts.tree.instructions.flatMap((i) => {
      const effect = effectOf(i, facts);
      if (effect === undefined) return [];
      return [
        {
          message: message('inline-comment-in-instruction', { keyword: i.keyword, effect }),
          place: { in: 'dockerfile', line: i.startLine },
          saving: RISK,
        },
      ];
    });
  },
};

function effectOf(i: Instruction, facts: SourceFacts): 'arguments' | 'value' | 'shell-form' | undefined {
  if (i.json) return undefined;
  switch (i.keyword) {
    case 'COPY':
    case 'ADD':
    case 'EXPOSE':
      return i.words.slice(1).some((w) => w.text === '#' || (w.text.startsWith('#') && !isFile(w.text, facts)))
        ? 'arguments'
        : undefined;
    case 'WORKDIR':
    case 'USER':
    case 'STOPSIGNAL':
      return /\s#/.test(i.args.text) ? 'value' : undefined;
    case 'CMD':
    case 'ENTRYPOINT':
      return /^\[.*\]\s+#/.test(i.args.text) ? 'shell-form' : undefined;
    default:
      return undefined;
  }
}

function isFile(name: string, facts: SourceFacts): boolean {
  return facts.context.paths.some((p) => p === name || p.startsWith(`${name}/`));
}
