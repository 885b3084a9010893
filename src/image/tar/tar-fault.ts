import type { ByteText } from '../../model/bytes.ts';

/** What is wrong with a tar: the closed set of reasons for which Docker's own reader refuses one. */
export type TarFault =
  | 'truncated'
  | 'checksum'
  | 'number'
  | 'negative-length'
  | 'lone-zero-block'
  | 'pax-record'
  | 'sparse-map'
  | 'unknown-type'
  | 'link-escapes';

/** Ends the reading of a tar. @param path the member's name, where it is known */
export type Fail = (fault: TarFault, path?: ByteText) => never;
