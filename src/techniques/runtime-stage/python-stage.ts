import { lightVariantOf } from '../../bases/describe-base.ts';
import { insertAfter } from '../../dockerfile/edits.ts';
import { runtimePackagesOf } from '../../ecosystems/apt/build-packages.ts';
import type { CommandFacts, PlacedInstruction, SourceFacts } from '../../facts/source-facts.ts';
import { type Message, message } from '../../model/message.ts';
import type { TechniqueEdit } from '../contract.ts';
import { coreOf, insertAbove, textOf } from '../texts.ts';
import { nameStages } from './name-stages.ts';

declare module '../../model/message.ts' {
  interface Messages {
    /** pip installs the project itself, or a path: the builder would need the sources. */
    'install-needs-sources': Record<string, never>;
    'install-placed-elsewhere': Record<string, never>;
    /** A RUN does more than install packages; what it leaves on disk would be lost. */
    'run-does-more': { line: number };
    'base-unknown': { base: string };
    'interpreter-by-path': { start: string };
  }
}

/** The final path of the environment: it cannot be moved after it was made. */
const VENV = '/opt/venv';
const TOOLS = new Set(['pip', 'setuptools', 'wheel']);

interface PythonPlan {
  readonly firstInstall: PlacedInstruction;
  readonly lastInstall: PlacedInstruction;
  readonly runtimeBase: string;
}

export function planPythonStage(facts: SourceFacts): PythonPlan | Message {
  const { shipped } = facts;
  const base = shipped.base.facts;
  if (!shipped.onImage || base?.family.repository !== 'python')
    return message('base-unknown', { base: shipped.base.name });
  const installs = shipped.instructions.filter((i) => i.run?.steps.some((s) => s.manager === 'pip'));
  const steps = installs.flatMap((i) => i.run?.steps ?? []);
  if (steps.some((s) => s.needsSources)) return message('install-needs-sources', {});
  // Another user than root installs into a home folder, and may not make the environment.
  if (steps.some((s) => s.placedElsewhere) || installs.some((i) => !/^(root|0)?(:.*)?$/.test(i.user)))
    return message('install-placed-elsewhere', {});
  const real = installs.filter((i) =>
    i.run?.steps.some((s) => s.manifests.length > 0 || s.packages.some((p) => !TOOLS.has(nameOf(p)))),
  );
  const [firstInstall, lastInstall] = [real[0], installs.at(-1)];
  if (firstInstall === undefined || lastInstall === undefined) return message('install-needs-sources', {});
  const before = shipped.instructions.filter((i) => i.instruction.index <= lastInstall.instruction.index);
  if (before.some((i) => i.copy?.wholeContext && i.copy.from === undefined))
    return message('install-needs-sources', {});
  const more = before.find(
    (i) => i.run && (mixesWork(i) || (i.instruction.index > firstInstall.instruction.index && doesMore(i))),
  );
  // What it needs of the packages is not there where it would be repeated.
  if (more) return message('run-does-more', { line: more.instruction.startLine });
  if (facts.start?.[0]?.startsWith('/usr/')) return message('interpreter-by-path', { start: facts.start[0] });
  const light = lightVariantOf(base);
  const text = light?.startsWith(shipped.base.name) ? shipped.base.text + light.slice(shipped.base.name.length) : light;
  return { firstInstall, lastInstall, runtimeBase: text ?? shipped.base.text };
}

/** Builder: everything up to the last install, into an environment at its final path. Runtime: the rest, and what the program needs of the first part. */
export function editPythonStage(facts: SourceFacts, plan: PythonPlan): TechniqueEdit {
  const names = nameStages(facts);
  const { tree, shipped } = facts;
  const before = shipped.instructions.filter((i) => i.instruction.index <= plan.lastInstall.instruction.index);
  const platform = shipped.from.flags.map((f) => `${f.text} `).join('');
  const stage = insertAfter(tree, plan.lastInstall.instruction, [
    '',
    `FROM ${platform}${plan.runtimeBase}${names.runtimeSuffix}`,
    ...before.flatMap((i) => runtimeLine(i, facts, plan)),
    `COPY --from=${names.build} ${VENV} ${VENV}`,
    `ENV PATH=${VENV}/bin:$PATH`,
  ]);
  const venv = insertAbove(tree, plan.firstInstall.instruction, [
    `RUN python -m venv --without-pip ${VENV}`,
    `ENV PIP_PYTHON=${VENV}/bin/python`,
  ]);
  return { dockerfile: [...names.edits, venv, stage] };
}

