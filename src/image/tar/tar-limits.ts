/**
 * Published limits of reading one tar. A path beyond `nameBytes` cannot be created by any engine on Linux (PATH_MAX); Docker's
 * reader refuses special records beyond 1 MiB; the rest bounds our own memory.
 */
export const TAR_LIMITS = {
  /** Headers of one tar that become entries. */
  entries: 5_000_000,
  /** Bytes of one name or link target. */
  nameBytes: 4096,
  /** Folders one within the other. */
  pathDepth: 256,
  /** Bytes of one PAX or GNU long-name record, or of one sparse map. */
  recordBytes: 1 << 20,
  /** Bytes of all names, link targets and extended attributes of one tar together. */
  textBytes: 256 << 20,
} as const;

export type TarLimits = { readonly [K in keyof typeof TAR_LIMITS]: number };
