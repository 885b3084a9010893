// node tools/bases.mjs [NAME…] [--force] : has the base images the examples need, as official images where a registry answers,
// else as stand-ins of our own making, tagged `standin-…` and never with the official name.
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { homedir, tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { bootstrapDebian } from './bases/bootstrap.mjs';
import { BASES, standInName, TRIALS } from './bases/catalog.mjs';
import { collectHostSettings, goSettings } from './bases/host-settings.mjs';
import { ensureEngine } from './engine.mjs';
import { runCommand, runTool, since, ToolProblem, tryCommand } from './run-command.mjs';

const HERE = dirname(fileURLToPath(import.meta.url));
const CACHE = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'plimsoll');
const SUITE = 'bookworm';
const REGISTRY_PATIENCE_MS = 8_000;
/** Sum of file contents, hard links once: what an image reader calls unpacked. */
const UNPACKED = `find / -xdev -type f -printf '%i %s\\n' | sort -u -k1,1 | awk '{t+=$2} END {printf "%.0f", t}'`;

/**
 * @param {readonly string[]} names official names; empty = what the examples need
 * @param {{ env?: NodeJS.ProcessEnv, force?: boolean, say?: (line: string) => void }} [options]
 * @returns {Promise<{ name: string, image: string, standIn: boolean, unpackedBytes: number, officialMB: number }[]>}
 * @throws ToolProblem no engine, or a base that does not pass its trial
 */
export async function makeBases(names = [], options = {}) {
  const say = options.say ?? console.log;
  const env = options.env ?? process.env;
  const wanted = chooseBases(names);
  if ((await tryCommand('docker', ['info'], { env })).code !== 0)
    throw new ToolProblem('no engine answers `docker info`: run `node tools/engine.mjs`');
  const release = await takeLock();
  try {
    const made = await makeMissing(wanted, { env, say, force: options.force ?? false });
    remember(made);
    return made;
  } finally {
    release();
  }
}

function chooseBases(names) {
  if (names.length === 0) return BASES.filter((b) => b.examples);
  return names.map((name) => {
    const base = BASES.find((b) => b.name === name);
    if (!base) throw new ToolProblem(`no base ${name}; there are ${BASES.map((b) => b.name).join(', ')}`);
    return base;
  });
}

async function makeMissing(wanted, context) {
  const { env, say, force } = context;
  const found = await Promise.all(wanted.map((base) => findBase(base, env)));
  const missing = wanted.filter((_, i) => force || found[i] === undefined);
  if (missing.length === 0) return Promise.all(found.map((row) => describe(row, context, false)));
  const official = await registryAnswers(missing[0].name, env);
  say(official ? 'a registry answers: official images' : 'no registry answers: stand-ins are made from packages');
  const { make, close } = official ? { make: pull, close: () => {} } : await openWorkshop(context);
  try {
    // Each is tried as soon as it is made, while the others are still being built.
    const rows = wanted.map(async (base, i) => {
      if (!missing.includes(base)) return describe(found[i], context, false);
      return describe(await make(base, env), context, true);
    });
    return await Promise.all(rows);
  } finally {
    close();
  }
}

/** @returns {Promise<{ base: object, image: string, standIn: boolean } | undefined>} what the engine already has of it */
async function findBase(base, env) {
  if (await isThere(base.name, env)) return { base, image: base.name, standIn: false };
  const image = standInName(base.name);
  return (await isThere(image, env)) ? { base, image, standIn: true } : undefined;
}

async function isThere(image, env) {
  return (await tryCommand('docker', ['image', 'inspect', image], { env })).code === 0;
}

async function registryAnswers(name, env) {
  const asked = await tryCommand('docker', ['buildx', 'imagetools', 'inspect', name], {
    env,
    timeoutMs: REGISTRY_PATIENCE_MS,
  });
  return asked.code === 0;
}

async function pull(base, env) {
  await runCommand('docker', ['pull', '--quiet', base.name], { env });
  return { base, image: base.name, standIn: false };
}

