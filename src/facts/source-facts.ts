import type { BaseFacts } from '../bases/describe-base.ts';
import type { DockerfileTree, Instruction } from '../dockerfile/tree.ts';
import type { AptInstall } from '../ecosystems/apt/read-apt.ts';
import type { InstallStep, ProjectText } from '../ecosystems/contract.ts';
import type { GoMod } from '../ecosystems/go/go-mod.ts';
import type { RequirementLine } from '../ecosystems/python/requirements.ts';
import type { Range } from '../model/bytes.ts';

/** The files a rung is made of, as bytes of the user's own encoding. */
export interface RungFiles {
  readonly dockerfile: Uint8Array;
  /** What the project's ignore file holds, or should hold; undefined = it has none. */
  readonly ignore: Uint8Array | undefined;
}

/** Everything the techniques may know before a build: derived from text and names alone, once per rung. */
export interface SourceFacts {
  readonly files: RungFiles;
  readonly tree: DockerfileTree;
  /** All stages that the built target needs, in file order; the last is the one that ships. */
  readonly stages: readonly StageFacts[];
  readonly shipped: StageFacts;
  /** The stage that ships and those it stands on by FROM, the lowest first: what they write is in the image. */
  readonly shippedChain: readonly [StageFacts, ...StageFacts[]];
  /** The build context after this rung's ignore file. */
  readonly context: ContextFacts;
  /** The project's texts, ignored files included: what is in the repository says what the program is. */
  readonly project: ProjectText;
  /** The requirements file at a context path; undefined where there is none. */
  requirements(path: string): readonly RequirementLine[] | undefined;
  readonly goMod: GoMod | undefined;
  /** A RUN, the start command or a program text (comments and ignored files aside) holds this file name as a word of its own. */
  mentions(name: string): boolean;
  /** A program text (tests and ignored files aside) matches. */
  programHas(pattern: RegExp): boolean;
  /** What the image starts, from text: entrypoint and command joined; undefined where either needs a shell or is not told. */
  readonly start: readonly string[] | undefined;
  /** Working folder the shipped program starts in. */
  readonly workdir: string | undefined;
  /** ENTRYPOINT and CMD of the shipped stage that are in force, in file order. */
  readonly startInstructions: readonly PlacedInstruction[];
  /** Where a source edit goes: the module the start command names. Context path. */
  readonly entry: string | undefined;
  /** The builder keeps `RUN --mount=type=cache`. */
  readonly cacheMounts: boolean;
}

export interface ContextFacts {
  readonly paths: readonly string[];
  readonly bytes: number;
  bytesOf(path: string): number;
}

export interface StageFacts {
  readonly index: number;
  readonly name: string | undefined;
  readonly from: Instruction;
  /** The image word of FROM, as written and after expansion; a stage's name where it builds on one. */
  readonly base: {
    readonly text: string;
    readonly name: string;
    readonly range: Range;
    readonly facts: BaseFacts | undefined;
  };
  /** It builds on an image, not on another stage. */
  readonly onImage: boolean;
  /** Without FROM, in file order. */
  readonly instructions: readonly PlacedInstruction[];
  /** Files are taken from it by name or number in a later stage. */
  readonly usedByOthers: boolean;
}

/** An instruction with the state it runs in. */
export interface PlacedInstruction {
  readonly instruction: Instruction;
  /** Absolute; `undefined` where it cannot be told from text. */
  readonly workdir: string | undefined;
  readonly user: string;
  readonly env: Readonly<Record<string, string>>;
  readonly run: RunFacts | undefined;
  readonly copy: CopyFacts | undefined;
}

export interface RunFacts {
  /** One per command, in order; undefined where the shell text could not be read. */
  readonly commands: readonly CommandFacts[] | undefined;
  readonly steps: readonly InstallStep[];
  readonly cacheTargets: readonly string[];
}

export interface CommandFacts {
  readonly words: readonly { readonly text: string | undefined; readonly range: Range }[];
  readonly range: Range;
  readonly step: InstallStep | undefined;
  readonly apt: AptInstall | undefined;
}

export interface CopyFacts {
  /** Stage name, number or image; undefined = the build context. */
  readonly from: string | undefined;
  readonly sources: readonly string[];
  readonly destination: string;
  /** Absolute, with the working folder applied; undefined where it cannot be told. */
  readonly target: string | undefined;
  /** A source is the context's root. */
  readonly wholeContext: boolean;
}
