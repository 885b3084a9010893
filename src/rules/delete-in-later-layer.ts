import type { CommandFacts, PlacedInstruction, SourceFacts } from '../facts/source-facts.ts';
import { textToWords } from '../model/bytes.ts';
import { message } from '../model/message.ts';
import type { Rule, Saving } from './contract.ts';
import { estimatePackages } from './estimates.ts';
import { namesInstalled, namesRemoved, plainWords } from './package-words.ts';
import { shippedInstructions } from './shipped-instructions.ts';

declare module '../model/message.ts' {
  interface Messages {
    'delete-in-later-layer': { command: string };
  }
}

/** A RUN that only deletes: the bytes stay in the layer below. */
export const deleteInLaterLayer: Rule = {
  id: 'delete-in-later-layer',
  aliases: [],
  state: 'preview',
  since: '0.1.0',
  about: {
    why: 'A layer cannot take bytes out of the one below: it only hides them. A RUN of its own that removes packages or caches makes the image larger, not smaller.',
    whenToIgnore: 'The files come from the base image and must not be seen, whatever they weigh.',
    saving:
      'Named packages: installed bytes as apt resolves them on Debian 12, taken for those of the same name elsewhere too. Package lists: 27 MB. Anything else: unknown, counted as 0.',
  },
  examples: {
    bad: [
      { dockerfile: 'FROM alpine:3.20\nRUN apk add gcc musl-dev\nRUN apk del gcc musl-dev\nCMD ["date"]\n' },
      {
        dockerfile:
          'FROM debian:bookworm-slim\nRUN apt-get update && apt-get install -y curl\nRUN apt-get clean && rm -rf /var/lib/apt/lists/*\n',
      },
    ],
    good: [
      { dockerfile: 'FROM alpine:3.20\nRUN apk add --virtual .b gcc && echo built && apk del .b\nCMD ["date"]\n' },
      {
        dockerfile:
          'FROM debian:bookworm-slim\nRUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*\n',
      },
      {
        dockerfile: 'FROM debian:bookworm-slim AS build\nRUN rm -rf /opt\nFROM scratch\nCOPY --from=build /etc /etc\n',
      },
    ],
  },
  sources: [
    'https://docs.docker.com/build/building/best-practices/#apt-get',
    'https://github.com/opencontainers/image-spec/blob/main/layer.md#whiteouts',
  ],
  check(facts) {
    const own = shippedInstructions(facts);
    return own.flatMap((i, at) => {
      const commands = i.run?.commands ?? [];
      const first = commands.find(deletes);
      if (first === undefined || !commands.every((c) => deletes(c) || isIdle(c))) return [];
      return [
        {
          message: message('delete-in-later-layer', { command: showCommand(first, facts) }),
          place: { in: 'dockerfile', line: i.instruction.startLine },
          saving: hiddenBytes(commands, own.slice(0, at)),
        },
      ];
    });
  },
};

/** As it is written, on one line, cut where it is long. */
function showCommand({ range }: CommandFacts, { tree }: SourceFacts): string {
  const text = textToWords(tree.text.slice(range.start, range.end)).replace(/[\s\\]+/g, ' ');
  return text.length > 60 ? `${text.slice(0, 59)}…` : text;
}

function deletes(command: CommandFacts): boolean {
  const [program = '', verb = ''] = plainWords(command);
  if (namesRemoved(command) !== undefined || program === 'rm') return true;
  if (/^apt(-get)?$/.test(program)) return verb === 'clean' || verb === 'autoclean';
  return program === 'find' && command.words.some((w) => w.text === '-delete');
}

function isIdle(command: CommandFacts): boolean {
  return ['echo', 'set', 'true', ':', 'cd', 'sync'].includes(plainWords(command)[0] ?? '');
}

function hiddenBytes(commands: readonly CommandFacts[], earlier: readonly PlacedInstruction[]): Saving {
  const installed = new Set(earlier.flatMap((i) => i.run?.commands ?? []).flatMap((c) => namesInstalled(c) ?? []));
  const packages = estimatePackages(commands.flatMap((c) => namesRemoved(c) ?? []).filter((p) => installed.has(p)));
  const lists = commands.some((c) => plainWords(c).some((w) => w.startsWith('/var/lib/apt/lists'))) ? 27e6 : 0;
  const { low, likely, high } = packages;
  return { ...packages, low: low + lists * 0.6, likely: likely + lists, high: high + lists * 2 };
}
