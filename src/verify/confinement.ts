import type { Confinement } from '../engine/contract.ts';

/** @returns of what is given that alone which confines a container */
export function confinementOf({ memoryBytes, cpus, readOnly, tmpfs, user }: Confinement): Confinement {
  return {
    ...(memoryBytes === undefined ? {} : { memoryBytes }),
    ...(cpus === undefined ? {} : { cpus }),
    ...(readOnly === undefined ? {} : { readOnly }),
    ...(tmpfs === undefined ? {} : { tmpfs }),
    ...(user === undefined ? {} : { user }),
  };
}
