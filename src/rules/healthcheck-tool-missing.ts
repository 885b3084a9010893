import { readCommands } from '../dockerfile/shell/read-commands.ts';
import type { Instruction } from '../dockerfile/tree.ts';
import type { SourceFacts } from '../facts/source-facts.ts';
import { message } from '../model/message.ts';
import type { Finding, Rule } from './contract.ts';
import { RISK } from './estimates.ts';
import { namesInstalled } from './package-words.ts';
import { shippedInstructions } from './shipped-instructions.ts';

declare module '../model/message.ts' {
  interface Messages {
    'healthcheck-tool-missing': { tool: string; base: string };
    'healthcheck-without-shell': { base: string };
  }
}

/** The health check calls a program that the base does not bring and nothing installs. */
export const healthcheckToolMissing: Rule = {
  id: 'healthcheck-tool-missing',
  aliases: [],
  state: 'preview',
  since: '0.1.0',
  about: {
    why: 'The check fails for want of its tool, so a sound program is "unhealthy" for ever: orchestrators restart it, dependants wait. Debian slim has neither curl nor wget, Alpine has wget alone, distroless and scratch have no shell either.',
    whenToIgnore: 'A base of your own under one of these names brings the tool.',
    saving: 'No bytes: a risk.',
  },
  examples: {
    bad: [
      {
        dockerfile: 'FROM python:3.12-slim\nHEALTHCHECK CMD curl -f http://localhost:8000/ || exit 1\nCMD ["python"]\n',
      },
      { dockerfile: 'FROM alpine:3.20\nHEALTHCHECK CMD ["curl", "-f", "http://localhost/"]\n' },
      { dockerfile: 'FROM scratch\nCOPY app /app\nHEALTHCHECK CMD /app --check\nCMD ["/app"]\n', files: { app: '' } },
    ],
    good: [
      { dockerfile: 'FROM alpine:3.20\nHEALTHCHECK CMD wget -q -O - http://localhost/ || exit 1\n' },
      {
        dockerfile:
          'FROM python:3.12-slim\nRUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*\nHEALTHCHECK CMD curl -f http://localhost/\n',
      },
      { dockerfile: 'FROM python:3.12\nHEALTHCHECK CMD curl -f http://localhost/\n' },
      { dockerfile: 'FROM scratch\nCOPY app /app\nHEALTHCHECK CMD ["/app", "--check"]\n', files: { app: '' } },
    ],
  },
  sources: [
    'https://docs.docker.com/reference/dockerfile/#healthcheck',
    'https://github.com/GoogleContainerTools/distroless/issues/183',
  ],
  check(facts) {
    const check = shippedInstructions(facts).findLast((i) => i.instruction.keyword === 'HEALTHCHECK')?.instruction;
    const base = facts.shippedChain[0].base.name;
    const has = toolsOf(facts);
    if (check === undefined || has === undefined) return [];
    const commands = readCommands(check) ?? [];
    if (!has.shell && !check.json && commands.length > 0)
      return [found(message('healthcheck-without-shell', { base }), check)];
    const called = commands.map((c) => c.argv[0]?.value?.split('/').at(-1) ?? '');
    const missing = ['curl', 'wget'].find((t) => called.includes(t) && !has.tools.includes(t) && !bringsTool(t, facts));
    return missing === undefined ? [] : [found(message('healthcheck-tool-missing', { tool: missing, base }), check)];
  },
};

function found(said: Finding['message'], check: Instruction): Finding {
  return { message: said, place: { in: 'dockerfile', line: check.startLine }, saving: RISK };
}

/** What a base brings, as far as its name tells; undefined = nobody knows. */
function toolsOf(facts: SourceFacts): { shell: boolean; tools: readonly string[] } | undefined {
  const { base } = facts.shippedChain[0];
  if (base.name === 'scratch') return { shell: false, tools: [] };
  if (/(^|\/)distroless\/[^/]+$/.test(base.name)) {
    return base.name.endsWith('debug') ? { shell: true, tools: ['wget'] } : { shell: false, tools: [] };
  }
  if (/^alpine(:|@|$)/.test(base.name) || base.facts?.variant === 'alpine') return { shell: true, tools: ['wget'] };
  if (base.facts?.variant === 'slim' || base.facts?.family.repository === 'debian') return { shell: true, tools: [] };
  return undefined;
}

/** A package manager names it, a COPY puts it there, or a RUN that cannot be read may. */
function bringsTool(tool: string, facts: SourceFacts): boolean {
  return shippedInstructions(facts).some((i) => {
    const unread = i.run !== undefined && i.run.commands === undefined;
    const vague = i.run?.commands?.some((c) => c.apt?.readable === false) ?? false;
    const installed = i.run?.commands?.some((c) => namesInstalled(c)?.includes(tool)) ?? false;
    const copied =
      i.copy !== undefined && [...i.copy.sources, i.copy.destination].some((p) => p.split('/').at(-1) === tool);
    return unread || vague || installed || copied;
  });
}
