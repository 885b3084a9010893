import { spawn } from 'node:child_process';

/** A failure that is the machine's or the user's: printed as one line, without a stack. */
export class ToolProblem extends Error {}

/**
 * Runs a program and collects what it says. Arguments are an array: no shell takes part.
 * @param {string} program
 * @param {readonly string[]} args
 * @param {{ cwd?: string, env?: NodeJS.ProcessEnv, input?: string, timeoutMs?: number, quiet?: boolean }} [options]
 * @returns {Promise<{ code: number, stdout: string, stderr: string }>} code 127 = not found, 124 = out of time
 */
export function tryCommand(program, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, {
      cwd: options.cwd,
      env: options.env ?? process.env,
      stdio: [options.input === undefined ? 'ignore' : 'pipe', 'pipe', 'pipe'],
    });
    let stdout = '';
    let stderr = '';
    let late = false;
    const timer = options.timeoutMs
      ? setTimeout(() => {
          late = true;
          child.kill('SIGKILL');
        }, options.timeoutMs)
      : undefined;
    child.stdout.on('data', (d) => {
      stdout = (stdout + d).slice(-4_000_000);
    });
    child.stderr.on('data', (d) => {
      stderr = (stderr + d).slice(-200_000);
    });
    child.on('error', (e) => {
      clearTimeout(timer);
      resolve({ code: 127, stdout, stderr: e.message });
    });
    child.on('close', (code) => {
      clearTimeout(timer);
      resolve({ code: late ? 124 : (code ?? 1), stdout, stderr });
    });
    child.stdin?.on('error', () => {});
    child.stdin?.end(options.input);
  });
}

/** `su` without `-` leaves root a PATH without the folders of the system's own programs. */
export const WITH_SYSTEM_PROGRAMS = { env: { ...process.env, PATH: `${process.env.PATH ?? ''}:/usr/sbin:/sbin` } };

/**
 * As `tryCommand`, but anything else than success ends in one line.
 * @returns {Promise<string>} stdout
 * @throws ToolProblem with the program's last line
 */
export async function runCommand(program, args, options = {}) {
  const done = await tryCommand(program, args, options);
  if (done.code === 0) return done.stdout;
  const tail = done.stderr.trim() || done.stdout.trim();
  const last = tail
    .split('\n')
    .slice(-(options.tailLines ?? 1))
    .join('\n');
  throw new ToolProblem(`${program} ${args.slice(0, 3).join(' ')} … ended with ${done.code}: ${last}`);
}

/**
 * Runs a program with our own streams.
 * @returns {Promise<number>} its exit code
 */
export function runVisibly(program, args, options = {}) {
  return new Promise((resolve) => {
    const child = spawn(program, args, { cwd: options.cwd, env: options.env ?? process.env, stdio: 'inherit' });
    // A terminal's Ctrl-C reaches the child by itself; we stay until it has ended, so that our own cleaning up still runs.
    const forward = () => child.kill(options.endSignal ?? 'SIGTERM');
    const stay = () => {};
    process.on('SIGTERM', forward).on('SIGINT', stay);
    const end = (code) => {
      process.off('SIGTERM', forward).off('SIGINT', stay);
      resolve(code);
    };
    child.on('error', (e) => {
      console.error(`${program}: ${e.message}`);
      end(127);
    });
    child.on('close', (code, signal) => end(code ?? (signal === 'SIGINT' ? 130 : 143)));
  });
}

/** Runs a tool's main function; known failures print one line, unknown ones keep their stack. */
export async function runTool(main) {
  try {
    process.exitCode = (await main(process.argv.slice(2))) ?? 0;
  } catch (e) {
    console.error(e instanceof ToolProblem ? e.message : e);
    process.exitCode = e instanceof ToolProblem ? 3 : 4;
  }
}

/** @returns {string} seconds since `startMs` as `12.3 s` */
export function since(startMs) {
  return `${((Date.now() - startMs) / 1000).toFixed(1)} s`;
}
