import { join } from 'node:path';
import { runProcess } from '../adapters/process/run-process.ts';
import { message } from '../model/message.ts';
import { Problem } from '../model/problem.ts';
import type { ImageWish } from './compose-image.ts';
import { type Env, type OpenImage, openStoredImage } from './compose-stored-image.ts';
import { openInTemp } from './open-in-temp.ts';

/** From podman's archive: podman has no service that could be asked, so its program is run. */
export async function openFromPodman(env: Env, image: string, wish: ImageWish): Promise<OpenImage> {
  return openInTemp(async (dir) => {
    const path = join(dir, 'image.tar');
    const argv = ['podman', 'save', '--quiet', '--format', 'oci-archive', '--output', path, image];
    const { ended, exitCode, stderr } = await runProcess(argv, { env, signal: wish.signal });
    wish.signal.throwIfAborted();
    if (ended === 'not-found') throw new Problem('world', 'engine-not-found', { program: 'podman' });
    if (exitCode !== 0) throw tellFailure({ image, dir }, exitCode ?? -1, stderr);
    const { limits, platform, signal } = wish;
    return openStoredImage({ from: 'oci-archive', path }, { env, platform, limits, signal, shownAs: image });
  });
}

function tellFailure(
  { image, dir }: { readonly image: string; readonly dir: string },
  status: number,
  stderr: string,
): Problem {
  if (/image not known|no such image/i.test(stderr)) return new Problem('world', 'image-not-found', { image });
  const reason = stderr.trim().split('\n').at(-1) ?? '';
  if (/no space left on device/i.test(stderr)) {
    const hint = message('hint-free-disk', {});
    return new Problem('world', 'disk-full', { where: 'here', reason, path: dir }, { hint });
  }
  return new Problem('world', 'engine-refused', { operation: 'podman save', status, reason });
}
