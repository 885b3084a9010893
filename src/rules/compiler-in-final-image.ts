import type { PlacedInstruction, SourceFacts } from '../facts/source-facts.ts';
import { message } from '../model/message.ts';
import type { Finding, Rule } from './contract.ts';
import { estimate, estimatePackages } from './estimates.ts';
import { namesInstalled, namesRemoved } from './package-words.ts';
import { shippedInstructions } from './shipped-instructions.ts';

declare module '../model/message.ts' {
  interface Messages {
    'compiler-in-final-image': { tools: readonly string[] };
    'toolchain-base-shipped': { base: string };
  }
}

const BUILD_TOOLS =
  /^(autoconf|automake|binutils|build-base|build-essential|cargo|clang(-\d+)?|cmake|g\+\+(-\d+)?|gcc(-\d+)?|gfortran(-\d+)?|go|golang(-go)?|make|musl-dev|ninja-build|rust|rustc|[a-z0-9.+-]+-dev)$/;

type Fix = Pick<Finding, 'fix'>;

/** Compilers and headers are in the image that runs, not only in the one that builds. */
export const compilerInFinalImage: Rule = {
  id: 'compiler-in-final-image',
  aliases: [],
  state: 'preview',
  since: '0.1.0',
  about: {
    why: 'A compiler is needed once, while building. Shipped, it is often the largest part of the image, and the most useful tool for whoever breaks in.',
    whenToIgnore:
      'The program itself compiles: notebooks, just-in-time extensions, a builder image that is meant to be one.',
    saving:
      'Packages: installed bytes as apt resolves them on Debian 12, the heaviest alone up to all of them apart. A Go base: 95 % of its unpacked bytes.',
  },
  examples: {
    bad: [
      {
        dockerfile:
          'FROM python:3.12-slim\nRUN apt-get update && apt-get install -y gcc libpq-dev && rm -rf /var/lib/apt/lists/*\nCOPY requirements.txt .\nRUN pip install --no-cache-dir -r requirements.txt\nCMD ["python", "-V"]\n',
        files: { 'requirements.txt': 'psycopg2==2.9.9\n' },
      },
      {
        dockerfile: 'FROM golang:1.24\nWORKDIR /src\nCOPY . .\nRUN go build -o app .\nCMD ["./app"]\n',
        files: { 'go.mod': 'module example.org/app\n\ngo 1.24\n', 'main.go': 'package main\n\nfunc main() {}\n' },
      },
    ],
    good: [
      {
        dockerfile:
          'FROM golang:1.24 AS build\nWORKDIR /src\nCOPY . .\nRUN CGO_ENABLED=0 go build -o /app .\nFROM scratch\nCOPY --from=build /app /app\nCMD ["/app"]\n',
        files: { 'go.mod': 'module example.org/app\n' },
      },
      {
        dockerfile:
          'FROM alpine:3.20\nRUN apk add --no-cache --virtual .build gcc musl-dev && echo built && apk del .build\nCMD ["date"]\n',
      },
    ],
  },
  sources: ['https://docs.docker.com/build/building/multi-stage/'],
  resolvedBy: 'runtime-stage-split',
  check(facts) {
    const fix = fixOf(facts);
    return [...toolchainBase(facts, fix), ...shippedInstructions(facts).flatMap((i) => installedTools(i, fix))];
  },
};

function toolchainBase(facts: SourceFacts, fix: Fix): readonly Finding[] {
  const { base, from } = facts.shippedChain[0];
  if (base.facts === undefined || !base.facts.family.brings.includes('go')) return [];
  return [
    {
      message: message('toolchain-base-shipped', { base: base.name }),
      place: { in: 'dockerfile', line: from.startLine },
      saving: estimate('byte', (base.facts.unpackedBytes ?? 0) * 0.95, 0.9, 1.05),
      ...fix,
    },
  ];
}

/** What the same RUN takes away again never reaches the image. */
function installedTools(i: PlacedInstruction, fix: Fix): readonly Finding[] {
  const commands = i.run?.commands ?? [];
  if (commands.some((c) => namesRemoved(c) !== undefined)) return [];
  const tools = commands.flatMap((c) => namesInstalled(c) ?? []).filter((p) => BUILD_TOOLS.test(p));
  if (tools.length === 0) return [];
  return [
    {
      message: message('compiler-in-final-image', { tools }),
      place: { in: 'dockerfile', line: i.instruction.startLine },
      saving: estimatePackages(tools),
      ...fix,
    },
  ];
}

/** Splitting off a stage is what mends it where something is built or installed in the stage that ships. */
function fixOf(facts: SourceFacts): Fix {
  const { shipped } = facts;
  const installs = shipped.instructions.some((i) => i.run?.steps.some((s) => s.does !== 'fetch'));
  const split = shipped.instructions.some((i) => i.copy?.from !== undefined);
  return installs && !split && !shipped.usedByOthers ? { fix: { technique: 'runtime-stage-split' } } : {};
}
