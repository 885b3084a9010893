import { spawn } from 'node:child_process';
import { mkdirSync, openSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { ToolProblem, tryCommand } from '../run-command.mjs';
import { isBridgeUsed, makeBridge, removeBridge } from './bridge.mjs';

const START_PATIENCE_MS = 40_000;
const STOP_PATIENCE_MS = 60_000;
/** Left alone it keeps build steps until most of the disk is full: cold builds of a day were 73 GB. */
const SETTINGS = {
  builder: {
    gc: { enabled: true, defaultReservedSpace: '1GB', defaultMaxUsedSpace: '20GB', defaultMinFreeSpace: '3GB' },
  },
};

/** @returns {string} the socket an engine of ours listens on */
export function socketOf(home) {
  return `unix://${join(home, 'run/docker.sock')}`;
}

/**
 * Has a daemon whose data, socket and process id are all under `home`; it goes on after we end. One that lives and does not
 * answer yet is waited for.
 * @param {string} home
 * @param {NodeJS.ProcessEnv} env with the programs on PATH
 * @throws ToolProblem with the daemon's last line
 */
export async function startDaemon(home, env) {
  const log = join(home, 'dockerd.log');
  const living = findDaemon(home);
  const ended =
    living === undefined ? await launch(home, env, log) : () => (isOurs(living, home) ? undefined : 'ended');
  const until = Date.now() + START_PATIENCE_MS;
  while (Date.now() < until && ended() === undefined) {
    if ((await tryCommand('docker', ['version'], { env, timeoutMs: 10_000 })).code === 0) return;
    await new Promise((r) => setTimeout(r, 150));
  }
  const lines = readFileSync(log, 'utf8').trim().split('\n');
  if (ended() !== undefined) await releaseBridge();
  throw new ToolProblem(`the engine does not start (${ended() ?? 'no answer'}): ${lines.at(-1) ?? ''}`);
}

/** @returns {Promise<() => string | undefined>} how it ended, undefined while it lives */
async function launch(home, env, log) {
  for (const d of ['run', 'data', 'exec']) mkdirSync(join(home, d), { recursive: true });
  const pidFile = join(home, 'run/docker.pid');
  // None of ours lives: the file is of an earlier one, and its id may be anyone's by now.
  rmSync(pidFile, { force: true });
  // What it remembers of the last start's bridge would win over the address the bridge has now.
  rmSync(join(home, 'data/network'), { recursive: true, force: true });
  // A file of our own: the machine's may say what our arguments say too, and a daemon refuses to hear a thing twice.
  const settings = join(home, 'daemon.json');
  writeFileSync(settings, JSON.stringify(SETTINGS));
  const out = openSync(log, 'w');
  const args = [
    '--config-file',
    settings,
    '--data-root',
    join(home, 'data'),
    '--exec-root',
    join(home, 'exec'),
    '-p',
    pidFile,
    '-H',
    socketOf(home),
  ];
  args.push('--feature', 'containerd-snapshotter=true', '--ip6tables=false', ...(await makeBridge()));
  const child = spawn('dockerd', args, { env, detached: true, stdio: ['ignore', out, out] });
  let ended;
  child.on('error', (e) => {
    ended = e.message;
  });
  child.on('exit', (code) => {
    ended = `exit ${code}`;
  });
  child.unref();
  return () => ended;
}

/**
 * Ends the daemon started under `home`, waits until it is gone, and takes away what it, or one that was killed, left on the
 * machine's network.
 * @returns {Promise<boolean>} whether one was running
 * @throws ToolProblem it does not end, or what it left cannot be taken away
 */
export async function stopDaemon(home) {
  const pid = findDaemon(home);
  if (pid !== undefined) {
    endProcess(pid);
    const until = Date.now() + STOP_PATIENCE_MS;
    while (isOurs(pid, home)) {
      if (Date.now() >= until)
        throw new ToolProblem(`the engine (process ${pid}) has not ended ${STOP_PATIENCE_MS / 1000} s after SIGTERM`);
      await new Promise((r) => setTimeout(r, 100));
    }
  }
  await releaseBridge();
  return pid !== undefined;
}

function endProcess(pid) {
  try {
    process.kill(pid, 'SIGTERM');
  } catch (e) {
    const code = /** @type {NodeJS.ErrnoException} */ (e).code;
    if (code !== 'ESRCH') throw new ToolProblem(`the engine (process ${pid}) cannot be stopped: ${code}`);
  }
}

/** A daemon of another home may stand on the same bridge. */
async function releaseBridge() {
  if (!isBridgeUsed(livingDaemons().map((d) => d.args))) await removeBridge();
}

/**
 * The pid file is not asked: it outlives its daemon, and one that just starts has not written it yet.
 * @returns {number | undefined} the process id of the daemon that lives under `home`
 */
export function findDaemon(home, proc = '/proc') {
  return livingDaemons(proc).find((d) => isOurs(d.pid, home, proc))?.pid;
}

/** @returns {boolean} whether the process is a daemon started under `home`, whoever had its id before */
export function isOurs(pid, home, proc = '/proc') {
  const args = readCommand(pid, proc);
  return basename(args[0] ?? '') === 'dockerd' && args[args.indexOf('--data-root', 1) + 1] === join(home, 'data');
}

/** @returns {{ pid: number, args: string[] }[]} */
function livingDaemons(proc = '/proc') {
  return readdirSync(proc)
    .filter((name) => /^\d+$/.test(name))
    .map((name) => ({ pid: Number(name), args: readCommand(Number(name), proc) }))
    .filter((d) => basename(d.args[0] ?? '') === 'dockerd');
}

/** @returns {string[]} empty = no such process, or one that has ended */
function readCommand(pid, proc) {
  try {
    return readFileSync(join(proc, String(pid), 'cmdline'), 'utf8')
      .split('\0')
      .slice(0, -1);
  } catch {
    return [];
  }
}
