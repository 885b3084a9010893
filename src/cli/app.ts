import { buildApplication, buildCommand, buildRouteMap } from '@stricli/core';
import { OPTIMIZE_FLAGS } from './commands/optimize-flags.ts';
import { type CliContext, guard } from './context.ts';

const dirParameter = {
  kind: 'tuple',
  parameters: [{ brief: 'Folder of the project (default: here)', parse: String, placeholder: 'dir', optional: true }],
} as const;

const optimize = buildCommand({
  loader: async () => guard((await import('./commands/optimize.ts')).optimize),
  parameters: { flags: OPTIMIZE_FLAGS, positional: dirParameter, aliases: { f: 'file' } },
  docs: { brief: 'Build, measure and verify one technique after another; print the ladder' },
});

/** Verbs are loaded when they are called: start-up pays for one. */
export function createApp(version: string) {
  const routes = buildRouteMap<string, CliContext>({
    routes: { optimize },
    docs: { brief: 'Makes container images light, one technique at a time, and proves each one' },
  });
  return buildApplication<CliContext>(routes, {
    name: 'plimsoll',
    versionInfo: { currentVersion: version },
    scanner: { caseStyle: 'allow-kebab-for-camel', allowArgumentEscapeSequence: true },
  });
}
