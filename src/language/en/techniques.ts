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
  'manager-not-read': (a) => `the steps of ${a.manager} cannot be read yet`,
  'no-install-step-to-cache': () => 'no step installs anything that could be kept in a cache',
  'context-holds-nothing-to-ignore': () => 'the context holds nothing that could be left out',
  'dependencies-are-first': () => 'dependencies are installed before the sources already, or need them',
  'user-is-not-root': (a) => `it runs as ${a.user} already`,
  'base-has-no-light-variant': (a) => `${a.base} has no lighter variant`,
  'stage-is-split-already': () => 'building and running are separate stages already',
  'no-build-to-split-off': () => 'nothing is built that could be left behind in a stage of its own',
  'stage-used-by-others': (a) => `other stages build on ${a.stage}, so it cannot be split`,
  'go-program-not-found': (a) => `no build step writes the program that is started (${a.start})`,
  'go-needs-cgo': (a) => `${a.module} needs cgo, so the program cannot be linked statically`,
  'go-runs-other-programs': () => 'it runs other programs, which an empty base does not have',
  'start-needs-a-shell': () => 'it is started through a shell, which an empty base does not have',
  'build-changes-folder': () => 'a build step changes its folder, so where the program lands cannot be told',
  'go-built-for-builder': (a) =>
    `FROM ${a.platform} compiles for the platform of the builder, not of the image: GOARCH=$TARGETARCH would tell it`,
  'value-of-build-base': (a) => `${a.name} has its value from the base that builds, which an empty base does not have`,
  'healthcheck-left-out': (a) =>
    `the empty base cannot run the health check (${a.command}); let the orchestrator ask over HTTP instead`,
  'install-needs-sources': () => 'installing needs the sources, not the manifests alone',
  'install-placed-elsewhere': () => 'packages are installed into a folder of their own',
  'run-does-more': (a) => `line ${a.line} does more than install and compile; what it leaves on disk would be lost`,
  'base-unknown': (a) => `nothing is known of the base ${a.base}`,
  'interpreter-by-path': (a) =>
    `it is started by the interpreter's full path (${a.start}), not the virtual environment's`,
} satisfies Partial<Catalogue>;
