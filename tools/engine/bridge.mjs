import { existsSync, readFileSync } from 'node:fs';
import { WITH_SYSTEM_PROGRAMS as HOST, runCommand, ToolProblem, tryCommand } from '../run-command.mjs';

const BRIDGE = 'plimsoll0';
const FILTERS_BRIDGED = '/proc/sys/net/bridge/bridge-nf-call-iptables';

/**
 * Makes the bridge. Ours never touches docker0 nor the packet filter's chains, whether or not another engine owns them now: a
 * daemon that once made docker0 deletes it when it next starts with another bridge (and always when told which addresses to
 * use for later networks), and a second one empties the chains of the first.
 * @returns {Promise<string[]>} the daemon's arguments
 * @throws ToolProblem the bridge or its way out cannot be made
 */
export async function makeBridge() {
  const subnet = await freeSubnet();
  if (!existsSync(`/sys/class/net/${BRIDGE}`)) {
    await runCommand('ip', ['link', 'add', BRIDGE, 'type', 'bridge'], HOST);
    await runCommand('ip', ['addr', 'add', `${subnet}.1/24`, 'dev', BRIDGE], HOST);
    await runCommand('ip', ['link', 'set', BRIDGE, 'up'], HOST);
  }
  await addRule(
    'nat',
    '-I',
    ['POSTROUTING', '-s', `${subnet}.0/24`, '!', '-o', BRIDGE, '-j', 'MASQUERADE'],
    runCommand,
  );
  await addRule('filter', '-I', ['FORWARD', '-i', BRIDGE, '-j', 'ACCEPT'], runCommand);
  await addRule('filter', '-I', ['FORWARD', '-o', BRIDGE, '-j', 'ACCEPT'], runCommand);
  // Containers that share a network made later (verify puts services on one) reach each other: beside another engine whatever
  // its policy does not know is dropped, even within one bridge. Last of all rules, so that whatever others drop stays dropped.
  const bridged = ['FORWARD', '-m', 'physdev', '--physdev-is-bridged', '-m', 'comment', '--comment', BRIDGE];
  if (filtersBridged()) await addRule('filter', '-A', [...bridged, '-j', 'ACCEPT'], tryCommand);
  return ['--bridge', BRIDGE, '--iptables=false'];
}

function filtersBridged() {
  return existsSync(FILTERS_BRIDGED) && readFileSync(FILTERS_BRIDGED, 'utf8').trim() === '1';
}

async function addRule(table, how, rule, run) {
  const there = await tryCommand('iptables', ['-w', '-t', table, '-C', ...rule], HOST);
  if (there.code !== 0) await run('iptables', ['-w', '-t', table, how, ...rule], HOST);
}

/**
 * Takes the bridge and its rules away, whatever is left of them.
 * @throws ToolProblem something stays
 */
export async function removeBridge() {
  for (const [table, chain] of [
    ['nat', 'POSTROUTING'],
    ['filter', 'FORWARD'],
  ]) {
    // No iptables, or not root: then no rule of ours can be there, or taking the bridge away says so.
    const listing = await tryCommand('iptables', ['-w', '-t', table, '-S', chain], HOST);
    for (const rule of listing.code === 0 ? ownRules(listing.stdout) : [])
      await runCommand('iptables', ['-w', '-t', table, '-D', ...rule], HOST);
  }
  if (existsSync(`/sys/class/net/${BRIDGE}`)) await runCommand('ip', ['link', 'del', BRIDGE], HOST);
}

/**
 * @param {string} listing what `iptables -S` prints
 * @returns {string[][]} the rules that are ours, as arguments after `-D`
 */
export function ownRules(listing) {
  return listing
    .split('\n')
    .map((line) => line.trim().split(/\s+/))
    .filter(([how]) => how === '-A')
    .filter((words) => words.some((w, i) => w === BRIDGE && ['-i', '-o', '--comment'].includes(words[i - 1])))
    .map((words) => words.slice(1));
}

/** @param {readonly (readonly string[])[]} commands of the daemons that live */
export function isBridgeUsed(commands) {
  return commands.some((args) => args.some((a, i) => a === BRIDGE && args[i - 1] === '--bridge'));
}

async function freeSubnet() {
  const addresses = await runCommand('ip', ['-o', '-4', 'addr'], HOST);
  const ours = new RegExp(`${BRIDGE}\\s+inet (\\d+\\.\\d+\\.\\d+)\\.1/24`).exec(addresses)?.[1];
  if (ours) return ours;
  for (let third = 31; third < 255; third++) if (!addresses.includes(` 172.30.${third}.`)) return `172.30.${third}`;
  throw new ToolProblem('no free address range for the engine');
}
