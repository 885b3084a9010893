import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { runCommand, ToolProblem, tryCommand } from '../run-command.mjs';

/** What the official slim image leaves out, and keeps out of later installations. */
const SLIM_RULES = `path-exclude /usr/share/doc/*
path-include /usr/share/doc/*/copyright
path-exclude /usr/share/man/*
path-exclude /usr/share/info/*
path-exclude /usr/share/locale/*
path-exclude /usr/share/lintian/*
path-exclude /usr/share/linda/*
path-exclude /usr/share/groff/*
`;
const SLIM_EMPTY = ['man', 'info', 'locale', 'lintian', 'linda', 'groff'];

/**
 * Makes `debian:SUITE` and `debian:SUITE-slim` from the archive's packages: one bootstrap, the slim image is the same tree
 * without documentation. About 30 s, 120 MB of disk while it runs.
 * @throws ToolProblem without root, or where the bootstrap tool can neither be found nor installed
 */
export async function bootstrapDebian({ suite, settings, sources, aptOptions, work, env, recipe, tag }) {
  if (process.getuid?.() !== 0)
    throw new ToolProblem('making stand-in bases needs root (packages are unpacked with their owners)');
  await needTool('mmdebstrap');
  const root = join(work, 'root');
  await makeTree({ suite, root, sources, aptOptions, env });
  await runCommand('cp', ['-a', `${settings}/.`, root]);
  await importTree(root, tag(`debian:${suite}`), { work, env, recipe });
  await slim(root);
  await importTree(root, tag(`debian:${suite}-slim`), { work, env, recipe });
  rmSync(root, { recursive: true, force: true });
}

/** Unpacks a minimal Debian into the folder `root`, which must not exist; about 20 s. */
export async function makeTree({ suite, root, sources, aptOptions, env = process.env }) {
  await runCommand(
    'mmdebstrap',
    [
      '--quiet',
      '--mode=root',
      '--format=directory',
      '--variant=minbase',
      '--include=usr-is-merged',
      '--hook-dir=/usr/share/mmdebstrap/hooks/merged-usr',
      '--dpkgopt=force-unsafe-io',
      ...aptOptions.map((o) => `--aptopt=${o}`),
      suite,
      root,
      ...(sources ? [sources] : []),
    ],
    { env, tailLines: 5 },
  );
  clean(root, sources !== undefined);
}

/** @throws ToolProblem when the tool is missing and cannot be installed */
export async function needTool(tool) {
  if ((await tryCommand(tool, ['--version'])).code === 0) return;
  if ((await tryCommand('apt-get', ['--version'])).code !== 0)
    throw new ToolProblem(`${tool} is missing and there is no apt-get to install it with`);
  const env = { ...process.env, DEBIAN_FRONTEND: 'noninteractive' };
  await tryCommand('apt-get', ['-qq', 'update'], { env });
  await runCommand('apt-get', ['-qq', 'install', '-y', '--no-install-recommends', tool, 'debian-archive-keyring'], {
    env,
  });
}

function clean(root, ownSources) {
  const folders = ['var/lib/apt/lists', 'var/cache/apt', 'var/log'];
  for (const folder of folders) {
    rmSync(join(root, folder), { recursive: true, force: true });
    mkdirSync(join(root, folder), { recursive: true });
  }
  for (const folder of ['var/lib/apt/lists/partial', 'var/cache/apt/archives/partial'])
    mkdirSync(join(root, folder), { recursive: true });
  for (const file of ['etc/apt/apt.conf.d/99mmdebstrap', 'etc/dpkg/dpkg.cfg.d/99mmdebstrap'])
    rmSync(join(root, file), { force: true });
  writeFileSync(join(root, 'etc/hostname'), 'debian\n');
  rmSync(join(root, 'etc/resolv.conf'), { force: true });
  if (!ownSources) return;
  rmSync(join(root, 'etc/apt/sources.list'), { force: true });
  rmSync(join(root, 'etc/apt/sources.list.d'), { recursive: true, force: true });
}

async function slim(root) {
  const share = join(root, 'usr/share');
  await runCommand('find', [
    join(share, 'doc'),
    '-mindepth',
    '1',
    '!',
    '-type',
    'd',
    '!',
    '-name',
    'copyright',
    '-delete',
  ]);
  await runCommand('find', [join(share, 'doc'), '-mindepth', '1', '-type', 'd', '-empty', '-delete']);
  for (const name of SLIM_EMPTY) {
    rmSync(join(share, name), { recursive: true, force: true });
    if (name !== 'linda' && name !== 'groff') mkdirSync(join(share, name));
  }
  writeFileSync(join(root, 'etc/dpkg/dpkg.cfg.d/docker'), SLIM_RULES);
}

/** A build, not an import: the engine then keeps the layer compressed, as one that was pulled. */
async function importTree(root, image, { work, env, recipe }) {
  const context = join(work, 'import');
  mkdirSync(context);
  await runCommand('tar', ['--numeric-owner', '--sort=name', '-C', root, '-cf', join(context, 'root.tar'), '.']);
  await runCommand('docker', ['build', '-q', '--provenance=false', '-f', recipe, '-t', image, context], {
    env,
    tailLines: 5,
  });
  rmSync(context, { recursive: true, force: true });
}
