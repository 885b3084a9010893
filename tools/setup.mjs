import { existsSync, readFileSync, statSync } from 'node:fs';
import { dirname, join, resolve } from 'node:path';
import { fileURLToPath } from 'node:url';
import { makeBases } from './bases.mjs';
import { ensureEngine } from './engine.mjs';
import { runCommand, since, ToolProblem, tryCommand } from './run-command.mjs';

export const ROOT = resolve(dirname(fileURLToPath(import.meta.url)), '..');

/** @throws ToolProblem when this Node is older than package.json asks for */
export function checkNode() {
  const wanted = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')).engines.node;
  const [major, minor] = /(\d+)\.(\d+)/.exec(wanted).slice(1).map(Number);
  const [hasMajor, hasMinor] = process.versions.node.split('.').map(Number);
  if (hasMajor < major || (hasMajor === major && hasMinor < minor)) {
    throw new ToolProblem(`Node ${wanted} is needed, this is ${process.versions.node}`);
  }
}

/** Installs the locked dependencies when they are missing or older than the lock file. */
export async function installDependencies(say) {
  const installed = join(ROOT, 'node_modules/.package-lock.json');
  const lock = join(ROOT, 'package-lock.json');
  if (
    existsSync(installed) &&
    (existsSync(join(ROOT, 'node_modules/.bin/tsc')) || statSync(installed).mtimeMs >= statSync(lock).mtimeMs)
  )
    return;
  const started = Date.now();
  say('installing dependencies (npm ci)');
  const done = await tryCommand('npm', ['ci', '--no-audit', '--no-fund', '--loglevel=error'], { cwd: ROOT });
  if (done.code !== 0) {
    const told = done.stderr.split('\n').filter((line) => /^npm (error|ERR!) \S/.test(line));
    throw new ToolProblem(`npm ci failed: ${told.slice(0, 3).join(' / ')}`);
  }
  say(`dependencies installed in ${since(started)}`);
}

/** Bundles the program into dist/. */
export async function buildProgram(say) {
  const started = Date.now();
  await runCommand('npm', ['run', '--silent', 'build'], { cwd: ROOT, tailLines: 12 });
  say(`built in ${since(started)}`);
}

/**
 * Has an engine and the bases of the examples.
 * @returns {Promise<{ env: NodeJS.ProcessEnv, bases: Awaited<ReturnType<typeof makeBases>> }>} environment that reaches the engine
 */
export async function prepareEngine(say) {
  const started = Date.now();
  const engine = await ensureEngine({ say });
  say(`${engine.about} (${since(started)})`);
  const again = Date.now();
  const bases = await makeBases([], { env: engine.env, say });
  say(`bases ready (${since(again)})`);
  return { env: engine.env, bases };
}
