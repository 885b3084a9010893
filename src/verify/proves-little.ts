import type { Probe } from './contract.ts';

/** That it lives, or ends when it is asked to, says nothing of what it does: a container that answers everything wrongly passes too. */
export function provesLittle(kind: Probe['kind'] | undefined): boolean {
  return kind === 'alive' || kind === 'stop';
}
