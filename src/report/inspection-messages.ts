import type { FindingCode, InspectedLayerRecord, NoteCode, SecretRecord } from '../record/inspection.ts';

export type LayerColumn = 'layer' | 'unpacked' | 'transfer' | 'dead' | 'files' | 'line' | 'instruction';
export type PackageColumn = 'package' | 'version' | 'kind' | 'bytes' | 'layer';
export type LineColumn = 'bytes' | 'dead' | 'line' | 'text';

declare module '../model/message.ts' {
  interface Messages {
    'inspect-title': { name: string; platform: string; layers: number };
    /** `transferBytes`, `duplicateBytes` and `baseBytes` only where they are known. */
    'inspect-sizes': {
      unpackedBytes: number;
      transferBytes?: number | undefined;
      baseBytes?: number | undefined;
      deadBytes: number;
      duplicateBytes?: number | undefined;
    };
    /** All that the findings name, each byte once; `ownBytes` without the base, where that is known. */
    'inspect-needless': { bytes: number; ownBytes?: number | undefined };
    /** What there would be less of with all layers joined into one. */
    'inspect-joining': { bytes: number };
    'inspect-efficiency': { efficiency: number; diveEfficiency?: number | undefined };
    'inspect-heading': { of: 'findings' | 'layers' | 'packages' | 'lines' | 'notes' | 'secrets' };
    'inspect-column': { column: LayerColumn };
    'inspect-package-column': { column: PackageColumn };
    'inspect-line-column': { column: LineColumn };
    /** A line that the file does not have, with bytes. */
    'inspect-line-beyond': Record<string, never>;
    /** `from` and `killer` are instructions, or empty where the image does not tell them; packages are `name version`. */
    'inspect-finding': {
      code: FindingCode;
      bytes: number;
      files: number;
      place: string;
      /** A deeper place with most of it. */
      mostly?: { readonly place: string; readonly bytes: number } | undefined;
      layer?: number | undefined;
      by?: number | undefined;
      /** The layer came with the image the build started from. */
      isBase: boolean;
      from: string;
      killer: string;
      package?: string | undefined;
      instead?: string | undefined;
      examples: readonly string[];
    };
    'inspect-nothing-found': Record<string, never>;
    /** Findings that are not shown; `copies` are of equal contents and repeated packages, whose bytes may be those of other findings. */
    'inspect-more-findings': { count: number; bytes: number; copies: number; copiesBytes: number };
    'inspect-more-packages': { count: number; bytes: number };
    'inspect-packages-unread': { files: number };
    /** How most of the lines are known. */
    'inspect-lines-known': { known: InspectedLayerRecord['known']; isGiven: boolean };
    /** Only headers were read. */
    'inspect-headers-only': Record<string, never>;
    'inspect-more-secrets': { count: number };
    'inspect-note': {
      code: NoteCode;
      layer?: number | undefined;
      count: number;
      path?: string | undefined;
      bytes?: number | undefined;
    };
    /** Of a file `path` and `layer`; else of the configuration, or of the `step` of its history. */
    'inspect-secret': {
      kind: SecretRecord['kind'];
      path?: string | undefined;
      name?: string | undefined;
      step?: number | undefined;
      layer?: number | undefined;
      isHidden: boolean;
      /** The instruction, or empty. */
      from: string;
    };
    /** What one may do after an inspection: give it the Dockerfile. */
    'next-file': { name: string };
    /** Of the page of findings: what one kind is, and what may be done about it. */
    'finding-reason': { code: FindingCode };
    'finding-cure': { code: FindingCode };
    /** `layers` is absent where the image could not be opened. */
    'validate-result': { name: string; layers?: number | undefined; faults: number };
    'validate-fault': { layer?: number | undefined; fault: { code: string; args: unknown } };
    'inspect-unknown-bytes': { bytes: number };
  }
}
