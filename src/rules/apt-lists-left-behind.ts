import { readMounts } from '../dockerfile/mounts.ts';
import type { CommandFacts, PlacedInstruction } from '../facts/source-facts.ts';
import { message } from '../model/message.ts';
import type { Rule } from './contract.ts';
import { estimate } from './estimates.ts';
import { plainWords } from './package-words.ts';
import { shippedInstructions } from './shipped-instructions.ts';

declare module '../model/message.ts' {
  interface Messages {
    'apt-lists-left-behind': Record<string, never>;
  }
}

const LISTS = '/var/lib/apt/lists';

/** apt's package lists stay in the layer. */
export const aptListsLeftBehind: Rule = {
  id: 'apt-lists-left-behind',
  aliases: ['DL3009'],
  state: 'preview',
  since: '0.1.0',
  about: {
    why: 'apt-get update downloads the index of every package there is. After the install nothing reads it, and it is stale the next day.',
    whenToIgnore: 'The image is a base on which others run apt-get install without update.',
    saving: '27 MB, the lists of Debian 12 (main, updates, security; read 2026-11-21); between 0.6 and 2 times that.',
  },
  examples: {
    bad: [{ dockerfile: 'FROM debian:bookworm-slim\nRUN apt-get update && apt-get install -y curl\n' }],
    good: [
      {
        dockerfile:
          'FROM debian:bookworm-slim\nRUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*\n',
      },
      {
        dockerfile:
          'FROM debian:bookworm-slim\nRUN --mount=type=cache,target=/var/lib/apt,sharing=locked apt-get update && apt-get install -y curl\n',
      },
      {
        dockerfile:
          'FROM debian:bookworm AS build\nRUN apt-get update && apt-get install -y gcc\nFROM scratch\nCOPY --from=build /etc /etc\n',
      },
    ],
  },
  sources: [
    'https://docs.docker.com/build/building/best-practices/#apt-get',
    'https://github.com/hadolint/hadolint/wiki/DL3009',
  ],
  check(facts) {
    return shippedInstructions(facts)
      .filter(leavesLists)
      .map((i) => ({
        message: message('apt-lists-left-behind', {}),
        place: { in: 'dockerfile', line: i.instruction.startLine },
        saving: estimate('byte', 27e6, 0.6, 2),
      }));
  },
};

function leavesLists({ instruction, run }: PlacedInstruction): boolean {
  const commands = run?.commands ?? [];
  const update = commands.findIndex(updates);
  const mounted = readMounts(instruction).some(
    (m) =>
      ['cache', 'tmpfs'].includes(m.type) &&
      (m.target === LISTS || LISTS.startsWith(`${m.target?.replace(/\/$/, '')}/`)),
  );
  return update >= 0 && !mounted && !commands.slice(update).some(removesLists);
}

function updates(command: CommandFacts): boolean {
  const [program = '', verb] = plainWords(command);
  return /^apt(-get)?$/.test(program) && verb === 'update';
}

/** A glob or a variable in the word leaves only its command and what is written. */
function removesLists(command: CommandFacts): boolean {
  const [program] = plainWords(command);
  return (
    program === 'rm' &&
    command.words.slice(1).some((w) => w.text === undefined || /^\/var\/lib\/apt(\/|$)/.test(w.text))
  );
}
