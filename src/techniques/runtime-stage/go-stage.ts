import { deleteInstruction, insertAfter } from '../../dockerfile/edits.ts';
import type { InstallStep } from '../../ecosystems/contract.ts';
import { CGO_MODULES } from '../../ecosystems/go/go-mod.ts';
import type { PlacedInstruction, SourceFacts } from '../../facts/source-facts.ts';
import type { Edit } from '../../model/bytes.ts';
import { type Message, message } from '../../model/message.ts';
import type { TechniqueEdit } from '../contract.ts';
import { absolutePath } from '../texts.ts';
import { carriedMetadata, carriedText, healthLeftOut, SHIPPED } from './carried-metadata.ts';
import { compileEdits } from './go-compile.ts';
import { findLeavings, type Leaving, type Leavings } from './go-leavings.ts';
import { nameStages } from './name-stages.ts';

declare module '../../model/message.ts' {
  interface Messages {
    'go-program-not-found': { start: string };
    'go-needs-cgo': { module: string };
    /** It imports os/exec: what it calls is not on the empty base. */
    'go-runs-other-programs': Record<string, never>;
    'start-needs-a-shell': Record<string, never>;
    'build-changes-folder': Record<string, never>;
    /** FROM asks for the builder's own platform, and no GOARCH for the target's. */
    'go-built-for-builder': { platform: string };
    /** HEALTHCHECK needs a tool or shell that the empty base does not have: let the orchestrator ask over HTTP. */
    'healthcheck-left-out': { command: string };
  }
}

interface GoPlan {
  readonly compile: InstallStep;
  readonly at: PlacedInstruction;
  /** ARG, ENV and what else describes the image, in file order. */
  readonly metadata: readonly PlacedInstruction[];
  /** What the stage that runs takes from the one that builds. */
  readonly leavings: Leavings;
  /** Flag of its FROM with a blank behind it, or empty. */
  readonly platform: string;
}

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
  const program = absolutePath(facts.start[0] ?? '', workdirAtEnd(facts));
  for (const at of facts.shipped.instructions) {
    const compile = at.run?.steps.find((s) => s.does === 'compile');
    if (compile === undefined || at.instruction.json) continue;
    if (at.run?.commands?.some((c) => c.words[0]?.text === 'cd')) return message('build-changes-folder', {});
    const output = outputOf(compile, at, facts);
    if (output !== undefined && (output === program || onPath(output, facts.start[0] ?? '')))
      return planRest(facts, compile, at, output);
  }
  return message('go-program-not-found', { start: facts.start.join(' ') });
}

function planRest(facts: SourceFacts, compile: InstallStep, at: PlacedInstruction, program: string): GoPlan | Message {
  const platform = platformOf(facts, at);
  if (platform === undefined)
    return message('go-built-for-builder', { platform: facts.shipped.from.flags.map((f) => f.text).join(' ') });
  const metadata = carriedMetadata(facts);
  if ('code' in metadata) return metadata;
  const leavings = findLeavings(facts, at, program, workdirAtEnd(facts));
  return 'code' in leavings ? leavings : { compile, at, metadata, leavings, platform };
}

export function editGoStage(facts: SourceFacts, plan: GoPlan): TechniqueEdit {
  const { tree, shipped } = facts;
  const names = nameStages(facts);
  const moved = shipped.instructions.filter(
    (i) => SHIPPED.has(i.instruction.keyword) && i.instruction.index > plan.at.instruction.index,
  );
  const workdir = workdirAtEnd(facts);
  const needsTemp = facts.programHas(
    /\b(os\.(CreateTemp|MkdirTemp|TempDir)|ioutil\.Temp|ParseMultipartForm|FormFile)\b/,
  );
  const lines = [
    '',
    `FROM ${plan.platform}scratch${names.runtimeSuffix}`,
    copyFrom(names.build, { path: '/etc/ssl/certs/ca-certificates.crt', to: '/etc/ssl/certs/' }),
    ...(needsTemp
      ? // Copied, the folder would lose its mode; WORKDIR makes it for whoever is the user then.
        ['WORKDIR /tmp']
      : []),
    ...[plan.leavings.program, ...plan.leavings.others].map((l) => copyFrom(names.build, l)),
    ...(workdir === '/' && !needsTemp ? [] : [`WORKDIR ${workdir}`]),
  ];
  const texts = [...lines, ...plan.metadata.map((i) => carriedText(facts, i))];
  const edits: Edit[] = [
    ...names.edits,
    ...compileEdits(facts, plan.compile, plan.at),
    ...moved.map((i) => deleteInstruction(tree, i.instruction)),
    insertAfter(tree, (shipped.instructions.at(-1) ?? { instruction: shipped.from }).instruction, texts),
  ];
  const health = healthLeftOut(facts);
  const notes =
    health === undefined ? [] : [message('healthcheck-left-out', { command: health.instruction.args.text })];
  return { dockerfile: edits, notes };
}

function copyFrom(stage: string, { path, to = path, owner }: Leaving): string {
  return `COPY --from=${stage}${owner === undefined ? '' : ` --chown=${owner}`} ${path} ${to}`;
}

/** @returns the flag of FROM for the stage that runs, undefined where the program would be built for another platform than the image's */
function platformOf({ shipped }: SourceFacts, at: PlacedInstruction): string | undefined {
  const flag = shipped.from.flags.find((f) => f.name === 'platform');
  if (flag === undefined) return '';
  if (!/BUILDPLATFORM|BUILDARCH/.test(flag.value ?? '')) return `${flag.text} `;
  // Built where the builder runs: right only for a compiler that is told where the program will.
  const told = /\bGOARCH=["']?\$\{?TARGETARCH\b/;
  const lines = shipped.instructions.filter((i) => i.instruction.index <= at.instruction.index);
  const tells = lines.some((i) => (i.instruction.keyword === 'ENV' || i === at) && told.test(i.instruction.args.text));
  return tells ? '' : undefined;
}

function outputOf(compile: InstallStep, at: PlacedInstruction, facts: SourceFacts): string | undefined {
  if (at.workdir === undefined) return undefined;
  const named = compile.output;
  const isFolder = named?.endsWith('/') ?? false;
  if (named !== undefined && !isFolder) return absolutePath(named, at.workdir);
  const source = compile.source?.replace(/\/$/, '');
  const module = facts.goMod?.module
    .replace(/\/v\d+$/, '')
    .split('/')
    .at(-1);
  const name = source === undefined || source === '.' ? module : source.replace(/\.go$/, '').split('/').at(-1);
  return name === undefined ? undefined : absolutePath(`${named ?? ''}${name}`, at.workdir);
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
