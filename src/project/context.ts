import type { HostPath } from './contract.ts';
import type { Ignore } from './ignore-patterns.ts';
import { type ContextEntry, type ContextReader, walkContext } from './walk-context.ts';

/**
 * What the builder sends of a folder, in a fixed order (see `walkContext`, also for the problems it throws). Special files are listed
 * with their type. Memory: about 300 bytes per entry.
 */
export async function listContext(
  dir: HostPath,
  files: ContextReader,
  ignore: Ignore,
): Promise<readonly ContextEntry[]> {
  const entries: ContextEntry[] = [];
  await walkContext({ dir, files, ignore, excludedToo: false }, (entry) => entries.push(entry));
  return entries;
}
