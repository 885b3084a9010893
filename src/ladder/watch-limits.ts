import { type Message, message } from '../model/message.ts';
import type { TrialWorld } from '../trial/contract.ts';
import type { OptimizeWish } from './optimize-project.ts';

/** Interrupt, time and disk: asked before anything new is begun. */
export interface Limits {
  reasonToStop(): Message | undefined;
  /** Looks at the disk anew, where a limit was given. */
  look(): Promise<void>;
}

export function watchLimits(world: TrialWorld, wish: OptimizeWish): Limits {
  const deadline = wish.maxTimeMs === undefined ? undefined : wish.startedMs + wish.maxTimeMs;
  let freeBytes: number | undefined;
  return {
    async look() {
      if (wish.maxDiskBytes !== undefined) freeBytes = await world.engine.builder.freeBytes?.();
    },
    reasonToStop() {
      if (world.signal.aborted) return message('stopped-interrupted', {});
      if (deadline !== undefined && world.clock.nowMs() > deadline)
        return message('stopped-max-time', { limitMs: wish.maxTimeMs ?? 0 });
      if (isBelow(freeBytes, wish.maxDiskBytes))
        return message('stopped-max-disk', { limitBytes: wish.maxDiskBytes ?? 0 });
      return undefined;
    },
  };
}

export function isBelow(freeBytes: number | undefined, limitBytes: number | undefined): boolean {
  return freeBytes !== undefined && limitBytes !== undefined && freeBytes < limitBytes;
}
