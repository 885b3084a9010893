import { normalizePythonName } from '../../image/packages/parse-python.ts';
import type { PackageChangeRecord } from '../../record/difference.ts';
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
      bytesBefore: bytesOf(had),
      bytesAfter: bytesOf(has),
    });
  }
  const moved = (change: PackageChangeRecord) => Math.abs(change.bytesAfter - change.bytesBefore);
  return changes.sort((a, b) => moved(b) - moved(a) || (`${a.kind} ${a.name}` < `${b.kind} ${b.name}` ? -1 : 1));
}

function groupByName(packages: readonly InstalledPackage[]): ReadonlyMap<string, readonly InstalledPackage[]> {
  const groups = new Map<string, InstalledPackage[]>();
  for (const one of packages) {
    if (one.ownedBy !== undefined) continue;
    const key = `${one.kind} ${one.kind === 'python' ? normalizePythonName(one.name) : one.name} ${one.architecture ?? ''}`;
    const group = groups.get(key);
    if (group === undefined) groups.set(key, [one]);
    else group.push(one);
  }
  return groups;
}

/** Each as often as it is there. */
function versionsOf(packages: readonly InstalledPackage[]): string[] {
  return packages.map(({ version }) => version).sort();
}

function bytesOf(packages: readonly InstalledPackage[]): number {
  return packages.reduce((sum, { bytes }) => sum + bytes, 0);
}
