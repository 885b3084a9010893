// node tools/engine.mjs [--home DIR] [--env FILE] [--stop] : has an engine to build with (the running one when it is modern, else
// one of its own) and prints the environment that reaches it.
import { existsSync, mkdirSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { socketOf, startDaemon, stopDaemon } from './engine/daemon.mjs';
import { withLock } from './engine/lock.mjs';
import { installEngine, OLDEST_MAJOR } from './engine/packages.mjs';
import { runTool, since, ToolProblem, tryCommand } from './run-command.mjs';

const HOME = join(process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache'), 'plimsoll/engine');
/** One at a time on a machine, whatever its home: they share one bridge. */
const LOCK = 'plimsoll-engine';
const START_PATIENCE_MS = 900_000;
const STOP_PATIENCE_MS = 120_000;

/**
 * @param {{ home?: string, own?: boolean, say?: (line: string) => void }} [options] `own` = do not look at a running engine
 * @returns {Promise<{ added: Record<string, string>, env: NodeJS.ProcessEnv, about: string }>} what to add to the environment,
 * and the whole of it
 * @throws ToolProblem no engine and none can be had
 */
export async function ensureEngine(options = {}) {
  const say = options.say ?? (() => {});
  const home = resolve(options.home ?? HOME);
  const running = options.own ? undefined : await describeEngine(process.env);
  if (running?.modern) return { added: {}, env: process.env, about: running.about };
  if (running) say(`the running engine is too old or has no buildx (${running.about})`);
  mkdirSync(home, { recursive: true });
  return withLock(LOCK, START_PATIENCE_MS, () => haveOwn(home, say, options.own ?? false, running?.about));
}

async function haveOwn(home, say, own, running) {
  const programs = existsSync(join(home, 'root/usr/bin/docker')) ? join(home, 'root/usr/bin') : undefined;
  const before = reach(home, programs ?? '');
  const ours = await describeEngine(before.env);
  if (ours?.modern) return { ...before, about: ours.about };
  const after = reach(home, await installEngine(home, say, running));
  const system = own ? undefined : await describeEngine(process.env);
  if (system?.modern) return { added: {}, env: process.env, about: system.about };
  await startDaemon(home, after.env);
  const started = await describeEngine(after.env);
  if (!started?.modern)
    throw new ToolProblem(`the engine that was started is not usable: ${started?.about ?? 'no answer'}`);
  return { ...after, about: started.about };
}

function reach(home, programs) {
  const added = { DOCKER_HOST: socketOf(home) };
  if (programs) added.DOCKER_CONFIG = join(home, 'config');
  const folders = [programs, programs && join(programs, '../sbin'), '/usr/sbin', '/sbin'].filter(Boolean);
  const missing = folders.filter((f) => !(process.env.PATH ?? '').split(':').includes(f));
  if (missing.length > 0) added.PATH = `${missing.join(':')}:${process.env.PATH ?? ''}`;
  return { added, env: { ...process.env, ...added } };
}

/** @returns {Promise<{ modern: boolean, about: string } | undefined>} undefined = no engine answers */
async function describeEngine(env) {
  const asked = await tryCommand('docker', ['version', '--format', '{{.Server.Version}}'], { env, timeoutMs: 10_000 });
  const version = asked.stdout.trim();
  if (asked.code !== 0 || !version) return undefined;
  const buildx = await tryCommand('docker', ['buildx', 'version'], { env, timeoutMs: 10_000 });
  const tool = buildx.code === 0 ? (buildx.stdout.split(/\s+/)[1] ?? 'buildx') : 'no buildx';
  return {
    modern: Number.parseInt(version, 10) >= OLDEST_MAJOR && buildx.code === 0,
    about: `engine ${version}, ${buildx.code === 0 ? `buildx ${tool}` : tool}`,
  };
}

/** @returns {string} lines for a POSIX shell */
function exportLines(added) {
  return Object.entries(added)
    .map(([k, v]) => `export ${k}='${v.replaceAll("'", `'\\''`)}'\n`)
    .join('');
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  await runTool(async (args) => {
    const started = Date.now();
    const value = (flag) => (args.includes(flag) ? args[args.indexOf(flag) + 1] : undefined);
    const home = value('--home');
    if (args.includes('--stop')) {
      const stopped = await withLock(LOCK, STOP_PATIENCE_MS, () => stopDaemon(resolve(home ?? HOME)));
      console.error(stopped ? 'stopped' : 'none of ours was running');
      return 0;
    }
    const engine = await ensureEngine({ home, own: args.includes('--own'), say: (line) => console.error(line) });
    const lines = exportLines(engine.added);
    const file = value('--env');
    if (file) {
      mkdirSync(dirname(resolve(file)), { recursive: true });
      writeFileSync(file, lines);
    }
    process.stdout.write(lines);
    console.error(`${engine.about}, ready after ${since(started)}`);
    return 0;
  });
}
