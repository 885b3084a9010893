import type { Instruction } from '../dockerfile/tree.ts';
import { textToWords } from '../model/bytes.ts';
import { message } from '../model/message.ts';
import { redact } from '../record/redact.ts';
import type { Rule } from './contract.ts';
import { RISK } from './estimates.ts';

declare module '../model/message.ts' {
  interface Messages {
    'remote-source-unverified': { source: string };
  }
}

/** ADD takes something from the network, and nothing says what it should be. */
export const remoteSourceUnverified: Rule = {
  id: 'remote-source-unverified',
  aliases: [],
  state: 'preview',
  since: '0.1.0',
  about: {
    why: 'Whoever answers at that address decides what is in the image, and the next build may get something else: the download is not checked, and a moved branch looks like the same line.',
    whenToIgnore: 'Never for what ships; --checksum costs one line, a commit after # one word.',
    saving: 'No bytes: a risk.',
  },
  examples: {
    bad: [
      { dockerfile: 'FROM scratch\nADD https://files.test/tool.tar.gz /\n' },
      { dockerfile: 'FROM scratch\nADD https://git.test/team/tool.git#main /src\n' },
      { dockerfile: 'FROM scratch\nADD git@git.test:team/tool.git /src\n' },
    ],
    good: [
      { dockerfile: `FROM scratch\nADD --checksum=sha256:${'a'.repeat(64)} https://files.test/tool.tar.gz /\n` },
      { dockerfile: `FROM scratch\nADD https://git.test/team/tool.git#${'b'.repeat(40)} /src\n` },
      { dockerfile: 'FROM scratch\nADD rootfs.tar.gz /\n', files: { 'rootfs.tar.gz': '' } },
      { dockerfile: 'FROM scratch\nCOPY a@b:c /\n', files: { 'a@b:c': '' } },
    ],
  },
  sources: [
    'https://docs.docker.com/reference/dockerfile/#add---checksum',
    'https://docs.docker.com/reference/dockerfile/#adding-files-from-a-git-repository',
  ],
  check({ tree }) {
    return tree.instructions
      .filter((i) => i.keyword === 'ADD' && !i.flags.some(({ name }) => name === 'checksum'))
      .flatMap((i) =>
        remoteSources(i).map((source) => ({
          message: message('remote-source-unverified', { source: redact(source) }),
          place: { in: 'dockerfile' as const, line: i.startLine },
          saving: RISK,
        })),
      );
  },
};

const URL_FORM = /^(?:https?|git|ssh):\/\//i;
/** `user@host:path`, which only git knows. */
const GIT_FORM = /^[\w.-]+@[\w.-]+:/;
const COMMIT = /#[0-9a-f]{40}(?:[0-9a-f]{24})?(?::|$)/;

function remoteSources({ words }: Instruction): readonly string[] {
  const sources = words.slice(0, -1).map(({ text }) => textToWords(text));
  return sources.filter((s) => (URL_FORM.test(s) || GIT_FORM.test(s)) && !COMMIT.test(s));
}
