import { spawn } from 'node:child_process';
import { appendFileSync, chmodSync, cpSync, existsSync, mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { delimiter, join } from 'node:path';
import { readConfig } from '../../src/config/read-config.ts';
import { readEngineCalls } from '../../src/engine/recording.ts';
import type { RunRecord } from '../../src/record/run.ts';
import { ALIVE_FOR_MS } from '../../src/verify/discover-probes.ts';
import { atMost, count, medianOf, type Part, type PartContext, type PartResult, reading } from './contract.ts';
import { docker } from './kit/engine-objects.ts';
import { copyProject, optimize, readText, runFolder } from './kit/run-plimsoll.ts';

const EXAMPLE = 'examples/go-users';
const ENTRY = 'main.go';
const ROUNDS = 2;
const MOST = 1.25;
/** Calls of the image as found: two containers at once, each asked three times over the alive time. */
const LEARNING_CALLS = 3;
const SEPARATOR = '\x1f';

export const overhead: Part = {
  id: 'overhead',
  proves: 'a climb takes at most a quarter longer than a script that builds and probes the same by hand',
  needsEngine: true,
  needsProgram: true,
  inputs: [
    { name: 'rooms', paths: ['src'] },
    { name: 'example', paths: [EXAMPLE] },
    { name: 'part', paths: ['test/proof/overhead.ts', 'test/proof/kit'] },
  ],
  run: runOverhead,
};

type Step =
  | {
      readonly is: 'build';
      readonly rung: string;
      readonly noCache: boolean;
      readonly staged: boolean;
      readonly edit: boolean;
      readonly fresh: boolean;
    }
  | { readonly is: 'watch'; readonly rung: string; readonly containers: number };

/**
 * The script is written from what one climb did: the same Dockerfiles, the same order, with and without cache, containers and
 * questions alike. Each timed run is given sources of its own, so that neither finds the other's layers.
 */
async function runOverhead(context: PartContext): Promise<PartResult> {
  const model = await climbAsModel(context);
  const script = join(context.scratch, 'by-hand.sh');
  writeFileSync(script, writeScript(context, model));
  const ours: number[] = [];
  const byHand: number[] = [];
  for (let round = 0; round < (context.small ? 1 : ROUNDS); round += 1) {
    const [a, b] = [freshCopy(context, `climb-${round}`), freshCopy(context, `by-hand-${round}`)];
    byHand.push(await timeScript(context, script, b));
    ours.push((await optimize(context, a)).wallMs);
    for (const dir of [a, b]) rmSync(dir, { recursive: true, force: true });
  }
  const steps = model.steps.map((s) => JSON.stringify(s));
  return {
    figures: [
      reading('climb, wall time', 'ms', ours),
      reading('script, wall time', 'ms', byHand),
      count('builds of the script', model.steps.filter((s) => s.is === 'build').length, 1),
      count(
        'containers of the script',
        model.steps.reduce((n, s) => n + (s.is === 'watch' ? s.containers : 0), 0),
        1,
      ),
    ],
    checks: [atMost('climb against script', medianOf(ours) / medianOf(byHand), MOST)],
    details: { steps, script: writeScript(context, model).replaceAll(context.scratch, '$SCRATCH') },
  };
}

interface Model {
  readonly steps: readonly Step[];
  readonly record: RunRecord;
}

/** One climb with every call of the engine and of its command line written down. */
async function climbAsModel(context: PartContext): Promise<Model> {
  const dir = freshCopy(context, 'model');
  const [calls, commands] = [join(context.scratch, 'calls.jsonl'), join(context.scratch, 'commands.txt')];
  for (const file of [calls, commands]) rmSync(file, { force: true });
  const PATH = `${listeningDocker(context, commands)}${delimiter}${context.env['PATH'] ?? ''}`;
  const { record } = await optimize(context, dir, [], { PATH, PLIMSOLL_ENGINE_LOG: calls });
  const folder = runFolder(dir);
  if (folder === undefined) throw new Error('the model run left no folder');
  for (const rung of record.rungs.filter((r) => r.files.length > 0))
    cpSync(join(folder.root, String(rung.n)), join(context.scratch, 'rungs', String(rung.n)), { recursive: true });
  rmSync(dir, { recursive: true, force: true });
  return { record, steps: joinSteps(readText(calls), readText(commands)) };
}

/** A `docker` that writes down its words and hands them on. */
function listeningDocker(context: PartContext, file: string): string {
  const dir = join(context.scratch, 'bin');
  mkdirSync(dir, { recursive: true });
  const real = (context.env['PATH'] ?? '')
    .split(delimiter)
    .map((d) => join(d, 'docker'))
    .find((p) => existsSync(p));
  if (real === undefined) throw new Error('no docker on PATH');
  const text = `#!/bin/sh\n{ for word; do printf '%s\\037' "$word"; done; echo; } >> '${file}'\nexec '${real}' "$@"\n`;
  writeFileSync(join(dir, 'docker'), text);
  chmodSync(join(dir, 'docker'), 0o755);
  return dir;
}

/** Builds with the words they were made with; container starts of one image next to each other are one watch. */
function joinSteps(calls: string, commands: string): readonly Step[] {
  const builds = commands
    .split('\n')
    .map((line) => line.split(SEPARATOR))
    .filter((words) => words.includes('build') && words.some((w) => w.startsWith('--file=')));
  const steps: Step[] = [];
  for (const call of readEngineCalls(calls)) {
    const last = steps.at(-1);
    const rung = call.tag.split(':').at(-1) ?? '';
    if (call.kind === 'build') {
      const isFirst = !steps.some((s) => s.is === 'build' && s.staged);
      steps.push(readBuild(builds.shift() ?? [], isFirst));
    } else if (call.kind === 'start' && last?.is === 'watch' && last.rung === rung) {
      steps[steps.length - 1] = { ...last, containers: last.containers + 1 };
    } else if (call.kind === 'start') {
      steps.push({ is: 'watch', rung, containers: 1 });
    }
  }
  if (builds.length > 0) throw new Error(`${builds.length} builds are in one log only`);
  return steps;
}

/** @param isFirst no build of the staged copy came before: this one only warms the cache, nothing is edited for it */
function readBuild(words: readonly string[], isFirst: boolean): Step {
  const file = words.find((w) => w.startsWith('--file=')) ?? '';
  const rung = /\/runs\/[^/]+\/([^/]+)\/Dockerfile$/.exec(file)?.[1];
  if (rung === undefined) throw new Error(`a build of no rung: ${words.join(' ')}`);
  const staged = words.some((w) => /\/\.plimsoll\/runs\/[^/]+\/context$/.test(w));
  const fresh = words.some((w) => /CACHE_MOUNT_NS=.*-cold-/.test(w));
  return { is: 'build', rung, noCache: words.includes('--no-cache'), staged, edit: staged && !isFirst, fresh };
}

/** Sources that no build has seen: a comment more in the module file and in the program. */
function freshCopy(context: PartContext, name: string): string {
  // One left by an interrupted part has been built already.
  rmSync(join(context.scratch, name), { recursive: true, force: true });
  const dir = copyProject(context, EXAMPLE, name);
  const nonce = `// ${name} ${process.hrtime.bigint()}\n`;
  for (const file of ['go.mod', ENTRY]) appendFileSync(join(dir, file), nonce);
  return dir;
}

function writeScript(context: PartContext, { steps }: Model): string {
  const config = readConfig(readText(join(context.root, EXAMPLE, 'plimsoll.yaml')), 'plimsoll.yaml');
  const port = config.port ?? 8080;
  const probes = config.probes.flatMap((p) => (p.http === undefined ? [] : [p.http]));
  const ready = probes.find((p) => p.method === 'GET')?.path ?? '/';
  const contexts = Object.entries(config.substitute).map(
    ([from, to]) => `--build-context '${from}=docker-image://${to}'`,
  );
  const asks = probes.map((p) => {
    const headers = Object.entries(p.headers).map(([k, v]) => ` -H '${k}: ${v}'`);
    const body =
      p.body === undefined ? '' : ` --data '${typeof p.body === 'string' ? p.body : JSON.stringify(p.body)}'`;
    return `  curl -s -o /dev/null -X ${p.method}${headers.join('')}${body} "http://127.0.0.1:$port${p.path}"`;
  });
  return `#!/bin/bash
# Builds and asks what a climb builds and asks, in the same order. $1: a copy of the project.
set -euo pipefail
project=$1 edited=$1.edited ns=by-hand-$(date +%s%N)
cp -al "$project" "$edited"

build() { # name dockerfile context options...
  local name=$1 file=$2 context=$3
  shift 3
  docker buildx build --quiet --provenance=false --file "$file" ${contexts.join(' ')} \\
    --output "type=image,name=plimsoll-proof.invalid/by-hand:$name,oci-mediatypes=true" "$@" -- "$context" > /dev/null || exit 1
}

edit() { # a comment line more, in a file of its own
  cp --remove-destination "$project/${ENTRY}" "$edited/${ENTRY}"
  echo "// by hand $(date +%s%N)" >> "$edited/${ENTRY}"
}

until_ms() { # sleeps until a time
  local left=$(($1 - $(date +%s%3N)))
  [ "$left" -le 0 ] || sleep "$(printf '%d.%03d' $((left / 1000)) $((left % 1000)))"
}

ask() { # every question once
  local port=$1
${asks.join('\n')}
}

watch() { # image calls
  local id port ready
  id=$(docker run --detach --label plimsoll-proof=by-hand --publish 127.0.0.1::${port} "$1") || exit 1
  port=$(docker port "$id" ${port} | head -1 | sed 's/.*://')
  until curl -s -o /dev/null "http://127.0.0.1:$port${ready}"; do sleep 0.05; done
  ready=$(date +%s%3N)
  for ((call = 0; call < $2; call++)); do
    [ "$2" -eq 1 ] || until_ms $((ready + ${ALIVE_FOR_MS} * call / ($2 - 1)))
    ask "$port"
  done
  until_ms $((ready + ${ALIVE_FOR_MS}))
  docker stop --time 10 "$id" > /dev/null
  docker rm --force --volumes "$id" > /dev/null
}

${steps.map((s) => writeStep(context, s)).join('\n')}
docker image ls --quiet plimsoll-proof.invalid/by-hand | sort -u | xargs --no-run-if-empty docker image rm --force > /dev/null
rm -rf "$edited"
`;
}

function writeStep(context: PartContext, step: Step): string {
  if (step.is === 'watch') {
    const image = `plimsoll-proof.invalid/by-hand:${step.rung}`;
    if (step.containers === 1) return `watch ${image} 1`;
    return `${Array.from({ length: step.containers }, () => `watch ${image} ${LEARNING_CALLS} &`).join(' ')}\nwait`;
  }
  const file = join(context.scratch, 'rungs', step.rung, 'Dockerfile');
  const space = `--build-arg "BUILDKIT_CACHE_MOUNT_NS=$ns${step.fresh ? '-cold' : ''}"`;
  const from = step.staged ? '"$edited"' : '"$project"';
  const build = `build ${step.rung} '${file}' ${from} ${space}${step.noCache ? ' --no-cache' : ''}`;
  return step.edit ? `edit\n${build}` : build;
}

async function timeScript(context: PartContext, script: string, dir: string): Promise<number> {
  const started = performance.now();
  const child = spawn('bash', [script, dir], { env: context.env, stdio: ['ignore', 'inherit', 'inherit'] });
  const code = await new Promise<number | null>((resolve, reject) => {
    child.on('error', reject);
    child.on('close', resolve);
  });
  const wallMs = performance.now() - started;
  const left = docker(context, ['ps', '--all', '--quiet', '--filter', 'label=plimsoll-proof=by-hand']).out;
  for (const id of left.split('\n').filter((l) => l !== '')) docker(context, ['rm', '--force', '--volumes', id]);
  if (code !== 0) throw new Error(`the script ended with ${code}`);
  return wallMs;
}
