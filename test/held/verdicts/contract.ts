/** One image of a pair, as a user would write it. Texts only: whatever is binary is made in an earlier stage. */
export interface HeldSide {
  /** With official names of bases; `build.mjs` puts stand-ins in their place. */
  readonly dockerfile: string;
  /** Other files of the context by path; both sides get the pair's own `files` too. */
  readonly files?: Readonly<Record<string, string>> | undefined;
}

/** How a container of either image is run and asked. */
export interface HeldRun {
  /** In place of CMD. */
  readonly command?: readonly string[] | undefined;
  readonly env?: Readonly<Record<string, string>> | undefined;
  /** As `docker run --user`. */
  readonly user?: string | undefined;
  readonly readOnly?: boolean | undefined;
  /** As `docker run --memory`, in bytes. */
  readonly memoryBytes?: number | undefined;
  /**
   * What is asked of it. A server: requests on its port, each with the status and, where it matters, a part of the body the working image answers
   * with. A one-shot program: its exit code and a part of what it prints.
   */
  readonly asks:
    | {
        readonly is: 'server';
        readonly port: number;
        readonly requests: readonly {
          readonly path: string;
          readonly method?: string | undefined;
          readonly body?: string | undefined;
          readonly status: number;
          readonly contains?: string | undefined;
        }[];
        /** Where it matters: it has to end by itself within so many seconds after SIGTERM. */
        readonly stopsWithinSeconds?: number | undefined;
        /** Where it matters: what `docker inspect` has to say of its HEALTHCHECK in the end. */
        readonly health?: 'healthy' | undefined;
      }
    | { readonly is: 'program'; readonly exitCode: number; readonly prints?: string | undefined }
    | {
        /** It keeps running and does not speak HTTP: a database, a clock. */
        readonly is: 'service';
        /** What its log has to say before it counts as started. */
        readonly logs?: string | undefined;
        readonly health?: 'healthy' | undefined;
        readonly stopsWithinSeconds?: number | undefined;
      };
}

/** Two images that differ by one fault. */
export interface HeldPair {
  /** Kebab-case, of the bad thing: `pip-user-under-root`. */
  readonly id: string;
  /** Ids of requirements and traps it shows: `T10`. */
  readonly traps: readonly string[];
  /** What is wrong can be told from files and configuration alone (`bytes`), or shows only when it runs (`behaviour`). Declared before it is run. */
  readonly fault: 'bytes' | 'behaviour';
  /** What breaks and why, in one sentence. */
  readonly says: string;
  /** Words that a right cause holds: sonames, modules, paths, programs. */
  readonly evidence: readonly string[];
  /** The fault stops the start, only the HEALTHCHECK, or only what `run` asks for. */
  readonly breaks: 'start' | 'healthcheck' | 'answer';
  readonly files?: Readonly<Record<string, string>> | undefined;
  readonly broken: HeldSide;
  readonly working: HeldSide;
  readonly run: HeldRun;
}

/** An image that works, as people write them: of it nobody may be told that it is broken. */
export interface HeldOrdinary {
  /** Kebab-case, of what it is: `flask-on-slim`. */
  readonly id: string;
  /** What is ordinary about it, and what a hasty checker could take for a fault. */
  readonly says: string;
  readonly files?: Readonly<Record<string, string>> | undefined;
  readonly dockerfile: string;
  readonly run: HeldRun;
}

/** A tree of files with its configuration, recorded because it cannot be built here. Counted apart from the pairs. */
export interface HeldTree {
  readonly id: string;
  readonly traps: readonly string[];
  readonly says: string;
  readonly evidence: readonly string[];
  readonly verdict: 'broken' | 'works';
  /** By path: text, or the parts of an ELF file that a loader reads, or a link. */
  readonly tree: Readonly<
    Record<
      string,
      | { readonly is: 'text'; readonly text: string; readonly mode?: number | undefined }
      | { readonly is: 'link'; readonly to: string }
      | {
          readonly is: 'elf';
          readonly machine: 'x86_64' | 'aarch64';
          readonly interpreter?: string | undefined;
          readonly needed?: readonly string[] | undefined;
          readonly soname?: string | undefined;
          readonly runpath?: string | undefined;
        }
    >
  >;
  readonly config: {
    readonly entrypoint?: readonly string[] | undefined;
    readonly cmd?: readonly string[] | undefined;
    readonly env?: readonly string[] | undefined;
    readonly user?: string | undefined;
    readonly workingDir?: string | undefined;
  };
}
