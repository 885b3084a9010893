import {
  archiveOf,
  dockerArchiveFiles,
  type Files,
  type HeldImage,
  type LayoutOptions,
  ociLayout,
} from '../kit/image.ts';
import type { WasteCase } from './contract.ts';

/** What a case is read from: a folder, the same folder as an archive (no `manifest.json`), a `docker save` archive. */
export const MEDIA = ['oci', 'oci-archive', 'docker-archive'] as const;

export type Medium = (typeof MEDIA)[number];

/** The files of a medium, to be laid out in a folder (`oci`) or put into an archive. */
export function mediumFiles(image: HeldImage, medium: Medium, options: LayoutOptions = {}): Files {
  return medium === 'docker-archive' ? dockerArchiveFiles(image) : ociLayout(image, options);
}

/** The case as one archive, its files in the case's order. */
export function caseArchive(item: WasteCase, medium: Exclude<Medium, 'oci'>, options: LayoutOptions = {}): Buffer {
  const files = mediumFiles(item.image, medium, options);
  return archiveOf(files, item.order?.([...files.keys()]));
}
