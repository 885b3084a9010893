import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { message } from '../model/message.ts';
import { Problem } from '../model/problem.ts';
import type { OpenImage } from './compose-stored-image.ts';
import { explainSystemError } from './explain-system-error.ts';

/**
 * An image that is kept on disk while it is read: its folder goes when it is closed, and where it cannot be opened.
 * @param open is called when the folder is there: what it begins (an engine's answer) nobody would end before
 * @throws Problem `temp-folder-refused`, `disk-full`
 */
export async function openInTemp(open: (dir: string) => Promise<OpenImage>): Promise<OpenImage> {
  const dir = await makeFolder(tmpdir());
  const drop = () => rm(dir, { recursive: true, force: true });
  try {
    const opened = await open(dir);
    const close = async () => {
      await opened.close();
      await drop();
    };
    return { ...opened, close };
  } catch (error) {
    await drop();
    throw error;
  }
}

async function makeFolder(parent: string): Promise<string> {
  try {
    return await mkdtemp(join(parent, 'plimsoll-image-'));
  } catch (cause) {
    const explained = explainSystemError(cause);
    if (!(explained instanceof Problem) || explained.code !== 'system-refused') throw explained;
    const reason = (cause as NodeJS.ErrnoException).code ?? '';
    const hint = message('hint-set-tmpdir', {});
    throw new Problem('world', 'temp-folder-refused', { dir: parent, reason }, { hint, cause });
  }
}
