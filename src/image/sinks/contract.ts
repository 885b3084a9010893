/** One file of an archive or a layout. Contents may be opened more than once. */
export interface ArchiveFile {
  /** Relative path with `/`. */
  readonly name: string;
  readonly bytes: number;
  open(): AsyncIterable<Uint8Array>;
}
