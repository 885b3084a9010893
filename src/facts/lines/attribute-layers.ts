import { parseDockerfile } from '../../dockerfile/parse-dockerfile.ts';
import { finalStage, readStages, type Stage, type StageGraph } from '../../dockerfile/stages.ts';
import type { Instruction } from '../../dockerfile/tree.ts';
import type { ImageView } from '../../image/contract.ts';
import { textToWords } from '../../model/bytes.ts';
import { Problem } from '../../model/problem.ts';
import { countTriggers } from './count-triggers.ts';
import { fitsStep } from './fit-step.ts';
import { placeSteps } from './place-steps.ts';
import type { BuildRecord, BuildStep, Lines } from './read-provenance.ts';
import { readSteps, type Step } from './read-steps.ts';
import { tellLayers } from './tell-layers.ts';

/** Where a layer comes from, and how that is known. */
export interface LayerOrigin {
  /** The build's own record, a Dockerfile whose steps fit the history, the history alone, or nothing. */
  readonly known: 'provenance' | 'dockerfile' | 'history' | 'nothing';
  readonly instruction?: string | undefined;
  /** 1-based lines of the Dockerfile, both included; of a base's layer, and of what its ONBUILDs did, those of its FROM. */
  readonly lines?: Lines | undefined;
  /** It belongs to the image the build started from; undefined where that is not known. */
  readonly isBase?: boolean | undefined;
}

export interface OriginHints {
  /** The first of them that is of this image is believed. */
  readonly records?: readonly BuildRecord[] | undefined;
  /** Bytes of the Dockerfile, the stage that was built and the build arguments, which may name a base. */
  readonly dockerfile?:
    | {
        readonly text: Uint8Array;
        readonly target?: string | undefined;
        readonly args?: Readonly<Record<string, string>> | undefined;
      }
    | undefined;
}

export interface Attribution {
  /** One a layer, base first. */
  readonly origins: readonly LayerOrigin[];
  /** The Dockerfile their lines are of. */
  readonly dockerfile?: Uint8Array | undefined;
}

/** One origin a layer, base first. A record that does not hold the image's last layer is of another build, and not believed. */
export function attributeLayers(view: ImageView, hints: OriginHints): Attribution {
  const steps = readSteps(view.config);
  const places = placeSteps(view.config.history, view.layers.length);
  const said = tellLayers(view, steps, places);
  for (const record of hints.records ?? []) {
    const recorded = fromRecord(view, record, said);
    if (recorded !== undefined) return { origins: recorded, dockerfile: record.dockerfile?.text };
  }
  const matched = hints.dockerfile && places && fromDockerfile(hints.dockerfile, { steps, places, said });
  if (matched !== undefined) return { origins: matched, dockerfile: hints.dockerfile?.text };
  return {
    origins: said.map((instruction) => ({ known: instruction === undefined ? 'nothing' : 'history', instruction })),
  };
}

function fromRecord(
  view: ImageView,
  record: BuildRecord,
  said: readonly (string | undefined)[],
): readonly LayerOrigin[] | undefined {
  const names = view.layers.map(({ digest, diffId }) => new Set<string>([digest, diffId]));
  const steps = findSteps(record.steps, names);
  if (steps.at(-1) === undefined) return undefined;
  const chosen = placeChooser(record);
  const textAt = textReader(record);
  return steps.map((step, i) => {
    const lines = step && chosen(step);
    const instruction = textAt(lines) ?? said[i] ?? step?.name;
    const isBase = step?.image !== undefined;
    return {
      known: step === undefined ? (said[i] === undefined ? 'nothing' : 'history') : 'provenance',
      ...(isBase ? { instruction: said[i] ?? instruction } : { instruction }),
      ...(lines !== undefined && { lines }),
      ...(step !== undefined && { isBase }),
    };
  });
}

/** What several stages say alike is done once: it is told by the line of the stage that was built. */
function placeChooser({ dockerfile, target }: BuildRecord): (step: BuildStep) => Lines | undefined {
  const isAmbiguous = ({ places }: BuildStep) => places.length > 1;
  let own: ReadonlySet<number> | undefined;
  return (step) => {
    if (!isAmbiguous(step) || dockerfile === undefined) return step.places.at(-1);
    own ??= ownLines(dockerfile.text, target);
    return step.places.find(({ start }) => own?.has(start)) ?? step.places.at(-1);
  };
}

/** What is written down may be of any form: a file that cannot be read tells no line. */
function ownLines(text: Uint8Array, target: string | undefined): ReadonlySet<number> {
  try {
    return new Set(linesOf(text, target));
  } catch (error) {
    if (error instanceof Problem) return new Set();
    throw error;
  }
}

