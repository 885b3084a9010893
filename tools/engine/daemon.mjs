import { spawn } from 'node:child_process';
import { existsSync, mkdirSync, openSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand, ToolProblem, tryCommand } from '../run-command.mjs';

const START_PATIENCE_MS = 40_000;
const BRIDGE = 'plimsoll0';

/** @returns {string} the socket an engine of ours listens on */
export function socketOf(home) {
  return `unix://${join(home, 'run/docker.sock')}`;
}

/**
 * Starts a daemon whose data, socket and process id are all under `home`; it goes on after we end.
 * @param {string} home
 * @param {NodeJS.ProcessEnv} env with the programs on PATH
 * @throws ToolProblem with the daemon's last line
 */
export async function startDaemon(home, env) {
  for (const d of ['run', 'data', 'exec']) mkdirSync(join(home, d), { recursive: true });
  const pidFile = join(home, 'run/docker.pid');
  if (existsSync(pidFile) && !existsSync(`/proc/${readFileSync(pidFile, 'utf8').trim()}`)) rmSync(pidFile);
  // What it remembers of the last start's bridge would win over the address the bridge has now.
  rmSync(join(home, 'data/network'), { recursive: true, force: true });
  const log = join(home, 'dockerd.log');
  const out = openSync(log, 'w');
  const args = [
    '--data-root',
    join(home, 'data'),
    '--exec-root',
    join(home, 'exec'),
    '-p',
    pidFile,
    '-H',
    socketOf(home),
  ];
  args.push('--feature', 'containerd-snapshotter=true', '--ip6tables=false', ...(await bridgeArguments()));
  const child = spawn('dockerd', args, { env, detached: true, stdio: ['ignore', out, out] });
  let ended;
  child.on('error', (e) => {
    ended = e.message;
  });
  child.on('exit', (code) => {
    ended = `exit ${code}`;
  });
  child.unref();
  const until = Date.now() + START_PATIENCE_MS;
  while (Date.now() < until && ended === undefined) {
    if ((await tryCommand('docker', ['version'], { env })).code === 0) return;
    await new Promise((r) => setTimeout(r, 150));
  }
  const lines = readFileSync(log, 'utf8').trim().split('\n');
  throw new ToolProblem(`the engine does not start (${ended ?? 'no answer'}): ${lines.at(-1) ?? ''}`);
}

/** Ends the daemon started under `home` and waits until it is gone. */
export async function stopDaemon(home) {
  const pidFile = join(home, 'run/docker.pid');
  if (!existsSync(pidFile)) return false;
  const pid = Number(readFileSync(pidFile, 'utf8').trim());
  if (!pid || !existsSync(`/proc/${pid}`)) return false;
  process.kill(pid, 'SIGTERM');
  while (existsSync(`/proc/${pid}`)) await new Promise((r) => setTimeout(r, 100));
  await removeBridge();
  return true;
}

/**
 * Ours never touches docker0 nor the packet filter's chains, whether or not another engine owns them now: a daemon that once
 * made docker0 deletes it when it next starts with another bridge (and always when told which addresses to use for later
 * networks), and a second one empties the chains of the first.
 */
async function bridgeArguments() {
  const subnet = await freeSubnet();
  if (!existsSync(`/sys/class/net/${BRIDGE}`)) {
    await runCommand('ip', ['link', 'add', BRIDGE, 'type', 'bridge']);
    await runCommand('ip', ['addr', 'add', `${subnet}.1/24`, 'dev', BRIDGE]);
    await runCommand('ip', ['link', 'set', BRIDGE, 'up']);
  }
  for (const [t, table, chain, ...rule] of filterRules(subnet)) {
    const there = await tryCommand('iptables', [t, table, '-C', chain, ...rule]);
    if (there.code !== 0) await runCommand('iptables', [t, table, '-I', chain, ...rule]);
  }
  return ['--bridge', BRIDGE, '--iptables=false'];
}

/**
 * What lets containers on our bridge out to the network, and those that share a network made later (verify puts services on
 * one) reach each other: beside another engine whatever its policy does not know is dropped, even within one bridge.
 */
function filterRules(subnet) {
  return [
    ['-t', 'nat', 'POSTROUTING', '-s', `${subnet}.0/24`, '!', '-o', BRIDGE, '-j', 'MASQUERADE'],
    ['-t', 'filter', 'FORWARD', '-i', BRIDGE, '-j', 'ACCEPT'],
    ['-t', 'filter', 'FORWARD', '-o', BRIDGE, '-j', 'ACCEPT'],
    ['-t', 'filter', 'FORWARD', '-m', 'physdev', '--physdev-is-bridged', '-j', 'ACCEPT'],
  ];
}

async function removeBridge() {
  if (!existsSync(`/sys/class/net/${BRIDGE}`)) return;
  for (const [t, table, chain, ...rule] of filterRules(await freeSubnet()))
    await tryCommand('iptables', [t, table, '-D', chain, ...rule]);
  await tryCommand('ip', ['link', 'del', BRIDGE]);
}

async function freeSubnet() {
  const addresses = await runCommand('ip', ['-o', '-4', 'addr']);
  const ours = new RegExp(`${BRIDGE}\\s+inet (\\d+\\.\\d+\\.\\d+)\\.1/24`).exec(addresses)?.[1];
  if (ours) return ours;
  for (let third = 31; third < 255; third++) if (!addresses.includes(` 172.30.${third}.`)) return `172.30.${third}`;
  throw new ToolProblem('no free address range for the engine');
}
