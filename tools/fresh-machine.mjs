// node tools/fresh-machine.mjs [--tree DIR] [--keep] COMMAND… : runs a command in a clone of this repository on a Debian 12 tree
// with nothing added but Node, in its own mount, process and network namespaces. Needs root. Proves what a new user meets.
import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, readFileSync, realpathSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { homedir } from 'node:os';
import { dirname, join, resolve } from 'node:path';
import { makeTree, needTool } from './bases/bootstrap.mjs';
import { collectHostSettings } from './bases/host-settings.mjs';
import { runCommand, runTool, runVisibly, since, ToolProblem, tryCommand } from './run-command.mjs';
import { ROOT } from './setup.mjs';

const SPACE = 'plimsoll-fresh';
const SUBNET = '10.231.77';
const BUNDLE = '/etc/ssl/certs/ca-certificates.crt';
const INSIDE = '/root/plimsoll';
const MARKER = '/etc/plimsoll-fresh-machine';

/**
 * Runs inside the new mount and process namespaces: $1 = tree, $2 = folder inside, then the command. The tree becomes the namespace's
 * root: a chroot would not do, because whoever enters the namespace (`docker exec` does) starts at its root, which would still be this
 * machine's. The guard enters it in the same way and refuses to go on where that leads anywhere else.
 */
const ENTER = `set -e
tree=$1; folder=$2; shift 2
mount --bind "$tree" "$tree"
mount -t proc proc "$tree/proc"
mount -t sysfs sysfs "$tree/sys"
mount --rbind /sys/fs/cgroup "$tree/sys/fs/cgroup"
mount --rbind /dev "$tree/dev"
mount -t tmpfs tmpfs "$tree/run"
cd "$tree"
mkdir -p .outside
pivot_root . .outside
cd /
umount -l /.outside
rmdir /.outside
nsenter --mount=/proc/self/ns/mnt test -e ${MARKER} || { echo "the tree is not the root of its namespace" >&2; exit 3; }
cd "$folder"
exec "$@"`;

await runTool(async (args) => {
  if (process.getuid?.() !== 0) throw new ToolProblem('a fresh tree needs root');
  const { tree, keep, command } = readArguments(args);
  const started = Date.now();
  const say = (line) => console.error(`[${since(started)}] ${line}`);
  rmSync(tree, { recursive: true, force: true });
  mkdirSync(dirname(tree), { recursive: true });
  writeFileSync(`${tree}.ours`, '');
  try {
    await makeMachine(tree);
    await runCommand('git', ['clone', '--quiet', ROOT, join(tree, INSIDE)], { tailLines: 3 });
    say(`fresh Debian 12 with Node ${process.versions.node} in ${tree}`);
    await openNetwork();
    const from = Date.now();
    const code = await runVisibly(
      // Not `ip netns exec`: that hides /sys/fs/cgroup behind a sysfs of its own.
      'nsenter',
      [
        `--net=/run/netns/${SPACE}`,
        'unshare',
        '--mount',
        '--pid',
        '--fork',
        '--kill-child',
        '--propagation',
        'private',
        'sh',
        '-c',
        ENTER,
        'enter',
        tree,
        INSIDE,
        ...command,
      ],
      // unshare ignores SIGTERM; killed, it takes everything inside with it.
      { env: environmentInside(), endSignal: 'SIGKILL' },
    );
    say(`${command.join(' ')} ended with ${code} after ${since(from)}`);
    return code;
  } finally {
    await closeNetwork();
    if (keep) console.error(`kept ${tree}`);
    else for (const path of [tree, `${tree}.ours`]) rmSync(path, { recursive: true, force: true });
  }
});

function readArguments(args) {
  const rest = [...args];
  let tree = join(homedir(), '.cache/plimsoll/fresh-machine');
  let keep = false;
  while (rest[0]?.startsWith('--')) {
    const flag = rest.shift();
    if (flag === '--keep') keep = true;
    else if (flag === '--tree') tree = resolve(rest.shift() ?? '');
    else throw new ToolProblem(`no option ${flag}`);
  }
  if (rest.length === 0) throw new ToolProblem('usage: node tools/fresh-machine.mjs [--tree DIR] [--keep] COMMAND…');
  if (existsSync(tree) && !existsSync(`${tree}.ours`)) throw new ToolProblem(`${tree} is there and is no tree of ours`);
  return { tree, keep, command: rest };
}

