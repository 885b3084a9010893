import { Problem } from '../../model/problem.ts';

/** Why an engine does not unpack a layer. */
export type LayerRefusal =
  /** A hard link to a name its layer has not, or not yet. */
  | 'hardlink-missing'
  /** A hard link to what is no file. */
  | 'hardlink-to-other'
  /** A name whose parent is no folder. */
  | 'parent-no-folder'
  /** Symlinks on the way to a name lead in a circle. */
  | 'link-loop'
  /** The root itself is to be something else than a folder. */
  | 'root-no-folder'
  /** A whiteout that names nothing, or the folder it stands in, or the one above. */
  | 'whiteout-of-no-name';

export function refuseLayer(layer: number, path: string, reason: LayerRefusal): never {
  throw new Problem('usage', 'layer-refused', { layer, path, reason });
}
