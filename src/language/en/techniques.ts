import type { TechniqueId } from '../../techniques/contract.ts';
import type { Catalogue } from '../contract.ts';

/** What a rung is called, by the id of its technique. */
export const TECHNIQUE_NAMES: Readonly<Record<TechniqueId, string>> = {
  'context-trimmed': '.dockerignore',
  'slim-base': 'base: slim',
  'dependencies-first': 'dependencies first',
  'cache-mounts': 'cache mounts',
  'runtime-stage-split': 'multi-stage',
  'numeric-user': 'numeric non-root user',
};

export const techniqueSentences = {
  'no-install-step-to-cache': () => 'no step installs anything that could be kept in a cache',
  'context-holds-nothing-to-ignore': () => 'the context holds nothing that could be left out',
  'dependencies-are-first': () => 'dependencies are installed before the sources already, or need them',
  'user-is-not-root': (a) => `it runs as ${a.user} already`,
  'base-has-no-light-variant': (a) => `${a.base} has no lighter variant`,
} satisfies Partial<Catalogue>;
