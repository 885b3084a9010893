import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { OpenImage } from './compose-stored-image.ts';

/** An image that is kept on disk while it is read: its folder goes when it is closed, and where it cannot be opened. */
export async function openInTemp(open: (dir: string) => Promise<OpenImage>): Promise<OpenImage> {
  const dir = await mkdtemp(join(tmpdir(), 'plimsoll-image-'));
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
