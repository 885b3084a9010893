import { normalizePythonName } from '../../image/packages/parse-python.ts';
import { sumBytes } from '../../model/sum-of.ts';
import type { PackageChangeRecord } from '../../record/difference.ts';
import { groupBy } from '../group-by.ts';
import type { InstalledPackage } from '../packages/list-packages.ts';

/** Packages of one kind and name on either side; one that came as a part of another does not count. Largest change of bytes first. */
export function diffPackages(
  before: readonly InstalledPackage[],
  after: readonly InstalledPackage[],
): PackageChangeRecord[] {
  const [one, other] = [groupByName(before), groupByName(after)];
  const changes: PackageChangeRecord[] = [];
  for (const key of new Set([...one.keys(), ...other.keys()])) {
    const [had, has] = [one.get(key) ?? [], other.get(key) ?? []];
    const [versionsBefore, versionsAfter] = [versionsOf(had), versionsOf(has)];
    const [first] = [...has, ...had];
    if (first === undefined || versionsBefore.join('\n') === versionsAfter.join('\n')) continue;
    changes.push({
      kind: first.kind,
      name: first.name,
      is: had.length === 0 ? 'added' : has.length === 0 ? 'removed' : 'changed',
      versionsBefore,
      versionsAfter,
      bytesBefore: sumBytes(had),
      bytesAfter: sumBytes(has),
    });
  }
  const moved = (change: PackageChangeRecord) => Math.abs(change.bytesAfter - change.bytesBefore);
  return changes.sort((a, b) => moved(b) - moved(a) || (`${a.kind} ${a.name}` < `${b.kind} ${b.name}` ? -1 : 1));
}

function groupByName(packages: readonly InstalledPackage[]): ReadonlyMap<string, readonly InstalledPackage[]> {
  return groupBy(
    packages.filter(({ ownedBy }) => ownedBy === undefined),
    ({ kind, name, architecture = '' }) =>
      `${kind} ${kind === 'python' ? normalizePythonName(name) : name} ${architecture}`,
  );
}

/** Each as often as it is there. */
function versionsOf(packages: readonly InstalledPackage[]): string[] {
  return packages.map(({ version }) => version).sort();
}
