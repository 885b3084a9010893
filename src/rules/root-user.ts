import { message } from '../model/message.ts';
import type { Rule } from './contract.ts';
import { RISK } from './estimates.ts';
import { shippedInstructions } from './shipped-instructions.ts';

declare module '../model/message.ts' {
  interface Messages {
    'root-user': { explicit: boolean };
  }
}

/** The program runs as root. */
export const rootUser: Rule = {
  id: 'root-user',
  aliases: ['DL3002'],
  state: 'preview',
  since: '0.1.0',
  about: {
    why: 'A fault in the program is then a fault with all rights inside the container, and a step closer to the host. Kubernetes refuses such an image under runAsNonRoot.',
    whenToIgnore: 'The program drops its rights itself, or must bind, mount or load what only root may.',
    saving: 'No bytes: a risk.',
  },
  examples: {
    bad: [
      { dockerfile: 'FROM python:3.12-slim\nCMD ["python", "-V"]\n' },
      { dockerfile: 'FROM python:3.12-slim\nUSER 1000\nUSER root\nCMD ["python", "-V"]\n' },
    ],
    good: [
      { dockerfile: 'FROM python:3.12-slim\nUSER 65532:65532\nCMD ["python", "-V"]\n' },
      { dockerfile: 'FROM python:3.12-slim AS base\nUSER 1000\nFROM base\nCMD ["python", "-V"]\n' },
      { dockerfile: 'FROM example.org/static:nonroot\nCMD ["/app"]\n' },
    ],
  },
  sources: [
    'https://docs.docker.com/build/building/best-practices/#user',
    'https://kubernetes.io/docs/concepts/security/pod-security-standards/',
  ],
  resolvedBy: 'numeric-user',
  check(facts) {
    const own = shippedInstructions(facts);
    const last = own.findLast((i) => i.instruction.keyword === 'USER')?.instruction;
    const user = last?.args.text ?? 'root';
    const base = facts.shippedChain[0].base.name;
    const unknown = user.includes('$') || (last === undefined && /nonroot|unprivileged|rootless/.test(base));
    if (unknown || !/^(root|0)(:.*)?$/.test(user.trim())) return [];
    return [
      {
        message: message('root-user', { explicit: last !== undefined }),
        place: { in: 'dockerfile', line: (last ?? facts.shipped.from).startLine },
        saving: RISK,
        fix: { technique: 'numeric-user' },
      },
    ];
  },
};
