import type { HeldBuild } from './contract.ts';

/** One instruction as the self check reads it: enough for the texts of this folder, no more. */
export interface Instruction {
  readonly keyword: string;
  /** Line of the keyword, counted from 1. */
  readonly line: number;
  /** Everything of it, with its continuation lines and documents, comments left out. */
  readonly text: string;
}

export interface Stage {
  readonly name: string;
  readonly from: string;
  readonly instructions: readonly Instruction[];
}

const HEREDOC = /<<-?\s*(["']?)([\w.-]+)\1/g;

const isComment = (line: string) => /^\s*#/.test(line);

export function instructionsOf(dockerfile: string): Instruction[] {
  const left = dockerfile.split(/\r?\n/);
  const goesOn = /^#\s*escape=`/.test(left[0] ?? '') ? /`\s*$/ : /\\\s*$/;
  const lineCount = left.length;
  const found: Instruction[] = [];
  while (left.length > 0) {
    const line = lineCount - left.length + 1;
    const first = left.shift() ?? '';
    if (first.trim() === '' || isComment(first)) continue;
    const command = withContinuations(first, left, goesOn);
    const keyword = (/^\s*(\w+)/.exec(command)?.[1] ?? '').toUpperCase();
    found.push({ keyword, line, text: withDocuments(command, keyword, left) });
  }
  return found;
}

/** Takes the lines that go on off `left`. */
function withContinuations(first: string, left: string[], goesOn: RegExp): string {
  let command = first;
  while (goesOn.test(command) && left.length > 0) {
    const next = left.shift() ?? '';
    if (!isComment(next)) command = `${command.replace(goesOn, '')} ${next}`;
  }
  return command;
}

/** Takes the here-documents off `left`. */
function withDocuments(command: string, keyword: string, left: string[]): string {
  if (!/^(RUN|COPY|ADD)$/.test(keyword)) return command;
  let text = command;
  for (const [, , mark] of command.matchAll(HEREDOC)) {
    const end = left.indexOf(mark ?? '');
    if (end < 0) throw new Error(`the document ${mark} has no end`);
    text += left
      .splice(0, end + 1)
      .map((line) => `\n${line}`)
      .join('');
  }
  return text;
}

/** Names filled in from ARG, ENV and what the caller gives, each as it stands where it is used. */
function filledIn(build: HeldBuild, instructions: readonly Instruction[]): Instruction[] {
  const values = new Map<string, string>();
  return instructions.map((instruction) => {
    const text = instruction.text.replaceAll(
      /\$\{?(\w+)\}?/g,
      (whole, name: string) => build.args?.[name] ?? values.get(name) ?? whole,
    );
    if (/^(ARG|ENV)$/.test(instruction.keyword)) {
      for (const [, name = '', value = ''] of text.matchAll(/(\w+)=(\S+)/g)) values.set(name, value);
    }
    return { ...instruction, text };
  });
}

export function stagesOf(build: HeldBuild): Stage[] {
  const stages: { name: string; from: string; instructions: Instruction[] }[] = [];
  for (const instruction of filledIn(build, instructionsOf(build.dockerfile))) {
    const from = /^\s*from\s+(\S+)(?:\s+as\s+(\S+))?/i.exec(instruction.text);
    if (instruction.keyword === 'FROM') {
      const name = (from?.[2] ?? String(stages.length)).toLowerCase();
      stages.push({ name, from: (from?.[1] ?? '').toLowerCase(), instructions: [] });
    } else stages.at(-1)?.instructions.push(instruction);
  }
  return stages;
}

/** The instructions whose layers the image can have: those of the target and of the stages it stands on, lowest first. */
export function chainOf(build: HeldBuild): Instruction[] {
  const stages = stagesOf(build);
  const chain: Instruction[] = [];
  let stage = build.target === undefined ? stages.at(-1) : stages.find((item) => item.name === build.target);
  while (stage !== undefined) {
    chain.unshift(...stage.instructions);
    const from: string = stage.from;
    stage = stages.find((item) => item.name === from);
  }
  return chain;
}
