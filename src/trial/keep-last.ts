import { type TrialPlan, type TrialWorld, tagOf } from './contract.ts';

/**
 * After a timed build: its tag is freed, for the next build would take it over and leave this image behind without a name, where
 * no sweep finds it. Of each rung and kind the last image stays under a name of the run: it keeps the layers unpacked that the next
 * build finds in the cache, as on a developer's machine, and to the classic builder it is the cache.
 */
export async function keepLast({ engine: { store } }: TrialWorld, tag: string, last: string): Promise<void> {
  await store.remove(last);
  await store.tag(tag, last);
  await store.remove(tag);
}

/** Name of the image kept of a rung's timed builds. */
export function lastOf(plan: TrialPlan, kind: 'edited' | 'rebuilt', n: number): string {
  return tagOf(plan.folder.id, `${kind}-${n}`);
}
