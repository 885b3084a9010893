import { textToWords } from '../model/bytes.ts';
import { message } from '../model/message.ts';
import { parseReference } from '../model/reference.ts';
import type { Rule } from './contract.ts';
import { RISK } from './estimates.ts';

declare module '../model/message.ts' {
  interface Messages {
    'foreign-frontend': { frontend: string };
  }
}

/** The first lines let another program read the file. */
export const foreignFrontend: Rule = {
  id: 'foreign-frontend',
  aliases: [],
  state: 'preview',
  since: '0.1.0',
  about: {
    why: 'The image named by # syntax= is fetched and run by the builder, and decides what the lines below mean: whoever can change it decides what is built.',
    whenToIgnore: 'A frontend of your own choice, or a mirror of docker/dockerfile you trust, named by digest.',
    saving: 'No bytes: a risk.',
  },
  examples: {
    bad: [
      { dockerfile: '# syntax=registry.test/somebody/frontend:1\nFROM scratch\nCOPY a /a\n', files: { a: '' } },
      { dockerfile: '# syntax=docker/dockerfiles:1\nFROM scratch\nCOPY a /a\n', files: { a: '' } },
    ],
    good: [
      { dockerfile: '# syntax=docker/dockerfile:1\nFROM scratch\nCOPY a /a\n', files: { a: '' } },
      {
        dockerfile: '# syntax=docker.io/docker/dockerfile-upstream:master\nFROM scratch\nCOPY a /a\n',
        files: { a: '' },
      },
      { dockerfile: '# a comment\n# syntax=registry.test/x:1\nFROM scratch\nCOPY a /a\n', files: { a: '' } },
    ],
  },
  sources: ['https://docs.docker.com/build/buildkit/frontend/', 'https://docs.docker.com/reference/dockerfile/#syntax'],
  check({ tree }) {
    return tree.directives
      .filter(({ name, value }) => name === 'syntax' && !isDockers(textToWords(value)))
      .map(({ value, startLine }) => ({
        message: message('foreign-frontend', { frontend: textToWords(value) }),
        place: { in: 'dockerfile', line: startLine },
        saving: RISK,
      }));
  },
};

/** Builders take the first word. */
function isDockers(value: string): boolean {
  const reference = parseReference(value.trim().split(/\s+/)[0] ?? '');
  if (reference === undefined) return false;
  const isHub = reference.host === undefined || reference.host === 'docker.io';
  return isHub && /^docker\/dockerfile(-upstream)?$/.test(reference.repository);
}
