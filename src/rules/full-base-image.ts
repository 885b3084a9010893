import { describeBase, lightVariantOf } from '../bases/describe-base.ts';
import { message } from '../model/message.ts';
import type { Rule } from './contract.ts';
import { estimate, RISK } from './estimates.ts';

declare module '../model/message.ts' {
  interface Messages {
    'full-base-image': { base: string; light: string };
  }
}

/** The image rests on the full variant of a base that has a slim one. */
export const fullBaseImage: Rule = {
  id: 'full-base-image',
  aliases: [],
  state: 'preview',
  since: '0.1.0',
  about: {
    why: 'The full variant carries compilers, headers, version control and image libraries for building anything; a running program uses almost none of it, and every pull and every scan pays for it.',
    whenToIgnore:
      'A program that compiles at run time, or loads libraries of the full variant that you do not want to name one by one.',
    saving: 'Unpacked bytes of the full variant less those of the slim one, from the table of base images (± 10 %).',
  },
  examples: {
    bad: [
      { dockerfile: 'FROM python:3.12\nCMD ["python", "-V"]\n' },
      { dockerfile: 'FROM debian:bookworm AS base\nFROM base\nCMD ["date"]\n' },
    ],
    good: [
      { dockerfile: 'FROM python:3.12-slim\nCMD ["python", "-V"]\n' },
      { dockerfile: 'FROM python:3.12 AS build\nRUN echo 1 >/x\nFROM python:3.12-slim\nCOPY --from=build /x /x\n' },
    ],
  },
  sources: ['https://hub.docker.com/_/python', 'https://docs.docker.com/build/building/best-practices/'],
  resolvedBy: 'slim-base',
  check(facts) {
    const { base, from } = facts.shippedChain[0];
    const light = base.facts && lightVariantOf(base.facts);
    if (base.facts === undefined || light === undefined) return [];
    const lightBytes = describeBase(light)?.unpackedBytes;
    const { unpackedBytes } = base.facts;
    const known = unpackedBytes !== undefined && lightBytes !== undefined;
    return [
      {
        message: message('full-base-image', { base: base.name, light }),
        place: { in: 'dockerfile', line: from.startLine },
        saving: known ? estimate('byte', unpackedBytes - lightBytes, 0.9, 1.1) : RISK,
        // Where a variable holds the tag, only a suffix can be put behind it.
        ...(base.text.includes('$') && !light.startsWith(base.name) ? {} : { fix: { technique: 'slim-base' } }),
      },
    ];
  },
};
