/** One log of a failure that really happened, with what a right answer to it holds. */
export interface HeldLog {
  /** Beside this file. */
  readonly file: string;
  /** The log is of a build, or of a container that starts or runs. */
  readonly when: 'build' | 'run';
  /** In one sentence. */
  readonly cause: string;
  /** Words of a right answer. */
  readonly evidence: readonly string[];
  /** What really cures it; where the log was recorded here, it was tried here. */
  readonly cure: string;
  /** `here`: provoked on this machine and kept as it came, names of mirrors apart. `public`: typed from published reports of the same failure. */
  readonly recorded: 'here' | 'public';
}

/** A log of which no cause may be named: nothing is wrong, or what is wrong is the program's own affair. */
export interface UnrelatedLog {
  readonly file: string;
  readonly recorded: 'here' | 'public';
}
