import { aptListsLeftBehind } from './apt-lists-left-behind.ts';
import { cacheMountDefeated } from './cache-mount-defeated.ts';
import { compilerInFinalImage } from './compiler-in-final-image.ts';
import type { Rule } from './contract.ts';
import { deleteInLaterLayer } from './delete-in-later-layer.ts';
import { foreignFrontend } from './foreign-frontend.ts';
import { fullBaseImage } from './full-base-image.ts';
import { healthcheckToolMissing } from './healthcheck-tool-missing.ts';
import { inlineCommentInInstruction } from './inline-comment-in-instruction.ts';
import { nothingIgnored } from './nothing-ignored.ts';
import { packageCacheInLayer } from './package-cache-in-layer.ts';
import { remoteSourceUnverified } from './remote-source-unverified.ts';
import { rootUser } from './root-user.ts';
import { secretInDockerfile } from './secret-in-dockerfile.ts';
import { sourceOutsideContext } from './source-outside-context.ts';
import { sourcesBeforeDependencies } from './sources-before-dependencies.ts';
import { toolNeverUsed } from './tool-never-used.ts';
import { unpinnedFloatingTag } from './unpinned-floating-tag.ts';

/** By name. */
export const RULES: readonly Rule[] = [
  aptListsLeftBehind,
  cacheMountDefeated,
  compilerInFinalImage,
  deleteInLaterLayer,
  foreignFrontend,
  fullBaseImage,
  healthcheckToolMissing,
  inlineCommentInInstruction,
  nothingIgnored,
  packageCacheInLayer,
  remoteSourceUnverified,
  rootUser,
  secretInDockerfile,
  sourceOutsideContext,
  sourcesBeforeDependencies,
  toolNeverUsed,
  unpinnedFloatingTag,
];
