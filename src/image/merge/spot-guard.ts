import { Problem } from '../../model/problem.ts';
import { TAR_LIMITS } from '../tar/tar-limits.ts';

/**
 * Sees each place a layer puts something at. @param addedBytes what the place's path has more than the name that was written for it
 * @throws Problem `tar-over-limit`
 */
export type SpotGuard = (depth: number, bytes: number, addedBytes: number) => void;

/**
 * Holds places to the limits that names keep as they are written: a short name behind a symlink may mean a long one. No engine makes a
 * path beyond PATH_MAX. What symlinks add to all names of a layer may be as much as the names themselves: whoever lists the tree
 * has both in memory.
 */
export function guardSpots(source: string): SpotGuard {
  let textBytes = 0;
  const refuse = (limit: 'nameBytes' | 'pathDepth' | 'textBytes'): never => {
    throw new Problem('usage', 'tar-over-limit', { source, limit, allowed: TAR_LIMITS[limit] });
  };
  return (depth, bytes, addedBytes) => {
    if (bytes > TAR_LIMITS.nameBytes) refuse('nameBytes');
    if (depth > TAR_LIMITS.pathDepth) refuse('pathDepth');
    if (addedBytes <= 0) return;
    textBytes += addedBytes;
    if (textBytes > TAR_LIMITS.textBytes) refuse('textBytes');
  };
}
