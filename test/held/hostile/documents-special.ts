import { digestOf, type Files } from '../kit/image.ts';
import { blobPath, layout, PLAIN, PLAIN_TAR, refused } from './build.ts';
import type { Answer, HostileCase, SpecialFile } from './contract.ts';
import { manifestDigest } from './documents-blobs.ts';

/** Layouts with something on disk that is no regular file (60). */

const NO_FOLLOW = 'the list of 64: O_NOFOLLOW, regular files only';
const PLAIN_DIGEST = digestOf(PLAIN_TAR);

const special = (
  id: string,
  says: string,
  answer: Answer,
  path: (files: Files) => string,
  is: (path: string) => SpecialFile,
  outside?: () => Files,
): HostileCase => ({
  number: 60,
  id,
  says,
  source: NO_FOLLOW,
  answer,
  ceilings: { seconds: 5 },
  medium: {
    is: 'files',
    files: () => layout([PLAIN], { files: (files) => files.delete(path(files)) }),
    special: () => [is(path(layout([PLAIN])))],
    ...(outside === undefined ? {} : { outside }),
  },
});

const link =
  (to: string) =>
  (path: string): SpecialFile => ({ path, is: 'symlink', to });
const fifo = (path: string): SpecialFile => ({ path, is: 'fifo' });
const folder = (path: string): SpecialFile => ({ path, is: 'folder' });
const layerPath = () => blobPath(PLAIN_DIGEST);
const escapes = refused('link-escapes', undefined, ['unsupported', 'missing']);
const noFile = refused('unsupported', undefined, ['missing', 'invalid-document', 'link-escapes']);

export const SPECIAL_CASES: readonly HostileCase[] = [
  special(
    'blob-is-a-symlink-to-the-machine',
    'A blob is a symlink to /etc/shadow',
    escapes,
    layerPath,
    link('/etc/shadow'),
  ),
  special(
    'blob-is-a-symlink-to-its-bytes',
    'A blob is a symlink to a file beside the layout that has the right bytes: they are not the layout’s',
    escapes,
    layerPath,
    link('../../../outside.tar'),
    () => new Map([['outside.tar', PLAIN_TAR]]),
  ),
  special('blob-is-a-fifo', 'A blob is a fifo nobody writes to: no hang', noFile, layerPath, fifo),
  special('blob-is-a-folder', 'A blob is a folder', noFile, layerPath, folder),
  special('blob-is-endless', 'A blob is a symlink to /dev/zero', escapes, layerPath, link('/dev/zero')),
  special('manifest-is-a-fifo', 'The manifest is a fifo', noFile, (files) => blobPath(manifestDigest(files)), fifo),
  special('index-is-a-fifo', 'index.json is a fifo: no hang', noFile, () => 'index.json', fifo),
  special('oci-layout-is-a-fifo', 'oci-layout is a fifo: no hang', noFile, () => 'oci-layout', fifo),
  special(
    'index-is-a-symlink',
    'index.json is a symlink to a file of the machine',
    escapes,
    () => 'index.json',
    link('/etc/passwd'),
  ),
  special(
    'index-is-a-link-to-itself',
    'index.json is a symlink to itself',
    escapes,
    () => 'index.json',
    link('index.json'),
  ),
];
