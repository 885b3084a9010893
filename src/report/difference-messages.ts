import type { DifferentField, Privilege } from '../record/difference.ts';

declare module '../model/message.ts' {
  interface Messages {
    'diff-title': { before: string; after: string };
    'diff-same': Record<string, never>;
    /** Paths that differ in nothing but their time. */
    'diff-times': { paths: number };
    /** Contents of all layers of either image. */
    'diff-sizes': { before: number; after: number };
    'diff-summary': {
      added: number;
      removed: number;
      changed: number;
      packages: number;
      config: number;
      privileges: number;
    };
    /** `bytesDelta` of live contents, after minus before. */
    'diff-bytes': { bytesDelta: number };
    'diff-layers': { shared: number; sharedBytes: number; before: number; after: number };
    'diff-heading': { of: 'privileges' | 'config' | 'packages' | 'paths' };
    'diff-privilege': { is: Privilege };
    'diff-no-value': Record<string, never>;
    'diff-files': { files: number };
    'diff-fields': { fields: readonly DifferentField[] };
    'diff-more': { count: number };
    'diff-more-paths': { added: number; removed: number; changed: number };
  }
}
