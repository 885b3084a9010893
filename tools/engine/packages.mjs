import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { runCommand, ToolProblem, tryCommand, WITH_SYSTEM_PROGRAMS } from '../run-command.mjs';

/** The first engine that can build what we build. */
export const OLDEST_MAJOR = 23;
/** Debian suites whose engine is modern enough and still runs on Debian 12's C library, first choice first. */
const SUITES = { sid: 'tini-static', trixie: 'tini' };
const ENGINE_PACKAGES = ['docker.io', 'docker-cli', 'docker-buildx', 'containerd'];
const BUILDX = 'usr/libexec/docker/cli-plugins/docker-buildx';
/** runc of the newer suites wants a newer C library than Debian 12 has; its own is good enough. */
const HOST_TOOLS = { runc: 'runc', iptables: 'iptables', ip: 'iproute2' };
const QUIET = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };

/** What an engine of the machine may have come from; installing over any of them could restart or replace it. */
const FOREIGN_PACKAGES = [
  'docker.io',
  'docker-cli',
  'docker-buildx',
  'docker-ce',
  'docker-ce-cli',
  'docker-buildx-plugin',
  'docker-engine',
  'moby-engine',
  'podman-docker',
  'containerd',
  'containerd.io',
];

/**
 * Has an engine's programs on this machine: privately under `home` on Debian 12, whose own is too old, else the ones that are
 * there or, where there are none, the distribution's. An installed engine is never changed.
 * @param {string} home
 * @param {(line: string) => void} say
 * @param {string} [running] what is known of an engine that answers and is not good enough
 * @returns {Promise<string>} folder of the programs ('' = they are on PATH)
 * @throws ToolProblem not root, no apt, nothing to install from, or an engine that its owner has to update
 */
export async function installEngine(home, say, running) {
  const release = readRelease();
  const isPrivate = release.ID === 'debian' && Number(release.VERSION_ID) === 12;
  /** @type {ReturnType<typeof judgeInstalled>} */
  const judged = isPrivate ? { verdict: 'install' } : judgeInstalled(await findInstalled(running));
  if (judged.verdict === 'leave')
    throw new ToolProblem(
      `${judged.about} is on this machine and is left as it is: update it to ${OLDEST_MAJOR} or newer, with buildx`,
    );
  if (process.getuid?.() !== 0)
    throw new ToolProblem('no engine answers `docker info` for this user, and installing one needs root');
  if ((await tryCommand('apt-get', ['--version'])).code !== 0)
    throw new ToolProblem('no engine is running and there is no apt-get to install one with');
  await installHostTools(say);
  if (isPrivate) return unpackPrivately(home, say);
  if (judged.verdict === 'install') await installPackages(['docker.io', 'docker-buildx'], say);
  return '';
}

/** @returns {Promise<Parameters<typeof judgeInstalled>[0]>} */
async function findInstalled(running) {
  const known = await tryCommand('dpkg-query', ['-W', '-f', '${Package} ${db:Status-Status}\n', ...FOREIGN_PACKAGES]);
  const packages = known.stdout.split('\n').map((line) => line.split(' '));
  return {
    running,
    packages: packages
      .filter(([, state]) => state && state !== 'not-installed' && state !== 'config-files')
      .map(([n]) => n),
    daemon: (await tryCommand('dockerd', ['--version'], WITH_SYSTEM_PROGRAMS)).stdout.trim(),
    buildx: (await tryCommand('docker', ['buildx', 'version'], WITH_SYSTEM_PROGRAMS)).code === 0,
  };
}

/**
 * What to do about an engine that is not ours.
 * @param {{ running: string | undefined, packages: readonly string[], daemon: string, buildx: boolean }} found `running` = one
 * that answers and is not good enough, `daemon` = what `dockerd --version` prints ('' = none)
 * @returns {{ verdict: 'install' | 'use' } | { verdict: 'leave', about: string }} `use` = its programs, with a daemon of ours
 */
export function judgeInstalled(found) {
  if (found.running !== undefined) return { verdict: 'leave', about: found.running };
  if (found.daemon) {
    const major = Number(/\bversion v?(\d+)/.exec(found.daemon)?.[1]);
    if (major >= OLDEST_MAJOR && found.buildx) return { verdict: 'use' };
    return { verdict: 'leave', about: `${found.daemon}${found.buildx ? '' : ' (no buildx)'}` };
  }
  return found.packages.length > 0 ? { verdict: 'leave', about: found.packages.join(', ') } : { verdict: 'install' };
}

/** @returns {{ ID: string, VERSION_ID: string }} */
function readRelease() {
  const text = readFileSync('/etc/os-release', 'utf8');
  const value = (key) => new RegExp(`^${key}="?([^"\n]*)`, 'm').exec(text)?.[1] ?? '';
  return { ID: value('ID'), VERSION_ID: value('VERSION_ID') };
}

let updated;
function updateOnce() {
  updated ??= runCommand('apt-get', ['-qq', 'update'], { env: QUIET });
  return updated;
}

