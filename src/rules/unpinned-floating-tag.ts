import { message } from '../model/message.ts';
import { parseReference } from '../model/reference.ts';
import type { Rule } from './contract.ts';
import { RISK } from './estimates.ts';

declare module '../model/message.ts' {
  interface Messages {
    'unpinned-floating-tag': { base: string };
  }
}

/** A base is named without any version. */
export const unpinnedFloatingTag: Rule = {
  id: 'unpinned-floating-tag',
  aliases: ['DL3006', 'DL3007'],
  state: 'preview',
  since: '0.1.0',
  about: {
    why: 'The same Dockerfile gives another image next month: another interpreter, another libc, another size, and no line in the history says so.',
    whenToIgnore: 'A scheduled build whose purpose is to meet the newest base.',
    saving: 'No bytes: a risk.',
  },
  examples: {
    bad: [
      { dockerfile: 'FROM alpine:latest\nCMD ["date"]\n' },
      { dockerfile: 'FROM python\nCMD ["python", "-V"]\n' },
      { dockerfile: 'FROM python:slim AS build\nRUN date >/x\nFROM scratch\nCOPY --from=build /x /x\n' },
    ],
    good: [
      { dockerfile: 'FROM alpine:3.20\nCMD ["date"]\n' },
      { dockerfile: 'FROM debian:bookworm-slim\nCMD ["date"]\n' },
      { dockerfile: 'FROM scratch\nCOPY a /a\n', files: { a: '' } },
      { dockerfile: `FROM alpine@sha256:${'a'.repeat(64)}\nCMD ["date"]\n` },
    ],
  },
  sources: [
    'https://docs.docker.com/build/building/best-practices/#pin-base-image-versions',
    'https://github.com/hadolint/hadolint/wiki/DL3007',
  ],
  check(facts) {
    return facts.stages
      .filter((s) => s.onImage && floats(s.base.name))
      .map((s) => ({
        message: message('unpinned-floating-tag', { base: s.base.name }),
        place: { in: 'dockerfile', line: s.from.startLine },
        saving: RISK,
      }));
  },
};

const NO_VERSION = /^(latest|stable|edge|current|lts|mainline|nightly|dev|slim|alpine|full|rolling)$/;

/** Every word of the tag says which kind, none says which version; names of releases (`bookworm`) are versions. */
function floats(name: string): boolean {
  const reference = parseReference(name);
  if (reference === undefined || reference.digest !== undefined) return false;
  return (reference.tag ?? 'latest').split('-').every((word) => NO_VERSION.test(word));
}
