// Builds and runs held pairs with the engine's own CLI, and nothing of the project's code: what a truth rests on.
// node test/held/verdicts/build.ts [--all] [--remove] ID… (a Node that reads TypeScript). Writes outcomes/ID.json.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { HeldPair, HeldRun, HeldSide } from './contract.ts';
import { docker, type Ran } from './kit/docker.ts';
import { runSide, type Seen } from './kit/run-side.ts';
import { HELD_ORDINARY, HELD_PAIRS } from './pairs.ts';

const STAND_INS = ['debian:bookworm', 'debian:bookworm-slim', 'python:3.11', 'python:3.11-slim', 'golang:1.24'];
const OUTCOMES = join(import.meta.dirname, 'outcomes');
const BUILD_MS = 900_000;

/** What an image is made of. */
type Recipe = HeldSide & { readonly tag: string };

/** What was seen of one image. */
type Outcome = Seen | { readonly is: 'build-failed'; readonly log: string };

function build({ tag, dockerfile, files }: Recipe, dir: string): Ran {
  const context = join(dir, tag.replace(':', '-'));
  for (const [path, text] of Object.entries({ ...files, Dockerfile: dockerfile })) {
    mkdirSync(dirname(join(context, path)), { recursive: true });
    writeFileSync(join(context, path), text);
  }
  const bases = STAND_INS.flatMap((name) => ['--build-context', `${name}=docker-image://standin-${name}`]);
  return docker(['buildx', 'build', '--quiet', '--load', '--tag', tag, ...bases, context], BUILD_MS);
}

async function look(recipe: Recipe, run: HeldRun, dir: string): Promise<Outcome> {
  const built = build(recipe, dir);
  if (built.code !== 0) return { is: 'build-failed', log: built.text.slice(-3000) };
  return runSide(recipe.tag, run);
}

function lookPair(pair: HeldPair, side: 'broken' | 'working', dir: string): Promise<Outcome> {
  const files = { ...pair.files, ...pair[side].files };
  return look({ tag: `held-${pair.id}:${side}`, dockerfile: pair[side].dockerfile, files }, pair.run, dir);
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
    const broken = await lookPair(pair, 'broken', dir);
    const working = await lookPair(pair, 'working', dir);
    const isTrue = broken.is === 'fails' && working.is === 'works';
    if (!isTrue) wrong += 1;
    record(pair.id, isTrue, { broken, working });
    const tags = [`held-${pair.id}:broken`, `held-${pair.id}:working`];
    if (args.includes('--remove')) docker(['image', 'rm', '--force', ...tags]);
  }
  for (const { id, dockerfile, files, run } of ordinary) {
    const tag = `held-ordinary-${id}:works`;
    const works = await look({ tag, dockerfile, files }, run, dir);
    if (works.is !== 'works') wrong += 1;
    record(id, works.is === 'works', { works });
    if (args.includes('--remove')) docker(['image', 'rm', '--force', tag]);
  }
} finally {
  rmSync(dir, { recursive: true, force: true });
}
process.exit(wrong > 0 ? 1 : 0);
