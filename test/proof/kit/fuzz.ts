import { Problem } from '../../../src/model/problem.ts';
import { cpuMs } from '../../kit/cpu-time.ts';
import { Refusal, type Seed, type Seeds } from './fuzz-contract.ts';
import { fuzzedImages } from './fuzz-images.ts';
import { fuzzedLines } from './fuzz-lines.ts';
import { fuzzedPackages } from './fuzz-packages.ts';
import { fuzzedPages } from './fuzz-pages.ts';
import { fuzzedRegistry } from './fuzz-registry.ts';
import { makeRandom, pick, type Random } from './mutate.ts';

export interface FuzzReport {
  readonly inputs: number;
  readonly read: number;
  readonly refused: Readonly<Record<string, number>>;
  /** Inputs of each kind; a kind that never ran stands here with 0. */
  readonly kinds: Readonly<Record<string, { readonly inputs: number; readonly read: number }>>;
  /** Anything thrown that is no refusal, with the number of the input it was thrown at. */
  readonly crashes: readonly { readonly kind: string; readonly input: number; readonly error: string }[];
  /** By the processor's time. */
  readonly slowest: { readonly ms: number; readonly kind: string; readonly input: number };
  readonly maxRssBytes: number;
}

/**
 * Changes held inputs and reads them as the verbs do, until the time is over; kinds take turns. The same seed gives the same inputs, each by
 * its number alone. @param first number of the first input
 */
export async function fuzzParsers(
  seconds: number,
  seed: number,
  say: (line: string) => void,
  first = 0,
): Promise<FuzzReport> {
  const seeds = await gatherSeeds();
  const names = Object.keys(seeds);
  const kinds = Object.fromEntries(names.map((name) => [name, { inputs: 0, read: 0 }]));
  const refused: Record<string, number> = {};
  const crashes: { kind: string; input: number; error: string }[] = [];
  const ends = performance.now() + seconds * 1000;
  let slowest = { ms: 0, kind: '', input: 0 };
  let [inputs, told] = [0, performance.now()];
  for (let input = first; performance.now() < ends; input++) {
    const name = names[input % names.length] ?? '';
    const count = kinds[name];
    if (count === undefined || seeds[name]?.length === 0) continue;
    const random = makeRandom(seed, input);
    const one = pick(seeds[name] ?? [], random);
    const kind = `${name} ${one.name}`;
    const started = cpuMs();
    const end = await tryRead(one, random);
    const ms = cpuMs() - started;
    inputs += 1;
    count.inputs += 1;
    if (end.is === 'read') count.read += 1;
    else if (end.is === 'refused') refused[end.code] = (refused[end.code] ?? 0) + 1;
    else crashes.push({ kind, input, error: end.error });
    if (ms > slowest.ms) slowest = { ms, kind, input };
    if (performance.now() - told > 60_000) {
      told = performance.now();
      say(`${inputs} inputs, ${crashes.length} crashes, ${Math.round(process.memoryUsage().rss / 1e6)} MB`);
    }
  }
  const read = Object.values(kinds).reduce((sum, one) => sum + one.read, 0);
  return { inputs, read, refused, kinds, crashes, slowest, maxRssBytes: process.resourceUsage().maxRSS * 1024 };
}

type End =
  | { readonly is: 'read' }
  | { readonly is: 'refused'; readonly code: string }
  | { readonly is: 'crash'; readonly error: string };

async function tryRead(seed: Seed, random: Random): Promise<End> {
  try {
    await seed.read(random);
    return { is: 'read' };
  } catch (error) {
    if (error instanceof Problem) return { is: 'refused', code: error.code };
    if (error instanceof Refusal) return { is: 'refused', code: error.message };
    return { is: 'crash', error: String(error instanceof Error ? error.stack : error) };
  }
}

async function gatherSeeds(): Promise<Seeds> {
  return {
    ...fuzzedImages(),
    ...fuzzedLines(),
    ...fuzzedPackages(),
    ...fuzzedRegistry(),
    ...(await fuzzedPages()),
  };
}
