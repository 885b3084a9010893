import type { SourceFacts } from '../facts/source-facts.ts';
import { message } from '../model/message.ts';
import type { Rule } from './contract.ts';
import { estimatePackages } from './estimates.ts';
import { namesInstalled } from './package-words.ts';
import { shippedInstructions } from './shipped-instructions.ts';

declare module '../model/message.ts' {
  interface Messages {
    'tool-never-used': { tools: readonly string[] };
  }
}

const TOOLS = ['curl', 'git', 'wget'];
const GIT_CALLERS: readonly string[] = ['bundle', 'cargo', 'composer', 'go', 'npm', 'pnpm', 'yarn'];

/** A download tool is installed in the image that ships, and nothing calls it. */
export const toolNeverUsed: Rule = {
  id: 'tool-never-used',
  aliases: [],
  state: 'preview',
  since: '0.1.0',
  about: {
    why: 'curl, wget and git come in out of habit. What nothing calls is weight, and a ready tool for whoever breaks in.',
    whenToIgnore: 'People or an orchestrator call it inside the running container.',
    saving: 'Installed bytes as apt resolves them on Debian 12, the heaviest alone up to all of them apart.',
  },
  examples: {
    bad: [
      {
        dockerfile:
          'FROM python:3.12-slim\nRUN apt-get update && apt-get install -y curl git && rm -rf /var/lib/apt/lists/*\nCMD ["python", "-V"]\n',
      },
    ],
    good: [
      {
        dockerfile:
          'FROM python:3.12-slim\nRUN apt-get update && apt-get install -y curl && rm -rf /var/lib/apt/lists/*\nHEALTHCHECK CMD curl -f http://localhost/\n',
      },
      {
        dockerfile: 'FROM alpine:3.20\nRUN apk add --no-cache git && git --version\nCMD ["date"]\n',
      },
      {
        dockerfile: 'FROM alpine:3.20\nRUN apk add --no-cache git\nCOPY app.py /\nCMD ["/app.py"]\n',
        files: { 'app.py': 'import subprocess\nsubprocess.run(["git", "status"])\n' },
      },
    ],
  },
  sources: ['https://docs.docker.com/build/building/best-practices/#dont-install-unnecessary-packages'],
  check(facts) {
    const installs = shippedInstructions(facts).map((i) => ({
      i,
      tools: (i.run?.commands ?? []).flatMap((c) => namesInstalled(c) ?? []).filter((p) => TOOLS.includes(p)),
    }));
    const unused = TOOLS.filter((t) => installs.some(({ tools }) => tools.includes(t)) && !isUsed(t, facts));
    return installs
      .map(({ i, tools }) => ({ i, tools: tools.filter((t) => unused.includes(t)) }))
      .filter(({ tools }) => tools.length > 0)
      .map(({ i, tools }) => ({
        message: message('tool-never-used', { tools }),
        place: { in: 'dockerfile', line: i.instruction.startLine },
        saving: estimatePackages(tools),
      }));
  },
};

/** Somebody names it: a command other than its own install, the health check, what is started, a script or a program text. */
function isUsed(tool: string, facts: SourceFacts): boolean {
  const word = new RegExp(`(^|[^\\w-])${tool}($|[^\\w-])`);
  const called = shippedInstructions(facts).some(({ instruction, run }) => {
    if (['HEALTHCHECK', 'CMD', 'ENTRYPOINT'].includes(instruction.keyword)) return word.test(instruction.args.text);
    if (run === undefined) return false;
    if (run.commands === undefined) return word.test(instruction.args.text);
    // A requirement may be fetched with git without anybody calling it.
    const others = run.commands.filter((c) => namesInstalled(c) === undefined);
    return others.some((c) => word.test(facts.tree.text.slice(c.range.start, c.range.end)));
  });
  const scripts = facts.project.paths.some((p) => /\.(sh|bash)$/.test(p));
  return called || scripts || (tool === 'git' && fetchesWithGit(facts)) || facts.programHas(word);
}

/** Package managers that call git themselves, and requirements that name a repository. */
function fetchesWithGit(facts: SourceFacts): boolean {
  const commands = shippedInstructions(facts).flatMap((i) => i.run?.commands ?? []);
  const managed = commands.some((c) => GIT_CALLERS.includes(c.words[0]?.text ?? ''));
  const listed = facts.project.paths
    .filter((p) => p.endsWith('.txt'))
    .some((p) => facts.project.text(p)?.includes('git+'));
  return managed || listed;
}
