import type { PackageRecord } from '../../image/packages/contract.ts';
import { sumBytes } from '../../model/sum-of.ts';
import { groupBy } from '../group-by.ts';
import type { Blame } from '../packages/blame-dead.ts';
import type { DeadContent } from './account-bytes.ts';
import { type FilesPlace, findPlace } from './find-place.ts';

/** Dead contents of one layer that one layer took away in one manner, or as one package. */
export interface DeadGroup extends Pick<DeadContent, 'layer' | 'by' | 'how' | 'bytes'>, FilesPlace {
  readonly files: number;
  readonly package?: PackageRecord | undefined;
  /** What the layer that took it away has of the same name. */
  readonly instead?: PackageRecord | undefined;
}

/** A package with less of what one layer hides of another is not told apart. */
const LEAST_SHARE = 0.1;

interface Blamed extends DeadContent {
  readonly blame?: Blame | undefined;
}

/** Largest first; empty contents alone make no group. Cost: linear in the lengths of the paths. */
export function groupDead(
  dead: readonly DeadContent[],
  blame: (content: DeadContent) => Blame | undefined,
): readonly DeadGroup[] {
  const pairs = groupBy(
    dead.map((content): Blamed => ({ ...content, blame: blame(content) })),
    ({ layer, by }) => `${layer} ${by}`,
  );
  return [...pairs.values()]
    .flatMap(splitPair)
    .filter((group) => group.bytes > 0)
    .sort((a, b) => b.bytes - a.bytes || a.layer - b.layer || a.by - b.by || (a.place < b.place ? -1 : 1));
}

/** What one layer hides of another, by package where one has a good share of it, else by manner. */
function splitPair(contents: readonly Blamed[]): readonly DeadGroup[] {
  const all = sumBytes(contents);
  const shares = new Map<PackageRecord, number>();
  for (const { blame, bytes } of contents) {
    if (blame !== undefined) shares.set(blame.package, (shares.get(blame.package) ?? 0) + bytes);
  }
  const isTold = ({ blame }: Blamed) =>
    blame !== undefined && (shares.get(blame.package) ?? 0) >= Math.max(1, all * LEAST_SHARE);
  const ids = new Map([...shares.keys()].map((record, n) => [record, n]));
  const groups = groupBy(contents, (content) => {
    if (!isTold(content) || content.blame === undefined) return content.how;
    const id = `package ${ids.get(content.blame.package)}`;
    return isReplaced(content) ? id : `${id} ${content.how}`;
  });
  return [...groups.values()].map((group) => tellGroup(group, group[0] !== undefined && isTold(group[0])));
}

function tellGroup(contents: readonly Blamed[], isPackage: boolean): DeadGroup {
  const { layer = 0, by = 0, how = 'deleted', blame } = contents[0] ?? {};
  const told = isPackage && blame !== undefined ? blame : undefined;
  const isOther = told !== undefined && contents.some(isReplaced);
  return {
    layer,
    by,
    // Of a package that another version took the place of, some files vanished and some were overwritten.
    how: isOther ? 'overwritten' : how,
    bytes: sumBytes(contents),
    files: contents.length,
    ...findPlace(contents),
    ...(told && { package: told.package }),
    ...(told?.instead && { instead: told.instead }),
  };
}

/** Another version took its place; some of its files may be the same in both. */
function isReplaced({ blame }: Blamed): boolean {
  return blame?.instead !== undefined && blame.instead.version !== blame.package.version;
}