/** Debian's minimal set, this machine's Node and npm, and its settings for reaching registries: certificates, apt, pip, npm. */
async function makeMachine(tree) {
  const settings = `${tree}.settings`;
  rmSync(settings, { recursive: true, force: true });
  mkdirSync(settings, { recursive: true });
  const host = await collectHostSettings(settings, 'bookworm');
  await needTool('mmdebstrap');
  await makeTree({ suite: 'bookworm', root: tree, ...host });
  await runCommand('cp', ['-a', `${settings}/.`, tree]);
  rmSync(settings, { recursive: true, force: true });
  copyNode(tree);
  writeFileSync(join(tree, MARKER), '');
  for (const file of [join(homedir(), '.npmrc'), '/usr/etc/npmrc', '/etc/resolv.conf']) {
    const inside = file.startsWith(homedir()) ? file.replace(homedir(), '/root') : file;
    if (!existsSync(file)) continue;
    mkdirSync(dirname(join(tree, inside)), { recursive: true });
    writeFileSync(join(tree, inside), readFileSync(file));
  }
}

function copyNode(tree) {
  const bin = join(tree, 'usr/local/bin');
  const modules = join(tree, 'usr/local/lib/node_modules');
  mkdirSync(modules, { recursive: true });
  cpSync(process.execPath, join(bin, 'node'));
  const npm = spawnSync('npm', ['root', '--global'], { encoding: 'utf8' }).stdout.trim();
  cpSync(realpathSync(join(npm, 'npm')), join(modules, 'npm'), { recursive: true, verbatimSymlinks: true });
  for (const name of ['npm', 'npx']) symlinkSync(`../lib/node_modules/npm/bin/${name}-cli.js`, join(bin, name));
}

function environmentInside() {
  const env = {
    HOME: '/root',
    PATH: '/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin',
    LANG: 'C.UTF-8',
    TERM: process.env.TERM ?? 'dumb',
  };
  if (process.env.NODE_EXTRA_CA_CERTS) env.NODE_EXTRA_CA_CERTS = BUNDLE;
  return env;
}

/** A network of its own, so that an engine inside has its own docker0 and packet filter; traffic leaves through this machine. */
async function openNetwork() {
  await closeNetwork();
  const ip = (...args) => runCommand('ip', args);
  await ip('netns', 'add', SPACE);
  await ip('link', 'add', 'plimfresh0', 'type', 'veth', 'peer', 'name', 'eth0', 'netns', SPACE);
  await ip('addr', 'add', `${SUBNET}.1/24`, 'dev', 'plimfresh0');
  await ip('link', 'set', 'plimfresh0', 'up');
  await ip('-n', SPACE, 'addr', 'add', `${SUBNET}.2/24`, 'dev', 'eth0');
  await ip('-n', SPACE, 'link', 'set', 'eth0', 'up');
  await ip('-n', SPACE, 'link', 'set', 'lo', 'up');
  await ip('-n', SPACE, 'route', 'add', 'default', 'via', `${SUBNET}.1`);
  writeFileSync('/proc/sys/net/ipv4/ip_forward', '1');
  for (const [table, ...rule] of filterRules()) await runCommand('iptables', ['-t', table, '-I', ...rule]);
}

function filterRules() {
  return [
    ['nat', 'POSTROUTING', '-s', `${SUBNET}.0/24`, '!', '-o', 'plimfresh0', '-j', 'MASQUERADE'],
    ['filter', 'FORWARD', '-i', 'plimfresh0', '-j', 'ACCEPT'],
    ['filter', 'FORWARD', '-o', 'plimfresh0', '-j', 'ACCEPT'],
  ];
}

async function closeNetwork() {
  for (const [table, ...rule] of filterRules()) await tryCommand('iptables', ['-t', table, '-D', ...rule]);
  await tryCommand('ip', ['link', 'del', 'plimfresh0']);
  await tryCommand('ip', ['netns', 'del', SPACE]);
}
