import type { Instruction } from '../dockerfile/tree.ts';
import { textToWords } from '../model/bytes.ts';
import { message } from '../model/message.ts';
import { looksSecret, redact } from '../record/redact.ts';
import type { Rule } from './contract.ts';
import { RISK } from './estimates.ts';

declare module '../model/message.ts' {
  interface Messages {
    /** `name` is empty where the text of a command gives it away. */
    'secret-in-dockerfile': { keyword: string; name: string };
  }
}

/** A secret comes with ARG or ENV, or stands in a command. */
export const secretInDockerfile: Rule = {
  id: 'secret-in-dockerfile',
  aliases: ['SecretsUsedInArgOrEnv'],
  state: 'preview',
  since: '0.1.0',
  about: {
    why: 'Whoever has the image can read it: ENV and the history, which holds every ARG a command used, are part of the configuration. Taking it back in a later line does not help.',
    whenToIgnore: 'The name only sounds like one, or the value is public.',
    saving: 'No bytes: a leak. RUN --mount=type=secret gives a secret to one command and leaves none behind.',
  },
  examples: {
    bad: [
      { dockerfile: 'FROM scratch\nARG NPM_TOKEN\nCOPY a /a\n', files: { a: '' } },
      { dockerfile: 'FROM scratch\nENV DB_PASSWORD=x\nCOPY a /a\n', files: { a: '' } },
      {
        dockerfile:
          'FROM debian:bookworm-slim\nRUN curl -H "Authorization: Bearer abcdef" https://files.test/x -o /x\n',
      },
      { dockerfile: 'FROM debian:bookworm-slim\nRUN pip install --index-url https://u:p@index.test/simple x\n' },
    ],
    good: [
      { dockerfile: 'FROM debian:bookworm-slim\nRUN --mount=type=secret,id=token curl -H @/run/secrets/token x\n' },
      { dockerfile: 'FROM debian:bookworm-slim\nENV MAX_TOKENS=5 PUBLIC_KEY=abc\nARG CACHE_KEY\n' },
      { dockerfile: 'FROM debian:bookworm-slim\nRUN login --password "$(cat /run/secrets/p)"\n' },
      {
        dockerfile:
          'FROM debian:bookworm-slim\nRUN --mount=type=secret,id=t login -u x --password-stdin r.test </run/secrets/t\n',
      },
      {
        dockerfile:
          'FROM debian:bookworm-slim\nRUN --mount=type=secret,id=t,env=TOKEN git clone https://x:$TOKEN@git.test/a\n',
      },
    ],
  },
  sources: [
    'https://docs.docker.com/reference/build-checks/secrets-used-in-arg-or-env/',
    'https://docs.docker.com/build/building/secrets/',
  ],
  check({ tree }) {
    return tree.instructions.flatMap((i) =>
      namesIn(i).map((name) => ({
        message: message('secret-in-dockerfile', { keyword: i.keyword, name }),
        place: { in: 'dockerfile' as const, line: i.startLine },
        saving: RISK,
      })),
    );
  },
};

/** Names of variables; the empty name for a command. Never a value. */
function namesIn(i: Instruction): readonly string[] {
  if (i.keyword === 'ARG' || i.keyword === 'ENV')
    return i.pairs.map((p) => textToWords(p.name.text)).filter(looksSecret);
  if (i.keyword !== 'RUN') return [];
  // A variable in an address is where a secret will be, not one.
  const text = textToWords(i.logical.text).replace(/:\/\/[^\s/@$]{0,512}\$\{?\w{1,80}\}?@/g, '://');
  return redact(text) === text ? [] : [''];
}
