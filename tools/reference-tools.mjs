import { copyFileSync, existsSync, mkdirSync } from 'node:fs';
import { homedir } from 'node:os';
import { delimiter, join } from 'node:path';
import { runCommand, since, ToolProblem, tryCommand } from './run-command.mjs';

const CACHE = process.env.XDG_CACHE_HOME ?? join(homedir(), '.cache');
/** Programs whose answers the conformance tests compare ours with, and the packages that have them. */
const PACKAGES = {
  git: 'git',
  readelf: 'binutils',
  zstd: 'zstd',
  tar: 'tar',
  xz: 'xz-utils',
  bzip2: 'bzip2',
  python3: 'python3',
};
const IGNORE_ORACLE = 'test/conformance/dockerignore/oracle/main.go';

/**
 * Has the programs that tests compare with, as far as this machine lets us: what cannot be had is said, and those tests skip.
 * Go comes out of the image the examples are built on, so that nothing more is downloaded.
 * @returns {Promise<NodeJS.ProcessEnv>} `env` with Go on the PATH
 */
export async function prepareReferenceTools(root, env, bases, say) {
  await installPackages(env, say);
  const withGo = await findGo(env, bases, say);
  await buildIgnoreOracle(root, withGo, say);
  return withGo;
}

async function has(program, env) {
  return (await tryCommand('sh', ['-c', 'command -v "$0"', program], { env })).code === 0;
}

async function installPackages(env, say) {
  const missing = [];
  for (const [program, name] of Object.entries(PACKAGES)) if (!(await has(program, env))) missing.push(name);
  if (missing.length === 0) return;
  if (process.getuid?.() !== 0 || !(await has('apt-get', env))) {
    say(`absent, and not ours to install: ${missing.join(', ')}`);
    return;
  }
  say(`installing ${missing.join(', ')}`);
  const quiet = { ...env, DEBIAN_FRONTEND: 'noninteractive' };
  await tryCommand('apt-get', ['-qq', 'update'], { env: quiet });
  const args = ['-qq', 'install', '-y', '--no-install-recommends', ...missing];
  await runCommand('apt-get', args, { env: quiet, tailLines: 3 });
}

async function findGo(env, bases, say) {
  if (await has('go', env)) return env;
  const home = join(CACHE, 'plimsoll/go');
  const withGo = { ...env, PATH: `${join(home, 'bin')}${delimiter}${env.PATH ?? ''}` };
  if (existsSync(join(home, 'bin/go'))) return withGo;
  const started = Date.now();
  const base = bases.find((b) => b.name.startsWith('golang:'));
  if (!base) throw new ToolProblem('no golang base to take Go from');
  const id = (await runCommand('docker', ['create', base.image], { env })).trim();
  try {
    mkdirSync(join(home, '..'), { recursive: true });
    await runCommand('docker', ['cp', '--quiet', `${id}:/usr/local/go`, home], { env });
  } finally {
    await tryCommand('docker', ['rm', id], { env });
  }
  say(`Go taken from ${base.image} (${since(started)})`);
  return withGo;
}

/** As test/conformance/dockerignore/oracle/README.md says, once. */
async function buildIgnoreOracle(root, env, say) {
  const folder = join(CACHE, 'plimsoll-ignore-oracle');
  if (existsSync(join(folder, 'oracle')) || !existsSync(join(root, IGNORE_ORACLE))) return;
  const started = Date.now();
  mkdirSync(folder, { recursive: true });
  copyFileSync(join(root, IGNORE_ORACLE), join(folder, 'main.go'));
  const modules = ['github.com/moby/patternmatcher@v0.6.1', 'github.com/tonistiigi/fsutil@latest'];
  const steps = [
    ['mod', 'init', 'oracle'],
    ['get', ...modules],
    ['mod', 'tidy'],
    ['build', '-o', 'oracle', '.'],
  ];
  for (const args of steps) {
    const done = await tryCommand('go', args, { env, cwd: folder });
    if (done.code !== 0 && args[1] !== 'init') {
      say(`the oracle for ignore files does not build, its tests skip: ${done.stderr.trim().split('\n').at(-1)}`);
      return;
    }
  }
  say(`oracle for ignore files built (${since(started)})`);
}
