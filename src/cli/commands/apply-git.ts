import type { ProcessPort } from '../../engine/process-port.ts';

/** Nothing of the user's configuration that would start a program, and no lock taken from a git at work. */
const GIT = ['git', '-c', 'core.fsmonitor=false', '--no-optional-locks', '--literal-pathspecs'] as const;

/**
 * Which of these files hold changes that git has no commit of; a file git does not know is one.
 * @returns none where the folder is in no work tree, git is not there, or git refuses to look
 */
export async function findUncommitted(
  run: ProcessPort,
  dir: string,
  paths: readonly string[],
): Promise<readonly string[]> {
  const dirty: string[] = [];
  for (const path of paths) {
    const told = await run([...GIT, 'status', '--porcelain', '--ignored=matching', '-z', '--', path], {
      cwd: dir,
      timeoutMs: 30_000,
    });
    if (told.exitCode === 0 && told.stdout !== '') dirty.push(path);
  }
  return dirty;
}
