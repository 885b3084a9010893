import type { HeldImage } from '../kit/image.ts';

export type DeathKind = 'deleted' | 'overwritten' | 'metadata' | 'replaced';

/** A content no path of the merged tree leads to. */
export interface DeadContent {
  /** The name of the member that carries the bytes; further hard links are not named. See ../kit/path-text.ts for odd bytes. */
  readonly path: string;
  /** The layer that carries it. */
  readonly layer: number;
  readonly bytes: number;
  readonly how: DeathKind;
  /** The layer after which no path of the merged tree leads to it; its own for a later member of the same layer. */
  readonly by: number;
}

export interface TreeNode {
  readonly type: 'file' | 'dir' | 'symlink' | 'char' | 'block' | 'fifo';
  /** Files only: bytes of the content the name leads to. For a sparse file the stored ones, as README counts contents. */
  readonly bytes?: number | undefined;
  /** Permission bits, said where the case is about them. */
  readonly mode?: number | undefined;
}

export interface WasteTruth {
  readonly contentBytes: number;
  readonly deadBytes: number;
  readonly duplicateBytes: number;
  /** By layer, then by place in the layer. */
  readonly dead: readonly DeadContent[];
  /** Every path a container sees (never a sample), folders implied by longer names too, without the root. */
  readonly tree: Readonly<Record<string, TreeNode>>;
}

export interface WasteCase {
  readonly id: string;
  readonly says: string;
  readonly image: HeldImage;
  readonly truth: WasteTruth;
  /** The order of the files in the case's archives, from the order the kit would write. */
  readonly order?: ((names: readonly string[]) => readonly string[]) | undefined;
}
