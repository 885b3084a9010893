import type { Range } from '../model/bytes.ts';

/** One word of a command: its text where it is plain, and its place in the Dockerfile. */
export interface ArgWord {
  /** Undefined where an expansion makes it unknown before the build. */
  readonly text: string | undefined;
  readonly range: Range;
}

/** What a package manager's command does, without its syntax. Techniques see only this. */
export interface InstallStep {
  readonly ecosystem: EcosystemId;
  readonly manager: 'pip' | 'go' | 'apt';
  /** `fetch` only downloads, `install` makes packages usable, `compile` turns sources into the program. */
  readonly does: 'fetch' | 'install' | 'compile';
  /** Context paths, relative to the command's folder, that it reads and that are no sources: requirements.txt, go.mod. */
  readonly manifests: readonly string[];
  /** It reads sources of the project as well. */
  readonly needsSources: boolean;
  /** It reads files beside manifests and sources, and may pass over them in silence where they are missing: folders of packages, certificates. */
  readonly readsMore?: boolean | undefined;
  /** Folders worth keeping between builds, absolute in the image, where their place is known. */
  readonly caches: readonly string[];
  /** Flags that keep the manager from using its cache, with the blank before them. */
  readonly noCacheFlags: readonly Range[];
  /** Packages named on the command line itself. */
  readonly packages: readonly string[];
  /** Installs where a virtual environment cannot catch it: `--target`, `--prefix`, `--user`, another interpreter. */
  readonly placedElsewhere: boolean;
  /** For `compile`: path of the program, as the command writes it; undefined where the tool chooses. */
  readonly output?: string | undefined;
  /** For `compile`: what is compiled, `.` where nothing is said. */
  readonly source?: string | undefined;
  /** Where the command's own words end and its flags may be put: just after `go build`. */
  readonly flagsAt: number;
  /** Words of the command, for flags that are there already. */
  readonly words: readonly ArgWord[];
}

export type EcosystemId = 'python' | 'go' | 'apt';

/** The project's own files as text, as far as an ecosystem looks at them. Paths are relative to the context, with `/`. */
export interface ProjectText {
  readonly paths: readonly string[];
  text(path: string): string | undefined;
}