async function installHostTools(say) {
  const missing = [];
  for (const [program, name] of Object.entries(HOST_TOOLS)) {
    if ((await tryCommand('sh', ['-c', 'PATH=$PATH:/usr/sbin:/sbin command -v "$0"', program])).code !== 0)
      missing.push(name);
  }
  if (!existsSync('/etc/ssl/certs/ca-certificates.crt')) missing.push('ca-certificates');
  if (missing.length === 0) return;
  await installPackages(missing, say);
}

async function installPackages(names, say) {
  say(`installing ${names.join(', ')}`);
  await updateOnce();
  const careful = ['--no-install-recommends', '--no-remove', '--no-upgrade'];
  await runCommand('apt-get', ['-qq', 'install', '-y', ...careful, ...names], { env: QUIET, tailLines: 3 });
}

async function unpackPrivately(home, say) {
  const root = join(home, 'root');
  const programs = join(root, 'usr/bin');
  linkBuildx(home, root);
  if (existsSync(join(root, 'usr/sbin/dockerd'))) return programs;
  let last;
  for (const suite of Object.keys(SUITES)) {
    say(`fetching the engine's packages (Debian ${suite}, unpacked under ${home}, nothing is installed)`);
    try {
      await downloadPackages(home, suite);
      await fillFolder(root, (folder) => unpack(join(home, 'debs'), folder));
      rmSync(join(home, 'debs'), { recursive: true, force: true });
      return programs;
    } catch (e) {
      if (!(e instanceof ToolProblem)) throw e;
      last = e;
      say(e.message);
    }
  }
  throw last;
}

/** An apt tree of our own: the machine's sources and its package state stay as they are. */
async function downloadPackages(home, suite) {
  const apt = join(home, 'apt');
  const debs = join(home, 'debs');
  rmSync(debs, { recursive: true, force: true });
  for (const d of ['lists/partial', 'cache/archives/partial', 'etc', 'state'])
    mkdirSync(join(apt, d), { recursive: true });
  mkdirSync(debs, { recursive: true });
  writeFileSync(
    join(apt, 'etc/sources.list'),
    `deb [signed-by=/usr/share/keyrings/debian-archive-keyring.gpg] ${debianMirror()} ${suite} main\n`,
  );
  const settings = {
    'Dir::Etc::sourcelist': join(apt, 'etc/sources.list'),
    'Dir::Etc::sourceparts': '-',
    'Dir::State': join(apt, 'state'),
    'Dir::State::lists': join(apt, 'lists'),
    'Dir::State::status': '/dev/null',
    'Dir::Cache': join(apt, 'cache'),
    'Acquire::Languages': 'none',
    'APT::Sandbox::User': 'root',
  };
  const text = Object.entries(settings)
    .map(([k, v]) => `${k} "${v}";\n`)
    .join('');
  writeFileSync(join(apt, 'apt.conf'), text);
  const env = { ...QUIET, APT_CONFIG: join(apt, 'apt.conf') };
  await runCommand('apt-get', ['-qq', 'update'], { env, tailLines: 2 });
  await runCommand('apt-get', ['-qq', 'download', ...ENGINE_PACKAGES, SUITES[suite]], { env, cwd: debs, tailLines: 2 });
}

function debianMirror() {
  const files = [
    '/etc/apt/sources.list',
    ...readdirSync('/etc/apt/sources.list.d').map((f) => join('/etc/apt/sources.list.d', f)),
  ];
  for (const file of files.filter((f) => existsSync(f) && /\.(list|sources)$/.test(f))) {
    const text = readFileSync(file, 'utf8').replace(/^#.*$/gm, '');
    const uri = /^URIs:\s*(\S+)/m.exec(text)?.[1] ?? /^deb\s+(?:\[[^\]]*\]\s+)?(\S+)/m.exec(text)?.[1];
    if (uri) return uri;
  }
  throw new ToolProblem('no Debian mirror is named in the apt sources');
}

/**
 * Makes a folder that is there only when it is complete: filled beside its place, then renamed.
 * @param {string} folder
 * @param {(unfinished: string) => Promise<void>} fill
 */
export async function fillFolder(folder, fill) {
  const unfinished = `${folder}.new`;
  rmSync(unfinished, { recursive: true, force: true });
  mkdirSync(unfinished, { recursive: true });
  try {
    await fill(unfinished);
    rmSync(folder, { recursive: true, force: true });
    renameSync(unfinished, folder);
  } finally {
    rmSync(unfinished, { recursive: true, force: true });
  }
}

async function unpack(debs, folder) {
  for (const deb of readdirSync(debs).filter((f) => f.endsWith('.deb')))
    await runCommand('dpkg-deb', ['-x', join(debs, deb), folder]);
  await runCommand(join(folder, 'usr/bin/docker'), ['--version']);
  await runCommand(join(folder, 'usr/sbin/dockerd'), ['--version']);
  await runCommand(join(folder, BUILDX), ['version']);
}

/** Names the place buildx has, or will have when `root` is complete. */
function linkBuildx(home, root) {
  const link = join(home, 'config/cli-plugins/docker-buildx');
  mkdirSync(dirname(link), { recursive: true });
  rmSync(link, { force: true });
  symlinkSync(join(root, BUILDX), link);
  chmodSync(join(home, 'config'), 0o700);
}
