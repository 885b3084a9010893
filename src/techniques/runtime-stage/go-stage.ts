import { deleteInstruction, insertAfter } from '../../dockerfile/edits.ts';
import type { InstallStep } from '../../ecosystems/contract.ts';
import { CGO_MODULES } from '../../ecosystems/go/go-mod.ts';
import type { PlacedInstruction, SourceFacts } from '../../facts/source-facts.ts';
import type { Edit } from '../../model/bytes.ts';
import { type Message, message } from '../../model/message.ts';
import type { TechniqueEdit } from '../contract.ts';
import { coreOf, textOf } from '../texts.ts';
import { nameStages } from './name-stages.ts';

declare module '../../model/message.ts' {
  interface Messages {
    'go-program-not-found': { start: string };
    'go-needs-cgo': { module: string };
    /** It imports os/exec: what it calls is not on the empty base. */
    'go-runs-other-programs': Record<string, never>;
    'start-needs-a-shell': Record<string, never>;
    'build-changes-folder': Record<string, never>;
    /** HEALTHCHECK needs a tool or shell that the empty base does not have: let the orchestrator ask over HTTP. */
    'healthcheck-left-out': { command: string };
  }
}

interface GoPlan {
  readonly compile: InstallStep;
  readonly at: PlacedInstruction;
  /** Absolute path of the program. */
  readonly program: string;
}

/** Metadata that belongs to what ships, not to the build. */
const SHIPPED = new Set(['EXPOSE', 'VOLUME', 'USER', 'STOPSIGNAL', 'ENTRYPOINT', 'CMD', 'LABEL', 'HEALTHCHECK']);

/** A static program on the empty base, with certificates and zone data: both are kept unless somebody asks for less (T14, T17). */
export function planGoStage(facts: SourceFacts): GoPlan | Message {
  // What a stage below sets would have to be carried as well.
  if (!facts.shipped.onImage) return message('base-unknown', { base: facts.shipped.base.name });
  const cgo =
    facts.goMod?.requires.find((r) => CGO_MODULES.includes(r.path))?.path ??
    (facts.programHas(/^import "C"$/m) ? 'C' : undefined);
  if (cgo !== undefined) return message('go-needs-cgo', { module: cgo });
  if (facts.programHas(/"os\/exec"/)) return message('go-runs-other-programs', {});
  if (facts.start === undefined) return message('start-needs-a-shell', {});
  const program = absolute(facts.start[0] ?? '', workdirAtEnd(facts));
  for (const at of facts.shipped.instructions) {
    const compile = at.run?.steps.find((s) => s.does === 'compile');
    if (compile === undefined || at.instruction.json) continue;
    if (at.run?.commands?.some((c) => c.words[0]?.text === 'cd')) return message('build-changes-folder', {});
    const output = outputOf(compile, at, facts);
    if (output !== undefined && (output === program || onPath(output, facts.start[0] ?? '')))
      return { compile, at, program: output };
  }
  return message('go-program-not-found', { start: facts.start.join(' ') });
}

export function editGoStage(facts: SourceFacts, plan: GoPlan): TechniqueEdit {
  const { tree, shipped } = facts;
  const names = nameStages(facts);
  const health = shipped.instructions.findLast((i) => i.instruction.keyword === 'HEALTHCHECK');
  const keepsHealth =
    health === undefined || health.instruction.json || /^none$/i.test(health.instruction.args.text.trim());
  const moved = shipped.instructions.filter(
    (i) => SHIPPED.has(i.instruction.keyword) && i.instruction.index > plan.at.instruction.index,
  );
  const carried = shipped.instructions.filter(
    (i) => isCarried(i) && (i.instruction.keyword !== 'HEALTHCHECK' || (i === health && keepsHealth)),
  );
  const workdir = workdirAtEnd(facts);
  const lines = [
    '',
    `FROM scratch${names.runtimeSuffix}`,
    copyFrom(names.build, '/etc/ssl/certs/ca-certificates.crt', '/etc/ssl/certs/'),
    ...(facts.programHas(/\b(os\.(CreateTemp|MkdirTemp|TempDir)|ioutil\.Temp|ParseMultipartForm|FormFile)\b/)
      ? [copyFrom(names.build, '/tmp', '/tmp')]
      : []),
    copyFrom(names.build, plan.program, plan.program),
    ...runtimeFiles(facts, plan).map((path) => copyFrom(names.build, path, path)),
    ...(workdir === '/' ? [] : [`WORKDIR ${workdir}`]),
  ];
  const texts = [...lines, ...carried.map((i) => carriedText(facts, i))];
  const edits: Edit[] = [
    ...names.edits,
    ...compileEdits(facts, plan),
    ...moved.map((i) => deleteInstruction(tree, i.instruction)),
    insertAfter(tree, (shipped.instructions.at(-1) ?? { instruction: shipped.from }).instruction, texts),
  ];
  const notes = keepsHealth ? [] : [message('healthcheck-left-out', { command: health.instruction.args.text })];
  return { dockerfile: edits, notes };
}

function copyFrom(stage: string, from: string, to: string): string {
  return `COPY --from=${stage} ${from} ${to}`;
}

function isCarried({ instruction }: PlacedInstruction): boolean {
  if (SHIPPED.has(instruction.keyword)) return true;
  return (
    instruction.keyword === 'ENV' && !instruction.pairs.every((p) => /^(GO[A-Z0-9]*|CGO_\w+|PATH)$/.test(p.name.text))
  );
}

/** The empty base has no shell: a shell form of one plain command becomes its exec form. */
function carriedText(facts: SourceFacts, i: PlacedInstruction): string {
  const isStart = facts.startInstructions.includes(i);
  const text = coreOf(facts.tree, i.instruction);
  return isStart && !i.instruction.json
    ? `${i.instruction.keyword} ${JSON.stringify(facts.start ?? [])}`
    : userByNumber(i, text);
}

