import { Problem } from '../../model/problem.ts';
import { depthOf } from './name-shape.ts';
import type { TarLimits } from './tar-limits.ts';
import type { TarMember } from './tar-member.ts';

/** Counts what a caller may keep of the members. @throws Problem `tar-over-limit` */
export interface TarBudget {
  see(member: TarMember): void;
  /** A member of which only its name and its link are kept. */
  count(nameBytes: number, linkBytes: number, depth: number): void;
}

export function makeBudget(source: string, limits: TarLimits): TarBudget {
  let entries = 0;
  let textBytes = 0;
  const refuse = (limit: keyof TarLimits): never => {
    throw new Problem('usage', 'tar-over-limit', { source, limit, allowed: limits[limit] });
  };
  function count(bytes: number): void {
    entries += 1;
    textBytes += bytes;
    if (entries > limits.entries) refuse('entries');
    if (textBytes > limits.textBytes) refuse('textBytes');
  }
  return {
    count(nameBytes, linkBytes, depth) {
      if (nameBytes > limits.nameBytes || linkBytes > limits.nameBytes) refuse('nameBytes');
      if (depth > limits.pathDepth) refuse('pathDepth');
      count(nameBytes + linkBytes);
    },
    see({ name, link, xattrs, shape }) {
      let bytes = name.length + link.length;
      if (xattrs !== undefined) for (const [key, value] of Object.entries(xattrs)) bytes += key.length + value.length;
      if (name.length > limits.nameBytes || link.length > limits.nameBytes) refuse('nameBytes');
      if (depthOf(shape) > limits.pathDepth) refuse('pathDepth');
      count(bytes);
    },
  };
}
