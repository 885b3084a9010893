/**
 * A build of one Dockerfile, its result known line by line. `docker buildx build` makes it with no network; the only bases are
 * `scratch` and the build context `base`, a small Debian (/bin/sh, coreutils). No stage is called `base`: a named context
 * takes the place of a stage of its name.
 */
export interface HeldBuild {
  readonly id: string;
  /** What is in it, and why the truth is right. */
  readonly says: string;
  readonly dockerfile: string;
  /** The context: path -> text, written as UTF-8. `Dockerfile` is not among them and is never copied. */
  readonly files: Readonly<Record<string, string>>;
  readonly target?: string;
  readonly args?: Readonly<Record<string, string>>;
  readonly truth: BuildTruth;
}

/** Paths have no leading slash. Lines are counted from 1; an instruction's line is the one its keyword stands on. */
export interface BuildTruth {
  /** Path of a file in the image -> line of the instruction whose layer carries the file's live content. */
  readonly lines: Readonly<Record<string, number>>;
  /** Contents that are in a layer but hidden by a later one: the line that carries it and the line that hides it. */
  readonly hidden?: readonly HiddenFile[];
  /**
   * Folders the build makes and leaves -> line whose layer has them first. Later layers may list them again. One that is
   * deleted and made anew is left out: engines may say that in two ways.
   */
  readonly folders?: Readonly<Record<string, number>>;
  /** Paths the text speaks of that no layer of the image carries. */
  readonly absent?: readonly string[];
}

export interface HiddenFile {
  readonly path: string;
  readonly line: number;
  readonly byLine: number;
}
