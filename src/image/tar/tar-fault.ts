/** What is wrong with a tar: the closed set of reasons for which Docker's own reader refuses one. */
export type TarFault =
  | 'truncated'
  | 'checksum'
  | 'number'
  | 'negative-length'
  | 'lone-zero-block'
  | 'pax-record'
  | 'sparse-map';
