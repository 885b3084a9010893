// Builds and runs held pairs with the engine's own CLI, and nothing of the project's code: what a truth rests on.
// node test/held/verdicts/build.ts [--all] [--remove] ID… (a Node that reads TypeScript). Writes outcomes/ID.json.
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { HeldPair, HeldSide } from './contract.ts';
import { docker, type Ran } from './kit/docker.ts';
import { runSide, type Seen } from './kit/run-side.ts';
import { HELD_PAIRS } from './pairs.ts';

const STAND_INS = ['debian:bookworm', 'debian:bookworm-slim', 'python:3.11', 'python:3.11-slim', 'golang:1.24'];
const OUTCOMES = join(import.meta.dirname, 'outcomes');
const BUILD_MS = 900_000;

/** What was seen of one image. */
type Outcome = Seen | { readonly is: 'build-failed'; readonly log: string };

function build(pair: HeldPair, side: 'broken' | 'working', dir: string): Ran {
  const { dockerfile, files }: HeldSide = pair[side];
  const context = join(dir, `${pair.id}-${side}`);
  for (const [path, text] of Object.entries({ ...pair.files, ...files, Dockerfile: dockerfile })) {
    mkdirSync(dirname(join(context, path)), { recursive: true });
    writeFileSync(join(context, path), text);
  }
  const bases = STAND_INS.flatMap((name) => ['--build-context', `${name}=docker-image://standin-${name}`]);
  return docker(['buildx', 'build', '--quiet', '--load', '--tag', tagOf(pair, side), ...bases, context], BUILD_MS);
}

function tagOf({ id }: HeldPair, side: 'broken' | 'working'): string {
  return `held-${id}:${side}`;
}

async function look(pair: HeldPair, side: 'broken' | 'working', dir: string): Promise<Outcome> {
  const built = build(pair, side, dir);
  if (built.code !== 0) return { is: 'build-failed', log: built.text.slice(-3000) };
  return runSide(tagOf(pair, side), pair.run);
}

const args = process.argv.slice(2);
const wanted = args.filter((arg) => !arg.startsWith('--'));
const pairs = HELD_PAIRS.filter(({ id }) => args.includes('--all') || wanted.includes(id));
const unknown = wanted.filter((id) => !HELD_PAIRS.some((pair) => pair.id === id));
if (unknown.length > 0 || pairs.length === 0) {
  console.error(`no such pair: ${unknown.join(' ') || '(none given)'}`);
  process.exit(2);
}
const dir = mkdtempSync(join(tmpdir(), 'held-verdicts-'));
let wrong = 0;
try {
  for (const pair of pairs) {
    const broken = await look(pair, 'broken', dir);
    const working = await look(pair, 'working', dir);
    const isTrue = broken.is === 'fails' && working.is === 'works';
    if (!isTrue) wrong += 1;
    console.log(`${isTrue ? 'true ' : 'WRONG'} ${pair.id}: broken ${broken.is}, working ${working.is}`);
    for (const [side, seen] of Object.entries({ broken, working })) {
      if (seen.is !== 'works') console.log(`  ${side}: ${seen.log.trim().split('\n').slice(-6).join('\n    ')}`);
    }
    mkdirSync(OUTCOMES, { recursive: true });
    writeFileSync(join(OUTCOMES, `${pair.id}.json`), `${JSON.stringify({ broken, working }, null, 2)}\n`);
    if (args.includes('--remove')) docker(['image', 'rm', '--force', tagOf(pair, 'broken'), tagOf(pair, 'working')]);
  }
} finally {
  rmSync(dir, { recursive: true, force: true });
}
process.exit(wrong > 0 ? 1 : 0);