/** What of a builder's instruction the running program still needs. */
function runtimeLine(i: PlacedInstruction, facts: SourceFacts, plan: PythonPlan): string[] {
  const { instruction, run, copy } = i;
  if (run?.steps.some((s) => s.manager === 'pip') || run?.commands?.some((c) => c.apt)) return aptLine(i, facts);
  if (run?.commands?.every((c) => /^apt(-get)?$/.test(c.words[0]?.text ?? '') && c.words[1]?.text === 'update')) {
    return asksForLists(facts, plan) ? [coreOf(facts.tree, instruction)] : [];
  }
  const goes = (s: string) => isManifest(s, facts) && !isReadLater(s, facts, plan);
  if (copy && copy.from === undefined && copy.sources.every(goes)) return [];
  return [coreOf(facts.tree, instruction)];
}

/** A package that stays is asked for as it was, with its version; header packages become their library. */
function aptLine({ run }: PlacedInstruction, facts: SourceFacts): string[] {
  const installs = run?.commands?.filter((c) => c.apt) ?? [];
  const written = installs.flatMap((c) => c.words.slice(1).map((w) => textOf(facts.tree, w.range)));
  const packages = runtimePackagesOf(installs.flatMap((c) => c.apt?.packages ?? []));
  const asWritten = packages.map(
    (p) => written.find((w) => w === p || w.startsWith(`${p}=`) || w.startsWith(`${p}/`)) ?? p,
  );
  const flag = written.includes('--no-install-recommends') ? ' --no-install-recommends' : '';
  const install = `RUN apt-get update && apt-get install -y${flag} ${asWritten.join(' ')} && rm -rf /var/lib/apt/lists/*`;
  return packages.length === 0 ? [] : [install];
}

/** An install of the runtime stage that brings no lists of its own reads those that were there. */
function asksForLists(facts: SourceFacts, plan: PythonPlan): boolean {
  return facts.shipped.instructions.some(
    ({ instruction, run }) =>
      instruction.index > plan.lastInstall.instruction.index &&
      run !== undefined &&
      /\bapt(-get)?\s(?:.*\s)?install\b/.test(instruction.args.text) &&
      !/\bapt(-get)?\s(?:.*\s)?update\b/.test(instruction.args.text),
  );
}

function isManifest(source: string, facts: SourceFacts): boolean {
  const name = source.replace(/^\.\//, '');
  return facts.shipped.instructions.some((i) =>
    i.run?.steps.some((s) =>
      s.manifests.some((m) => m.replace(/^\.\//, '').split('/').at(-1) === name.split('/').at(-1)),
    ),
  );
}

/** A program, a variable, a health check or a step of the runtime stage names the file. */
function isReadLater(source: string, facts: SourceFacts, plan: PythonPlan): boolean {
  const name = (source.split('/').at(-1) ?? source).replace(/[.*+?^${}()|[\]\\]/g, '\\$&');
  const word = new RegExp(`(^|[\\s"'=/:,])${name}($|[\\s"'/:;,\\]])`);
  const { index } = plan.lastInstall.instruction;
  return (
    facts.programHas(new RegExp(`["'\`](?:[^"'\`\\n]*/)?${name}["'\`]`)) ||
    facts.shipped.instructions.some(({ instruction: i }) =>
      i.keyword === 'ENV'
        ? i.pairs.some((p) => !p.name.text.startsWith('PIP_') && word.test(p.value?.text ?? ''))
        : i.index > index && !['COPY', 'ADD'].includes(i.keyword) && word.test(i.args.text),
    )
  );
}

/** Neither pip nor apt, nor something that needs no package and leaves no more than a folder or a user. */
function doesMore({ run }: PlacedInstruction): boolean {
  const harmless = /^(mkdir|useradd|groupadd|adduser|addgroup|echo|set|true)$/;
  return !run?.commands?.every(
    (c) =>
      c.step !== undefined ||
      c.apt !== undefined ||
      /^(apt-get|apt|rm)$/.test(programOf(c)) ||
      harmless.test(programOf(c)),
  );
}

function programOf(command: CommandFacts): string {
  return command.words[0]?.text ?? '';
}

/** pip or apt beside commands whose traces would stay behind in the builder. */
function mixesWork({ run }: PlacedInstruction): boolean {
  if (run?.commands === undefined) return true;
  const known = (c: NonNullable<typeof run.commands>[number]) =>
    c.step !== undefined || c.apt !== undefined || /^(apt-get|apt|rm|set|true|echo)$/.test(c.words[0]?.text ?? '');
  const installs = run.commands.some((c) => c.step ?? c.apt);
  return installs && (!run.commands.every(known) || run.commands.some((c) => c.apt?.readable === false));
}

function nameOf(requirement: string): string {
  return requirement.replace(/[<>=!~[ ].*$/, '').toLowerCase();
}
