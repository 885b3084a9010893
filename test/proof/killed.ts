import { existsSync, mkdirSync, readdirSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { readEngineCalls } from '../../src/engine/recording.ts';
import { atLeast, check, count, isZero, type Part, type PartContext, type PartResult, reading } from './contract.ts';
import { countRepeated, readKept } from './kit/count-repeated.ts';
import { docker, listImageIds, listObjects, listTags } from './kit/engine-objects.ts';
import { copyProject, readText, runFolder, startPlimsoll } from './kit/run-plimsoll.ts';

const KILLS = 10;
/** Of ten kills; where nothing was finished, nothing can be repeated, and the proof would say nothing. */
const KILLS_AFTER_A_RUNG = 5;
const KEPT = 'plimsoll-proof.invalid/kept:1';
/** A kill comes within this share of a whole run's time: some hit the first build, some the last probe. */
const SPREAD = 0.6;

export const killed: Part = {
  id: 'killed',
  proves: 'killed at ten random moments, nothing finished is done again and nothing is left behind',
  needsEngine: true,
  needsProgram: true,
  inputs: [
    { name: 'rooms', paths: ['src'] },
    { name: 'example', paths: ['examples/go-users'] },
    { name: 'part', paths: ['test/proof/killed.ts', 'test/proof/kit'] },
  ],
  run: runKilled,
};

interface Kill {
  readonly copy: string;
  readonly afterMs: number;
  readonly finishedRungs: readonly number[];
  /** Builds and starts of the next attempt that a finished rung had behind it. */
  repeated: number;
}

interface Attempts {
  readonly kills: Kill[];
  readonly copies: string[];
  /** Found in the temporary folder after the last attempt of each copy. */
  readonly temporary: string[];
  unexpected: string[];
}

async function runKilled(context: PartContext): Promise<PartResult> {
  const kills = context.small ? 2 : KILLS;
  const seed = Date.now() % 2 ** 31;
  context.say(`seed ${seed}`);
  const random = randomFrom(seed);
  const mount = ownCacheMount(context, `users-own-${seed}`);
  mount.fill();
  const imagesBefore = listImageIds(context);
  const { wallMs: whole, tags: kept, added: addedByKeep } = await runWhole(context, imagesBefore);
  const done: Attempts = { kills: [], copies: [], temporary: [], unexpected: [] };
  for (let copy = 0; done.kills.length < kills && copy < kills; copy += 1)
    await killUntilEnd(context, `killed-${copy}`, done, kills, () => Math.round(200 + random() * SPREAD * whole));
  const left = leftovers(context, done.copies);
  const added = [...listImageIds(context)].filter((id) => !imagesBefore.has(id));
  const afterRung = done.kills.filter((k) => k.finishedRungs.length > 0).length;
  const stillThere = mount.holds();
  mount.empty();
  return {
    figures: [
      reading('a run that nobody kills', 'ms', [whole]),
      count('kills', done.kills.length, 1),
      count('kills after a rung was finished', afterRung, kills),
      count(
        'finished rungs found by the attempts after them',
        done.kills.reduce((n, k) => n + k.finishedRungs.length, 0),
        kills,
      ),
    ],
    checks: [
      check('kills', `${kills}`, done.kills.length, done.kills.length === kills),
      ...(context.small ? [] : [atLeast('kills after a finished rung', afterRung, KILLS_AFTER_A_RUNG)]),
      check(
        'attempts that ended otherwise than well or killed',
        '0',
        done.unexpected.join('; ') || 0,
        done.unexpected.length === 0,
      ),
      isZero(
        'finished rungs built or probed again',
        done.kills.reduce((n, k) => n + k.repeated, 0),
      ),
      isZero('containers left', left.containers),
      isZero('networks left', left.networks),
      isZero('volumes left', left.volumes),
      isZero('tags left', left.tags),
      check('images added, named or not', 'none', added.join(' ') || 'none', added.length === 0),
      check(
        'left in the temporary folder after the last attempt of each copy',
        'nothing',
        done.temporary.join(' ') || 'nothing',
        done.temporary.length === 0,
      ),
      isZero('staged contexts and layouts left', left.folders),
      check('the user’s own cache mount', 'holds its file', stillThere ? 'holds its file' : 'empty', stillThere),
      check('new tags after a run with --keep', KEPT, kept.join(' '), kept.join() === KEPT),
      check('images added by a run with --keep, apart from the kept one', 'none', addedByKeep, addedByKeep === 'none'),
    ],
    details: { seed, kills: done.kills },
  };
}

/** How long it takes when nobody interferes, and what is tagged and added afterwards when a name was given. */
async function runWhole(
  context: PartContext,
  imagesBefore: ReadonlySet<string>,
): Promise<{ wallMs: number; tags: readonly string[]; added: string }> {
  const dir = copyProject(context, 'examples/go-users', 'whole');
  const before = new Set(listTags(context));
  const done = await startPlimsoll(context, ['optimize', '--format', 'json', '--keep', KEPT, dir]).ended;
  if (done.code !== 0) throw new Error(`the whole run ended with ${done.code}: ${done.stderr.slice(-1000)}`);
  const own = new RegExp(`${runFolder(dir)?.id ?? '-'}|plimsoll-proof\\.invalid/`);
  const tags = listTags(context).filter((t) => !before.has(t) && own.test(t));
  const kept = docker(context, ['image', 'ls', '--quiet', '--no-trunc', KEPT]).out;
  const added = [...listImageIds(context)].filter((id) => !imagesBefore.has(id) && id !== kept);
  docker(context, ['image', 'rm', '--force', KEPT]);
  rmSync(dir, { recursive: true, force: true });
  return { wallMs: done.wallMs, tags, added: added.join(' ') || 'none' };
}

/** One copy of the project: started and killed until a run ends before its kill, or all kills are done. */
async function killUntilEnd(
  context: PartContext,
  name: string,
  done: Attempts,
  kills: number,
  nextDelay: () => number,
): Promise<void> {
  const dir = copyProject(context, 'examples/go-users', name);
  done.copies.push(dir);
  let last: Kill | undefined;
  let before = readKept(undefined);
  for (let attempt = 0; ; attempt += 1) {
    const log = join(context.scratch, `${name}-calls-${attempt}.jsonl`);
    const afterMs = done.kills.length < kills ? nextDelay() : undefined;
    const outcome = await attemptOnce(context, dir, log, afterMs);
    const calls = readEngineCalls(readText(log));
    const after = readKept(runFolder(dir)?.root);
    if (last !== undefined) last.repeated = countRepeated(calls, before, after, outcome === 'killed');
    if (outcome !== 'killed') {
      if (outcome !== 0) done.unexpected.push(`${name} ended with ${outcome}`);
      done.temporary.push(...readdirSync(temporaryOf(context)));
      return;
    }
    before = after;
    last = { copy: name, afterMs: afterMs ?? 0, finishedRungs: after.finished, repeated: 0 };
    done.kills.push(last);
    context.say(`kill ${done.kills.length} after ${afterMs} ms, rungs finished: ${after.finished.join(' ') || 'none'}`);
  }
}

async function attemptOnce(
  context: PartContext,
  dir: string,
  log: string,
  killAfterMs: number | undefined,
): Promise<'killed' | number | null> {
  const temporary = temporaryOf(context);
  mkdirSync(temporary, { recursive: true });
  const env = { PLIMSOLL_ENGINE_LOG: log, TMPDIR: temporary };
  const { child, ended } = startPlimsoll(context, ['optimize', '--format', 'json', dir], env);
  let isKilled = false;
  const timer =
    killAfterMs === undefined
      ? undefined
      : setTimeout(() => {
          isKilled = child.kill('SIGKILL');
        }, killAfterMs);
  const { code } = await ended;
  clearTimeout(timer);
  return isKilled && code === null ? 'killed' : code;
}

/** Of all attempts, and of nobody else. */
function temporaryOf(context: PartContext): string {
  return join(context.scratch, 'tmp');
}

function leftovers(context: PartContext, copies: readonly string[]) {
  const runs = copies.flatMap((dir) => runFolder(dir) ?? []);
  const objects = [...new Set(runs.map((r) => r.id))].map((id) => listObjects(context, id));
  const sum = (of: (o: (typeof objects)[number]) => number) => objects.reduce((n, o) => n + of(o), 0);
  return {
    containers: sum((o) => o.containers),
    networks: sum((o) => o.networks),
    volumes: sum((o) => o.volumes),
    tags: sum((o) => o.tags.length),
    folders: runs.flatMap((r) => ['context', 'layout'].filter((f) => existsSync(join(r.root, f)))).length,
  };
}

/** A cache mount as a user's own build makes one; what is in it is asked by a build as well. */
function ownCacheMount(context: PartContext, id: string) {
  const dir = join(context.scratch, 'own-cache');
  const build = (command: string): boolean => {
    mkdirSync(dir, { recursive: true });
    const text = `FROM standin-debian:bookworm-slim\nARG NONCE\nRUN --mount=type=cache,id=${id},target=/cache ${command} && echo $NONCE\n`;
    writeFileSync(join(dir, 'Dockerfile'), text);
    const nonce = `NONCE=${statSync(dir).mtimeMs}-${process.hrtime.bigint()}`;
    return (
      docker(context, ['buildx', 'build', '--output=type=cacheonly', `--build-arg=${nonce}`, '--', dir]).code === 0
    );
  };
  return {
    fill: () => {
      if (!build('sh -c "echo mine > /cache/mine"')) throw new Error('the user’s own build failed');
    },
    holds: () => build('grep -q mine /cache/mine'),
    empty: () => build('rm -f /cache/mine'),
  };
}

/** The same numbers for the same seed. @see Marsaglia, Xorshift RNGs, 2003 */
function randomFrom(seed: number): () => number {
  let state = seed | 1;
  return () => {
    state ^= state << 13;
    state ^= state >>> 17;
    state ^= state << 5;
    return (state >>> 0) / 2 ** 32;
  };
}
