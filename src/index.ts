/** The library: the same parts the command line is made of. Everything else is internal. */
export { composeFiles, composeTrial, describeHost, type TrialChoice } from './cli/compose.ts';
export { composeImage as openImage, type ImageWish } from './cli/compose-image.ts';
export { emptyConfig, readConfig } from './config/read-config.ts';
export { type InspectedImage, inspectImage } from './facts/bytes/inspect-image.ts';
export { type DiffedImage, diffImages } from './facts/diff/diff-images.ts';
export { type Project, readProject } from './facts/read-project.ts';
export { packageCollector } from './image/packages/package-collector.ts';
export { PUBLISHED_LIMITS, type PublishedLimit } from './image/published-limits.ts';
export * from './image.ts';
export { type Optimized, type OptimizeWish, optimizeProject } from './ladder/optimize-project.ts';
export { Problem } from './model/problem.ts';
export { type Rung, RunRecord } from './record/run.ts';
export { applyTechnique } from './techniques/apply-technique.ts';
export type { Technique } from './techniques/contract.ts';
export { TECHNIQUES } from './techniques/registry.ts';
