import {
  chmodSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { join } from 'node:path';
import { runCommand, ToolProblem, tryCommand } from '../run-command.mjs';

/** Debian suites whose engine is modern enough and still runs on Debian 12's C library, first choice first. */
const SUITES = { sid: 'tini-static', trixie: 'tini' };
const ENGINE_PACKAGES = ['docker.io', 'docker-cli', 'docker-buildx', 'containerd'];
/** runc of the newer suites wants a newer C library than Debian 12 has; its own is good enough. */
const HOST_TOOLS = { runc: 'runc', iptables: 'iptables', ip: 'iproute2' };
const QUIET = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };

/**
 * Puts an engine's programs on this machine: privately under `home` on Debian 12, whose own is too old, else from the
 * distribution.
 * @returns {Promise<string>} folder of the programs ('' = they are on PATH)
 * @throws ToolProblem not root, no apt, or nothing to install from
 */
export async function installEngine(home, say) {
  if (process.getuid?.() !== 0)
    throw new ToolProblem('no engine answers `docker info` for this user, and installing one needs root');
  if ((await tryCommand('apt-get', ['--version'])).code !== 0)
    throw new ToolProblem('no engine is running and there is no apt-get to install one with');
  await installHostTools(say);
  const release = readRelease();
  if (release.ID === 'debian' && Number(release.VERSION_ID) === 12) return unpackPrivately(home, say);
  say('installing docker.io and docker-buildx');
  await updateOnce();
  await runCommand('apt-get', ['-qq', 'install', '-y', '--no-install-recommends', 'docker.io', 'docker-buildx'], {
    env: QUIET,
    tailLines: 3,
  });
  return '';
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
  say(`installing ${missing.join(', ')}`);
  await updateOnce();
  await runCommand('apt-get', ['-qq', 'install', '-y', '--no-install-recommends', ...missing], {
    env: QUIET,
    tailLines: 3,
  });
}

async function unpackPrivately(home, say) {
  const root = join(home, 'root');
  const programs = join(root, 'usr/bin');
  if (existsSync(join(root, 'usr/sbin/dockerd'))) return programs;
  let last;
  for (const suite of Object.keys(SUITES)) {
    say(`fetching the engine's packages (Debian ${suite}, unpacked under ${home}, nothing is installed)`);
    try {
      await downloadPackages(home, suite);
      await unpack(home, root);
      await runCommand(join(programs, 'docker'), ['--version']);
      await runCommand(join(root, 'usr/sbin/dockerd'), ['--version']);
      return programs;
    } catch (e) {
      if (!(e instanceof ToolProblem)) throw e;
      last = e;
      say(e.message);
      rmSync(root, { recursive: true, force: true });
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

async function unpack(home, root) {
  rmSync(root, { recursive: true, force: true });
  mkdirSync(root, { recursive: true });
  const debs = readdirSync(join(home, 'debs')).filter((f) => f.endsWith('.deb'));
  for (const deb of debs) await runCommand('dpkg-deb', ['-x', join(home, 'debs', deb), root]);
  rmSync(join(home, 'debs'), { recursive: true, force: true });
  const plugins = join(home, 'config/cli-plugins');
  mkdirSync(plugins, { recursive: true });
  rmSync(join(plugins, 'docker-buildx'), { force: true });
  symlinkSync(join(root, 'usr/libexec/docker/cli-plugins/docker-buildx'), join(plugins, 'docker-buildx'));
  chmodSync(join(home, 'config'), 0o700);
}
