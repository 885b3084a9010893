import type { Saving } from '../rules/contract.ts';
import type { Fault } from './overview.ts';

/** One exchange rate between the two kinds of cost: bytes are worth the time a 100 Mbit/s line carries them. */
const BYTES_PER_MS = 12_500;

/** Costliest first by what is likely saved; equals keep their order. */
export function rankFaults(faults: readonly Fault[]): readonly Fault[] {
  return faults.toSorted((a, b) => costMs(b.saving) - costMs(a.saving));
}

function costMs(saving: Saving): number {
  return saving.unit === 'ms' ? saving.likely : saving.likely / BYTES_PER_MS;
}