/** A name needs /etc/passwd, which the empty base has not. */
function userByNumber({ instruction }: PlacedInstruction, text: string): string {
  if (instruction.keyword !== 'USER') return text;
  const [name = '', group] = instruction.args.text.trim().split(':');
  const numeric = /^\d+$/.test(name) && (group === undefined || /^\d+$/.test(group));
  return numeric || name === 'root'
    ? text.replace(/\broot\b/g, '0')
    : `USER ${name === 'nobody' ? '65534:65534' : '65532:65532'}`;
}

/** Folders and files beside the program that its own text names: templates, static files, configuration. */
function runtimeFiles(facts: SourceFacts, plan: GoPlan): string[] {
  const copy = facts.shipped.instructions.findLast((i) => i.copy?.wholeContext && i.copy.from === undefined)?.copy;
  if (copy?.target === undefined) return [];
  const tops = new Set(facts.context.paths.map((p) => p.split('/')[0] ?? p));
  const files = [...tops].filter(
    (t) => !/\.(go|mod|sum|md)$/.test(t) && !/^(vendor|Makefile|LICENSE|Dockerfile.*|plimsoll\.yaml|\..*)$/.test(t),
  );
  const holdsData = (top: string) =>
    facts.context.paths.some((p) => (p === top || p.startsWith(`${top}/`)) && !/\.(go|mod|sum)$/.test(p));
  return files
    .filter((top) => holdsData(top) && facts.mentions(top))
    .map((top) => absolute(top, copy.target ?? '/'))
    .filter((path) => path !== plan.program);
}

/** Static, without paths of the builder and without symbol tables; flags that are there already are left alone. */
function compileEdits(facts: SourceFacts, { compile, at }: GoPlan): Edit[] {
  const words = compile.words.map((w) => textOf(facts.tree, w.range));
  const has = (flag: string) => words.some((w) => w === flag || w.startsWith(`${flag}=`) || w.startsWith(`-${flag}=`));
  // A flag on the command line would take the place of the same flag in GOFLAGS.
  const preset = at.env['GOFLAGS'] ?? '';
  const added: string[] = [];
  if (!has('-trimpath')) added.push('-trimpath');
  if (!has('-ldflags') && !preset.includes('-ldflags')) added.push('-ldflags="-s -w"');
  if (!has('-tags') && !preset.includes('-tags')) added.push('-tags timetzdata');
  const first = compile.words[0]?.range.start ?? 0;
  const isStatic = at.env['CGO_ENABLED'] === '0' || /CGO_ENABLED=0/.test(at.instruction.args.text);
  const edits: Edit[] = isStatic ? [] : [{ range: { start: first, end: first }, text: 'CGO_ENABLED=0 ' }];
  if (added.length > 0)
    edits.push({ range: { start: compile.flagsAt, end: compile.flagsAt }, text: ` ${added.join(' ')}` });
  return [
    ...edits,
    ...mergeValue(facts, compile, '-ldflags', (v) => (/(^|\s)-s(\s|$)/.test(v) ? v : `-s -w ${v}`)),
    ...mergeValue(facts, compile, '-tags', (v) => (v.includes('timetzdata') ? v : `${v},timetzdata`)),
  ];
}

/** Changes the value of a flag that is written already, inside its quotes. */
function mergeValue(facts: SourceFacts, compile: InstallStep, flag: string, change: (value: string) => string): Edit[] {
  const index = compile.words.findIndex((w) => new RegExp(`^-?${flag}(=|$)`, 's').test(textOf(facts.tree, w.range)));
  const word = compile.words[index];
  if (word === undefined) return [];
  const written = textOf(facts.tree, word.range);
  const [name, attached] = written.split(/=(.*)/s);
  const place = attached === undefined ? compile.words[index + 1]?.range : word.range;
  if (place === undefined) return [];
  const prefix = attached === undefined ? '' : `${name}=`;
  const [, quote = '', value = ''] = /^(["']?)(.*)\1$/s.exec(attached ?? textOf(facts.tree, place)) ?? [];
  const changed = change(value);
  const around = quote || (/\s/.test(changed) ? '"' : '');
  return changed === value ? [] : [{ range: place, text: prefix + around + changed + around }];
}

function outputOf(compile: InstallStep, at: PlacedInstruction, facts: SourceFacts): string | undefined {
  if (at.workdir === undefined) return undefined;
  const named = compile.output;
  const isFolder = named?.endsWith('/') ?? false;
  if (named !== undefined && !isFolder) return absolute(named, at.workdir);
  const source = compile.source?.replace(/\/$/, '');
  const module = facts.goMod?.module
    .replace(/\/v\d+$/, '')
    .split('/')
    .at(-1);
  const name = source === undefined || source === '.' ? module : source.replace(/\.go$/, '').split('/').at(-1);
  return name === undefined ? undefined : absolute(`${named ?? ''}${name}`, at.workdir);
}

function onPath(program: string, start: string): boolean {
  return (
    !start.includes('/') &&
    /^\/(usr\/local\/bin|usr\/bin|bin|go\/bin|usr\/local\/sbin|usr\/sbin|sbin)\/[^/]+$/.test(program) &&
    program.endsWith(`/${start}`)
  );
}

function workdirAtEnd(facts: SourceFacts): string {
  const last = facts.shipped.instructions.at(-1);
  return (last?.instruction.keyword === 'WORKDIR' ? undefined : last?.workdir) ?? facts.workdir ?? '/';
}

function absolute(path: string, folder: string): string {
  const parts: string[] = [];
  for (const part of (path.startsWith('/') ? path : `${folder}/${path}`).split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return `/${parts.join('/')}`;
}
