import { sumBytes } from '../model/sum-of.ts';
import type { FindingRecord, InspectionRecord } from '../record/inspection.ts';

const MOST_FINDINGS = 10;
/** However large the findings of the base are, so many are shown of what the user can change. */
const LEAST_OWN = 5;

export interface ChosenFindings {
  readonly shown: readonly FindingRecord[];
  /** All others. Copies are told apart: their bytes may be those of other findings. */
  readonly rest: {
    readonly count: number;
    readonly bytes: number;
    readonly copies: number;
    readonly copiesBytes: number;
  };
}

/** The ten largest findings, those of the base behind the others, and how much the ones left out come to. */
export function chooseFindings({ findings, duplicateBytes, duplicateGroups }: InspectionRecord): ChosenFindings {
  const own = findings.filter(({ isBase }) => isBase !== true);
  const wanted = new Set([...findings.slice(0, MOST_FINDINGS), ...own.slice(0, LEAST_OWN)]);
  const chosen = findings.filter((finding) => wanted.has(finding));
  const others = findings.filter((finding) => !wanted.has(finding));
  const [single, copies] = [others.filter((one) => !isCopy(one)), others.filter(isCopy)];
  // The record names the largest groups of equal contents only, and says what all of them come to.
  const named = findings.filter(({ code }) => code === 'duplicate-content');
  return {
    shown: [...chosen.filter(({ isBase }) => isBase !== true), ...chosen.filter(({ isBase }) => isBase === true)],
    rest: {
      count: single.length,
      bytes: sumBytes(single),
      copies: copies.length + (duplicateGroups ?? named.length) - named.length,
      copiesBytes: sumBytes(copies) + (duplicateBytes ?? sumBytes(named)) - sumBytes(named),
    },
  };
}

function isCopy({ code }: FindingRecord): boolean {
  return code === 'duplicate-content' || code === 'duplicate-package';
}
