import { findMovableInstalls, type MovableInstall } from '../facts/movable-install.ts';
import type { SourceFacts } from '../facts/source-facts.ts';
import { message } from '../model/message.ts';
import type { Finding, Rule } from './contract.ts';
import { countPackages, estimateInstallMs } from './estimates.ts';

declare module '../model/message.ts' {
  interface Messages {
    /** `line` is where the sources enter, `installLine` where packages are installed after them. */
    'sources-before-dependencies': { installLine: number; packages: number };
  }
}

/** All sources enter before packages are installed: each edit installs everything again. */
export const sourcesBeforeDependencies: Rule = {
  id: 'sources-before-dependencies',
  aliases: [],
  state: 'preview',
  since: '0.1.0',
  about: {
    why: 'A layer is built again when anything before it changed. With the sources in front, one changed comment downloads and installs every dependency again.',
    whenToIgnore: 'The install needs the sources: local paths or editable installs among the dependencies.',
    saving: 'Time of the install that is run again: 2 s and 1.5 s a package; between a fifth and five times that.',
  },
  examples: {
    bad: [
      {
        dockerfile:
          'FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\nRUN pip install --no-cache-dir -r requirements.txt\nCMD ["python", "app.py"]\n',
        files: { 'requirements.txt': 'flask==3.0.0\n', 'app.py': 'print(1)\n' },
      },
      {
        dockerfile: 'FROM golang:1.24\nWORKDIR /src\nCOPY . .\nRUN go build -o app .\nCMD ["./app"]\n',
        files: {
          'go.mod': 'module example.org/app\n\nrequire example.org/lib v1.0.0\n',
          'go.sum': '',
          'main.go': 'package main\n',
        },
      },
    ],
    good: [
      {
        dockerfile:
          'FROM python:3.12-slim\nWORKDIR /app\nCOPY requirements.txt .\nRUN pip install --no-cache-dir -r requirements.txt\nCOPY . .\nCMD ["python", "app.py"]\n',
        files: { 'requirements.txt': 'flask==3.0.0\n', 'app.py': 'print(1)\n' },
      },
      {
        dockerfile: 'FROM python:3.12-slim\nWORKDIR /app\nCOPY . .\nRUN pip install -r requirements.txt\n',
        files: { 'requirements.txt': './lib\nflask\n', 'lib/setup.py': '' },
      },
    ],
  },
  sources: ['https://docs.docker.com/build/cache/optimize/'],
  resolvedBy: 'dependencies-first',
  check(facts) {
    return findMovableInstalls(facts).flatMap((move) => judge(move, facts));
  },
};

function judge({ broad, late }: MovableInstall, facts: SourceFacts): readonly Finding[] {
  const first = late[0];
  if (first === undefined) return [];
  const packages = late.reduce((sum, { step }) => sum + countPackages(step, facts), 0);
  return [
    {
      message: message('sources-before-dependencies', { installLine: first.line, packages }),
      place: { in: 'dockerfile', line: broad.instruction.startLine },
      saving: estimateInstallMs(packages),
      fix: { technique: 'dependencies-first' },
    },
  ];
}
