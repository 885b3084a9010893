/** The little of this machine's files that driving an engine needs. */
export interface HostPort {
  /** The user's variables, as the engine's CLI shall see them. */
  readonly env: Readonly<Record<string, string | undefined>>;
  /** @returns undefined where there is no such file or it may not be read; at most `maxBytes` of it */
  readText(path: string, maxBytes: number): Promise<string | undefined>;
  /**
   * Runs the work with a new empty folder that is gone afterwards; one that a killed process left is gone once a later process
   * asks for its first. @throws what the system says: ENOSPC …
   */
  withTempDir<T>(work: (dir: string) => Promise<T>): Promise<T>;
  /** Bytes an ordinary user can still write at this path; undefined where it is not of this machine. */
  freeBytes(path: string): Promise<number | undefined>;
}
