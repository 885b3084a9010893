import { Problem } from '../model/problem.ts';

/** Published limits of one Dockerfile. No person writes as much, and what is asked of stages grows faster than they do. */
export const DOCKERFILE_LIMITS = { bytes: 4 << 20, instructions: 20_000 } as const;

/** @throws Problem `dockerfile-over-limit` */
export function checkLength(limit: keyof typeof DOCKERFILE_LIMITS, length: number): void {
  const allowed = DOCKERFILE_LIMITS[limit];
  if (length > allowed) throw new Problem('usage', 'dockerfile-over-limit', { limit, allowed });
}
