import type { ByteText } from '../model/bytes.ts';
import type { HostPath } from './contract.ts';
import type { Ignore, IgnorePattern } from './ignore-patterns.ts';
import { type ContextEntry, type ContextReader, walkContext } from './walk-context.ts';

export interface Weight {
  /** Content bytes of regular files; a file with several names counts at each. */
  readonly bytes: number;
  readonly files: number;
}

export interface PathWeight {
  readonly path: ByteText;
  readonly bytes: number;
}

export interface TopLevelWeight extends PathWeight {
  readonly sent: Weight;
  readonly excluded: Weight;
}

export interface PatternWeight extends IgnorePattern {
  /** What this pattern had the last word on; an exception (`!`) never removes. */
  readonly removes: Weight;
}

export interface ContextWeight {
  readonly sent: Weight;
  readonly excluded: Weight;
  /** Heaviest first, sent and excluded together. */
  readonly topLevel: readonly TopLevelWeight[];
  readonly biggestSent: readonly PathWeight[];
  readonly biggestExcluded: readonly PathWeight[];
  /** In the order of the ignore file. */
  readonly patterns: readonly PatternWeight[];
}

const BIGGEST = 20;

interface Sum {
  bytes: number;
  files: number;
}

/**
 * What a context weighs, what is left out of it, and by which line. Looks into excluded folders too, so it costs a walk of the whole
 * tree; memory of the top-level names only. @throws as `walkContext`
 */
export async function weighContext(dir: HostPath, files: ContextReader, ignore: Ignore): Promise<ContextWeight> {
  const total = { sent: zero(), excluded: zero() };
  const top = new Map<ByteText, { sent: Sum; excluded: Sum }>();
  const removes = ignore.patterns.map(zero);
  const biggest = { sent: createBiggest(), excluded: createBiggest() };
  await walkContext({ dir, files, ignore, excludedToo: true }, (entry, standing) => {
    const side = standing.excluded ? 'excluded' : 'sent';
    const name = entry.path.split('/', 1)[0] ?? entry.path;
    const level = top.get(name) ?? { sent: zero(), excluded: zero() };
    top.set(name, level);
    if (entry.type !== 'file') return;
    add(total[side], entry);
    add(level[side], entry);
    biggest[side].offer(entry);
    const remover = standing.excluded && standing.decidedBy !== undefined ? removes[standing.decidedBy] : undefined;
    if (remover !== undefined) add(remover, entry);
  });
  return {
    ...total,
    topLevel: [...top]
      .map(([path, level]) => ({ path, bytes: level.sent.bytes + level.excluded.bytes, ...level }))
      .sort(byWeight),
    biggestSent: biggest.sent.list(),
    biggestExcluded: biggest.excluded.list(),
    patterns: ignore.patterns.map((pattern, i) => ({ ...pattern, removes: removes[i] ?? zero() })),
  };
}

function zero(): Sum {
  return { bytes: 0, files: 0 };
}

function add(sum: Sum, entry: ContextEntry): void {
  sum.bytes += entry.bytes;
  sum.files += 1;
}

function byWeight(a: PathWeight, b: PathWeight): number {
  return b.bytes - a.bytes || (a.path < b.path ? -1 : 1);
}

/** Keeps the heaviest of any number of files. */
function createBiggest(): { offer(entry: ContextEntry): void; list(): readonly PathWeight[] } {
  let kept: PathWeight[] = [];
  const trim = () => {
    kept = kept.sort(byWeight).slice(0, BIGGEST);
  };
  return {
    offer({ path, bytes }) {
      kept.push({ path, bytes });
      if (kept.length >= BIGGEST * 10) trim();
    },
    list() {
      trim();
      return kept;
    },
  };
}