/** Has the two Debians every stand-in is built on, and gives `make`, which builds one; `close` removes its files. */
async function openWorkshop({ env, say, force }) {
  const work = mkdtempSync(join(tmpdir(), 'plimsoll-bases-'));
  const started = Date.now();
  const close = () => rmSync(work, { recursive: true, force: true });
  const debians = [`debian:${SUITE}`, `debian:${SUITE}-slim`];
  try {
    const there = await Promise.all(debians.map((n) => isThere(standInName(n), env)));
    if (force || there.includes(false)) await makeDebians(work, env);
    say(`[${since(started)}] ${debians.map(standInName).join(', ')}`);
    const secret = join(work, 'goenv');
    const settings = Object.entries(goSettings()).map(([k, v]) => `${k}='${v.replaceAll("'", '')}'\n`);
    writeFileSync(secret, settings.join(''), { mode: 0o600 });
    cpSync(join(HERE, 'bases'), join(work, 'context'), { recursive: true });
  } catch (e) {
    close();
    throw e;
  }
  const make = async (base) => {
    const image = standInName(base.name);
    if (base.from !== 'bootstrap') {
      const secret = ['--secret', `id=goenv,src=${join(work, 'goenv')}`];
      const args = ['build', '-q', '--network=host', '--provenance=false', '--target', base.from, ...secret];
      await runCommand('docker', [...args, '-t', image, join(work, 'context')], { env, tailLines: 12 });
      say(`[${since(started)}] ${image}`);
    }
    return { base, image, standIn: true };
  };
  return { make, close };
}

async function makeDebians(work, env) {
  const settings = join(work, 'settings');
  mkdirSync(settings);
  const host = await collectHostSettings(settings, SUITE);
  const recipe = join(HERE, 'bases/bootstrap.Dockerfile');
  await bootstrapDebian({ suite: SUITE, settings, ...host, work, env, recipe, tag: standInName });
}

async function describe(row, { env, say }, fresh) {
  const { base, image, standIn } = row;
  const known = remembered()[base.name];
  const id = (await runCommand('docker', ['image', 'inspect', '--format', '{{.Id}}', image], { env })).trim();
  let unpackedBytes = known?.id === id ? known.unpackedBytes : undefined;
  if (unpackedBytes === undefined || fresh) {
    const script = ['set -e', ...base.tries.map((t) => `{ ${TRIALS[t] ?? t}; } >&2`)].join('\n');
    const run = (text, user = []) =>
      tryCommand('docker', ['run', '--rm', '--network=none', ...user, '--entrypoint', 'sh', image, '-c', text], {
        env,
        timeoutMs: 240_000,
      });
    unpackedBytes = Number((await run(UNPACKED)).stdout);
    const tried = await run(script);
    if (tried.code !== 0)
      throw new ToolProblem(
        `${image} does not pass its trial: ${tried.stderr.trim().split('\n').slice(-4).join(' / ')}`,
      );
  }
  say(
    `${image.padEnd(34)} ${(unpackedBytes / 1e6).toFixed(1).padStart(7)} MB unpacked   official ${base.about ? 'about ' : ''}${base.officialMB} MB`,
  );
  return { name: base.name, image, standIn, id, unpackedBytes, officialMB: base.officialMB };
}

function remembered() {
  const file = join(CACHE, 'bases.json');
  return existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
}

function remember(made) {
  mkdirSync(CACHE, { recursive: true });
  const all = { ...remembered(), ...Object.fromEntries(made.map((m) => [m.name, m])) };
  writeFileSync(join(CACHE, 'bases.json'), `${JSON.stringify(all, null, 2)}\n`);
}

/** Two runs at once would make the same bases twice; the second waits. A lock whose owner is gone is taken over. */
async function takeLock() {
  const lock = join(CACHE, 'bases.lock');
  mkdirSync(CACHE, { recursive: true });
  for (;;) {
    try {
      writeFileSync(lock, String(process.pid), { flag: 'wx' });
      return () => rmSync(lock, { force: true });
    } catch {
      const owner = Number(existsSync(lock) ? readFileSync(lock, 'utf8') : 0);
      if (owner && existsSync(`/proc/${owner}`)) await new Promise((r) => setTimeout(r, 500));
      else rmSync(lock, { force: true });
    }
  }
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await runTool(async (args) => {
    const started = Date.now();
    const { env } = await ensureEngine({ say: (line) => console.error(line) });
    const names = args.filter((a) => !a.startsWith('--'));
    await makeBases(names, { env, force: args.includes('--force') });
    console.log(`ready after ${since(started)}`);
  });
}
