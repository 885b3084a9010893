/**
 * Reading images that lie in files: the parts of the library that need no engine, no network and no configuration. What is said of an image
 * (`inspectImage`, `diffImages`, packages) is in the whole of it: loading that would take longer than many an image.
 */
export { composeIndexCache, type OpenImage, openStoredImage } from './cli/compose-stored-image.ts';
export type { ImageView, Layer, LayerIndex, MergedTree } from './image/contract.ts';
export { type IndexOptions, indexLayers } from './image/index-layers.ts';
export { mergeLayers } from './image/merge/merge-layers.ts';
export { type MemberSpec, makeView as makeImage } from './image/random-image.ts';
export type { ArchiveFile } from './image/sinks/contract.ts';
export { dockerArchiveFiles } from './image/sinks/docker-archive-files.ts';
export { type LayoutNames, layoutFiles } from './image/sinks/layout-files.ts';
export { type PackedImage, packImage } from './image/sinks/pack-image.ts';
export { streamTar } from './image/sinks/stream-tar.ts';
export { validateImage } from './image/validate-image.ts';
export { type ImageName, parseImageName } from './model/image-name.ts';
