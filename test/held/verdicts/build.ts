// Builds and runs held pairs with the engine's own CLI, and nothing of the project's code: what a truth rests on.
// node test/held/verdicts/build.ts [--all] [--remove] ID… (a Node that reads TypeScript). Writes outcomes/ID.json.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { HeldRun } from './contract.ts';
import { buildImage, type Recipe, recipeOfOrdinary, recipeOfSide, removeImages } from './kit/build-image.ts';
import { runSide, type Seen } from './kit/run-side.ts';
import { HELD_ORDINARY, HELD_PAIRS } from './pairs.ts';

const OUTCOMES = join(import.meta.dirname, 'outcomes');
/** What was seen of one image. */
type Outcome = Seen | { readonly is: 'build-failed'; readonly log: string };

async function look(recipe: Recipe, run: HeldRun): Promise<Outcome> {
  const built = buildImage(recipe, dir);
  if (built.code !== 0) return { is: 'build-failed', log: built.text.slice(-3000) };
  return runSide(recipe.tag, run);
}

/** Writes down what was seen, and says what is not as declared. */
function record(id: string, isTrue: boolean, seen: Readonly<Record<string, Outcome>>): void {
  const words = Object.entries(seen).map(([side, outcome]) => `${side} ${outcome.is}`);
  console.log(`${isTrue ? 'true ' : 'WRONG'} ${id}: ${words.join(', ')}`);
  for (const [side, outcome] of Object.entries(seen)) {
    if (outcome.is !== 'works') console.log(`  ${side}: ${outcome.log.trim().split('\n').slice(-6).join('\n    ')}`);
  }
  mkdirSync(OUTCOMES, { recursive: true });
  writeFileSync(join(OUTCOMES, `${id}.json`), `${JSON.stringify(seen, null, 2)}\n`);
}

const args = process.argv.slice(2);
const wanted = args.filter((arg) => !arg.startsWith('--'));
const isWanted = ({ id }: { readonly id: string }): boolean => args.includes('--all') || wanted.includes(id);
const pairs = HELD_PAIRS.filter(isWanted);
const ordinary = HELD_ORDINARY.filter(isWanted);
const unknown = wanted.filter((id) => ![...HELD_PAIRS, ...HELD_ORDINARY].some((held) => held.id === id));
if (unknown.length > 0 || pairs.length + ordinary.length === 0) {
  console.error(`no such pair or image: ${unknown.join(' ') || '(none given)'}`);
  process.exit(2);
}
const dir = mkdtempSync(join(tmpdir(), 'held-verdicts-'));
let wrong = 0;
try {
  for (const pair of pairs) {
    const recipes = [recipeOfSide(pair, 'broken'), recipeOfSide(pair, 'working')] as const;
    const broken = await look(recipes[0], pair.run);
    const working = await look(recipes[1], pair.run);
    const isTrue = broken.is === 'fails' && working.is === 'works';
    if (!isTrue) wrong += 1;
    record(pair.id, isTrue, { broken, working });
    if (args.includes('--remove')) removeImages(...recipes);
  }
  for (const image of ordinary) {
    const recipe = recipeOfOrdinary(image);
    const works = await look(recipe, image.run);
    if (works.is !== 'works') wrong += 1;
    record(image.id, works.is === 'works', { works });
    if (args.includes('--remove')) removeImages(recipe);
  }
} finally {
  rmSync(dir, { recursive: true, force: true });
}
process.exit(wrong > 0 ? 1 : 0);
