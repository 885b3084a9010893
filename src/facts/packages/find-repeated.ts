import { isOfSystem } from '../../image/packages/contract.ts';
import { normalizePythonName } from '../../image/packages/parse-python.ts';
import { textToName } from '../../model/bytes.ts';
import { sumBytes, sumOf } from '../../model/sum-of.ts';
import type { PackageName } from '../../record/inspection.ts';
import { groupBy } from '../group-by.ts';
import type { InstalledPackage } from './list-packages.ts';

/** A package that is there more than once. */
export interface RepeatedPackage {
  readonly name: PackageName;
  /** Of all but the largest. */
  readonly bytes: number;
  readonly files: number;
  /** `usr/lib/… (1.2.3)`, largest first. */
  readonly versions: readonly string[];
  /** All but the largest. */
  readonly others: readonly InstalledPackage[];
}

/** Builds of one library for several versions of CUDA are the same library. */
const CUDA = /-cu\d+$/;

/** @returns packages of one kind and name that have bytes at more than one place, most bytes first */
export function findRepeatedPackages(packages: readonly InstalledPackage[]): readonly RepeatedPackage[] {
  const counted = packages.filter((one) => one.bytes > 0 && one.ownedBy === undefined && one.kind !== 'go');
  return [...groupBy(counted, keyOf).values()]
    .filter((same) => same.length > 1)
    .map((same) => tellRepeated(same.toSorted((a, b) => b.bytes - a.bytes)))
    .sort((a, b) => b.bytes - a.bytes);
}

/** Systems install builds for several architectures beside each other; each is needed. */
function keyOf(one: InstalledPackage): string {
  const name = one.kind === 'python' ? normalizePythonName(one.name).replace(CUDA, '') : one.name;
  return [one.kind, name, isOfSystem(one) ? (one.architecture ?? '') : ''].join('\0');
}

function tellRepeated([first, ...others]: readonly InstalledPackage[]): RepeatedPackage {
  if (first === undefined) throw new Error('a repeated package is there');
  const { kind, name, version } = first;
  return {
    name: { kind, name, version },
    bytes: sumBytes(others),
    files: sumOf(others, ({ contents }) => contents),
    versions: [first, ...others].map((one) => `${textToName(one.path)} (${one.version})`),
    others,
  };
}
