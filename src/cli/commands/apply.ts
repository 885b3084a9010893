import { resolve } from 'node:path';
import { showText } from '../../language/show-text.ts';
import { type ByteText, textToWords } from '../../model/bytes.ts';
import { message } from '../../model/message.ts';
import { Problem } from '../../model/problem.ts';
import type { FilesPort } from '../../project/contract.ts';
import { composeFiles, composeProcess } from '../compose.ts';
import type { CliContext } from '../context.ts';
import { diffFile } from './apply-diff.ts';
import type { ApplyFlags } from './apply-flags.ts';
import { findUncommitted } from './apply-git.ts';
import { findRung, readLatestRun } from './apply-latest.ts';
import { sayCommit } from './apply-message.ts';
import { type FileChange, isChanged, planApply, undoApply, writeChanges } from './apply-rung.ts';

/**
 * Writes one rung of the latest run into the project; nothing else is written but the undo. What was done goes to stderr, the
 * commit message to stdout.
 */
export async function apply(context: CliContext, flags: ApplyFlags, first?: string, second?: string): Promise<void> {
  const files = composeFiles();
  const isRung = first !== undefined && /^\d{1,6}$/.test(first);
  if (flags.undo && !isRung) return undo(context, flags, files, await openFolder(context, files, first));
  if (first === undefined) throw new Problem('usage', 'argument-missing', { name: 'N' });
  if (!isRung) throw new Problem('usage', 'quantity-invalid', { flag: 'N', value: first, example: '4' });
  const dir = await openFolder(context, files, second);
  if (flags.undo) return undo(context, flags, files, dir);
  const run = await readLatestRun(files, dir);
  const rung = findRung(run.record, Number(first), flags.force || flags.diff);
  const changes = await planApply(files, dir, run, rung, flags.force || flags.diff);
  const changed = changes.filter(isChanged);
  if (flags.diff) return printDiff(context, changed);
  if (changed.length === 0) return report(context, flags, message('rung-in-place', { rung: rung.n }), []);
  if (!flags.force) await refuseUncommitted(dir, changed);
  await writeChanges(files, dir, rung.n, changes);
  const paths = changed.map((c) => c.target.path);
  const commit = sayCommit(run.record, rung.n, context.language);
  report(context, flags, message('applied-rung', { rung: rung.n, files: paths }), paths, commit);
}

async function openFolder(context: CliContext, files: FilesPort, given: string | undefined): Promise<string> {
  const dir = resolve(context.cwd, given ?? '.');
  if ((await files.stat(dir, true))?.type !== 'dir') throw new Problem('usage', 'folder-not-found', { dir });
  return dir;
}

async function undo(context: CliContext, flags: ApplyFlags, files: FilesPort, dir: string): Promise<void> {
  const paths = await undoApply(files, dir, flags.force);
  report(context, flags, message('undid-apply', { files: paths }), paths);
}

/** What we wrote ourselves needs no commit: undoing brings back what was there. */
async function refuseUncommitted(dir: string, changed: readonly FileChange[]): Promise<void> {
  const paths = changed.filter((c) => !c.isOurs).map((c) => c.target.path);
  const [file] = await findUncommitted(composeProcess(), dir, paths);
  if (file !== undefined) throw new Problem('project', 'file-not-committed', { file });
}

/** Bytes as they are where a program reads them; on a terminal nothing that would steer it. */
function printDiff(context: CliContext, changed: readonly FileChange[]): void {
  const diff: ByteText = changed.map((c) => diffFile(c.target.path, c.target.bytes, c.after)).join('');
  const { stdout } = context.process;
  if (stdout.isTTY !== true) stdout.write(Buffer.from(diff, 'latin1'));
  else for (const line of textToWords(diff).split('\n').slice(0, -1)) stdout.write(`${showText(line)}\n`);
}

function report(
  context: CliContext,
  flags: ApplyFlags,
  said: ReturnType<typeof message>,
  paths: readonly string[],
  commit?: string,
): void {
  const { stdout, stderr } = context.process;
  if (flags.format === 'json') {
    const schema = 'plimsoll.dev/apply/1';
    const told = { schema, ...said, files: paths, ...(commit === undefined ? {} : { commitMessage: commit }) };
    stdout.write(`${JSON.stringify(told, null, 2)}\n`);
    return;
  }
  stderr.write(`${context.language.say(said)}\n`);
  if (commit !== undefined) stdout.write(commit);
}
