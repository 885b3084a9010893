import type { Instruction } from '../dockerfile/tree.ts';
import { hasPassword, isTelling } from '../facts/secrets/telling.ts';
import { textToWords } from '../model/bytes.ts';
import { message } from '../model/message.ts';
import { looksSecret } from '../record/redact.ts';
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
      { dockerfile: 'FROM debian:bookworm-slim\nENV MAX_TOKENS=5 PUBLIC_KEY=abc TOKEN_TTL=3600\nARG CACHE_KEY\n' },
      {
        dockerfile:
          'FROM debian:bookworm-slim\nRUN key=\'B97B0AFCAA1A47F044F244A07FCC7D46ACCC4CF8\'; gpg --batch --recv-keys "$key"\n',
      },
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

/** What a build gives a variable, which nobody knows here: no word that says it is harmless. */
const GIVEN_BY_BUILD = '?';

/** Names of variables; the empty name for a command. Never a value. */
function namesIn(i: Instruction): readonly string[] {
  if (i.keyword === 'ARG' || i.keyword === 'ENV') {
    return i.pairs.flatMap((pair) => {
      const name = textToWords(pair.name.text);
      const written = pair.value === undefined ? '' : textToWords(pair.value.text);
      // A default is not what an argument is for, and a reference is written out in the configuration.
      const value = i.keyword === 'ARG' || written.includes('$') ? GIVEN_BY_BUILD : unquote(written);
      return looksSecret(name) && isTelling({ name, value }) ? [name] : [];
    });
  }
  return i.keyword === 'RUN' && hasPassword(textToWords(i.logical.text)) ? [''] : [];
}

function unquote(value: string): string {
  return value.replace(/^(["'])(.*)\1$/s, '$2');
}