function linesOf(text: Uint8Array, target: string | undefined): readonly number[] {
  const { own, from } = instructionsOf(readStages(parseDockerfile(text), { target }));
  return [from, ...own].map(({ startLine }) => startLine);
}

/**
 * For each layer the step whose result first holds it: the shortest chain of the image's own layers that reaches it, else one that ends with
 * it. Cost: linear in the record and the layers, for a record of any form.
 */
function findSteps(
  steps: readonly BuildStep[],
  names: readonly ReadonlySet<string>[],
): readonly (BuildStep | undefined)[] {
  const byLength = new Map<number, BuildStep>();
  const byLast = new Map<string, number>();
  for (const [at, step] of steps.entries()) {
    for (const chain of step.chains) {
      const last = chain.at(-1);
      if (last !== undefined && !byLast.has(last)) byLast.set(last, at);
      const isOurs = chain.length <= names.length && chain.every((digest, i) => names[i]?.has(digest));
      if (isOurs && !byLength.has(chain.length)) byLength.set(chain.length, step);
    }
  }
  const found: (BuildStep | undefined)[] = [];
  let reaching: BuildStep | undefined;
  for (let layer = names.length - 1; layer >= 0; layer--) {
    reaching = byLength.get(layer + 1) ?? reaching;
    // Linked copies stand on nothing: their chain is their own layer alone.
    const ends = [...(names[layer] ?? [])].flatMap((name) => byLast.get(name) ?? []);
    found.unshift(reaching ?? steps[Math.min(...ends)]);
  }
  return found;
}

/** An instruction is shown cut off long before. */
const MOST_INSTRUCTION = 1 << 16;

/** The file is taken apart once, however many layers name a line of it, or all of them. */
function textReader({ dockerfile }: BuildRecord): (lines: Lines | undefined) => string | undefined {
  if (dockerfile === undefined) return () => undefined;
  const text = Buffer.from(dockerfile.text).toString('utf8').split(/\r?\n/);
  return (lines) => {
    if (lines === undefined) return undefined;
    let instruction = text[lines.start - 1] ?? '';
    for (let at = lines.start; at < Math.min(lines.end, text.length); at++) {
      if (instruction.length > MOST_INSTRUCTION) break;
      instruction += `\n${text[at]}`;
    }
    // A line that the file does not have says nothing, so that the history may.
    return oneLine(instruction.slice(0, MOST_INSTRUCTION)) || undefined;
  };
}

function oneLine(text: string): string {
  return text
    .replace(/[\\`]\s*\n(?:\s*#[^\n]*\n)*/g, ' ')
    .replace(/[ \t]+/g, ' ')
    .trim();
}

interface PlacedSteps {
  readonly steps: readonly Step[];
  readonly places: readonly (number | undefined)[];
  readonly said: readonly (string | undefined)[];
}

/** Instructions and the history's last steps, side by side from the end: each must fit. */
function fromDockerfile(
  { text, target, args = {} }: NonNullable<OriginHints['dockerfile']>,
  { steps, places, said }: PlacedSteps,
): readonly LayerOrigin[] | undefined {
  const graph = readStages(parseDockerfile(text), { target, args });
  const { own, from } = instructionsOf(graph);
  const before = steps.length - own.length;
  // A file that has no step of its own fits every image, and says nothing of any.
  if (own.length === 0 || before < 0) return undefined;
  if (!own.every((instruction, i) => fitsStep(instruction, steps[before + i]))) return undefined;
  const triggered = before - countTriggers(steps.slice(0, before));
  return places.flatMap((layer, i): LayerOrigin[] => {
    if (layer === undefined) return [];
    const instruction = own[i - before];
    const at = instruction ?? from;
    return [
      {
        known: 'dockerfile',
        instruction: instruction === undefined ? said[layer] : textToWords(instruction.logical.text).trim(),
        lines: { start: at.startLine, end: at.endLine },
        isBase: i < triggered,
      },
    ];
  });
}

/** Those of the stage and of the stages it is built on, in the order they were run; and the FROM that names their image. */
function instructionsOf(graph: StageGraph): { readonly own: readonly Instruction[]; readonly from: Instruction } {
  let stage: Stage | undefined = finalStage(graph);
  const own: Instruction[] = [];
  while (stage !== undefined) {
    own.unshift(...stage.instructions);
    if (stage.base.is !== 'stage') return { own, from: stage.from };
    stage = graph.stages[stage.base.index];
  }
  throw new Error('a Dockerfile that was read has a stage');
}
