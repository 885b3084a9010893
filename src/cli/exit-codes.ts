import { Problem } from '../model/problem.ts';

/** What a shell or CI reads off a run. */
export const EXIT = {
  fine: 0,
  /** Findings, broken, over budget, red baseline, baseline does not build. */
  findings: 1,
  usage: 2,
  /** Engine, network, disk. */
  world: 3,
  ourFault: 4,
  cannotTell: 5,
  interrupted: 130,
  terminated: 143,
} as const;

const BY_KIND = { usage: EXIT.usage, world: EXIT.world, project: EXIT.findings, unknown: EXIT.ourFault } as const;

export function exitCodeOf(error: unknown): number {
  return error instanceof Problem ? BY_KIND[error.kind] : EXIT.ourFault;
}
