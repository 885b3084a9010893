import { basename, relative, resolve } from 'node:path';
import { type Project, readProject } from '../../facts/read-project.ts';
import { message } from '../../model/message.ts';
import { Problem } from '../../model/problem.ts';
import type { FilesPort } from '../../project/contract.ts';
import { findDockerfile } from '../../project/find-dockerfile.ts';
import type { Fault, Overview } from '../../report/overview.ts';
import { rankFaults } from '../../report/rank-faults.ts';
import { renderOverview } from '../../report/render-overview.ts';
import { checkRules, type Judged } from '../../rules/check-rules.ts';
import { composeFiles } from '../compose.ts';
import { type CliContext, hasColor, widthOf } from '../context.ts';
import { EXIT } from '../exit-codes.ts';
import { isVerbLike, tellUnknownVerb } from '../near-verbs.ts';
import { quoteWord } from '../quote-word.ts';
import type { LookFlags } from './look-flags.ts';

type JudgedFault = Fault & { readonly judged: Judged };

/** A static look at a folder: its costliest faults and the command to go on with. Needs no engine, no network, no configuration; writes nothing. */
export async function look(context: CliContext, flags: LookFlags, given?: string): Promise<void> {
  const started = performance.now();
  const { process, language } = context;
  const files = composeFiles();
  const dir = resolve(context.cwd, given ?? '.');
  if ((await files.stat(dir, true))?.type !== 'dir') throw tellMissing(given ?? '.', dir);
  const settings = await readSettings(files, dir);
  const file = flags.file ?? settings.dockerfile;
  const dockerfile = await findDockerfile({ dir, cwd: context.cwd, ...(file === undefined ? {} : { file }) }, files);
  const seen = await readProject(
    dir,
    dockerfile,
    { target: flags.target ?? settings.target, args: settings.args },
    files,
  );
  const names = { dockerfile: relative(dir, dockerfile), ignore: relative(dir, seen.ignorePath ?? '.dockerignore') };
  const faults = rankFaults(
    checkRules(seen.factsOf(seen.found, true)).map((j) => toFault(j, names)),
  ) as readonly JudgedFault[];
  const project = describeProject(seen, basename(dir), names.dockerfile);
  const overview: Overview = {
    project,
    faults,
    next: message('next-optimize', { folder: given === undefined ? '' : quoteWord(given) }),
    elapsedMs: Math.round(performance.now() - started),
  };
  process.stdout.write(
    flags.format === 'json'
      ? `${JSON.stringify({ findings: faults.map((f) => toJson(f, language.say(f.message))), project }, null, 2)}\n`
      : renderOverview(overview, { language, width: widthOf(context), color: hasColor(context) }),
  );
  process.exitCode = faults.length === 0 ? EXIT.fine : EXIT.findings;
}

function tellMissing(given: string, dir: string): Problem {
  return isVerbLike(given) ? tellUnknownVerb(given) : new Problem('usage', 'folder-not-found', { dir });
}

interface Settings {
  readonly dockerfile?: string;
  readonly target?: string | undefined;
  readonly args: Readonly<Record<string, string>>;
}

/** What plimsoll.yaml says of the build; its reader is loaded only where there is one. */
async function readSettings(files: FilesPort, dir: string): Promise<Settings> {
  const text = await files.readText(`${dir}/plimsoll.yaml`);
  if (text === undefined) return { args: {} };
  const { readConfig } = await import('../../config/read-config.ts');
  const { dockerfile, target, args } = readConfig(Buffer.from(text, 'latin1').toString('utf8'), 'plimsoll.yaml');
  return { ...(dockerfile === undefined ? {} : { dockerfile: resolve(dir, dockerfile) }), target, args };
}

function toFault(judged: Judged, names: { dockerfile: string; ignore: string }): JudgedFault {
  const { message: said, place, saving } = judged.finding;
  const file = place.in === 'dockerfile' ? names.dockerfile : names.ignore;
  return { judged, message: said, place: { file, line: place.line }, saving };
}

function toJson({ judged, message: said, place, saving }: JudgedFault, text: string) {
  const { rule, finding } = judged;
  return {
    rule: rule.id,
    aliases: rule.aliases,
    file: place?.file,
    line: place?.line,
    message: { ...said, text },
    saving,
    ...(finding.fix === undefined ? {} : { fix: finding.fix }),
  };
}

function describeProject(project: Project, name: string, dockerfile: string): Overview['project'] {
  const { context, ecosystems } = project;
  const facts = project.factsOf(project.found, true);
  return {
    name,
    ecosystems,
    stages: facts.stages.length,
    instructions: facts.tree.instructions.length,
    contextBytes: context.bytes,
    contextFiles: context.files,
    dockerfile,
  };
}
