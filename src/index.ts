/** The library: the same parts the command line is made of. Everything else is internal. */
export { composeFiles, composeTrial, describeHost, type TrialChoice } from './cli/compose.ts';
export { composeImage as openImage, type ImageWish } from './cli/compose-image.ts';
export { emptyConfig, readConfig } from './config/read-config.ts';
export { type Project, readProject } from './facts/read-project.ts';
export * from './image.ts';
export { type Optimized, type OptimizeWish, optimizeProject } from './ladder/optimize-project.ts';
export { Problem } from './model/problem.ts';
export { type Rung, RunRecord } from './record/run.ts';
export { applyTechnique } from './techniques/apply-technique.ts';
export type { Technique } from './techniques/contract.ts';
export { TECHNIQUES } from './techniques/registry.ts';
