import { buildApplication, buildCommand, buildRouteMap } from '@stricli/core';
import type { Language } from '../language/contract.ts';
import { APPLY_FLAGS } from './commands/apply-flags.ts';
import { ENGINE_FLAGS, FORMAT_FLAG } from './commands/engine-flags.ts';
import { IMAGE_FLAGS, INSPECT_FLAGS } from './commands/image-flags.ts';
import { LOOK_FLAGS } from './commands/look-flags.ts';
import { OPTIMIZE_FLAGS } from './commands/optimize-flags.ts';
import { VERIFY_FLAGS } from './commands/verify-flags.ts';
import { type CliContext, guard } from './context.ts';
import { errorText } from './error-text.ts';
import type { Verb } from './near-verbs.ts';

const dir = {
  brief: 'Folder of the project (default: here)',
  parse: String,
  placeholder: 'dir',
  optional: true,
} as const;
const dirParameter = { kind: 'tuple', parameters: [dir] } as const;

const look = buildCommand({
  loader: async () => guard((await import('./commands/look.ts')).look),
  parameters: { flags: LOOK_FLAGS, positional: dirParameter, aliases: { f: 'file' } },
  docs: { brief: 'Look at a folder without building; the verb may be left out' },
});

const optimize = buildCommand({
  loader: async () => guard((await import('./commands/optimize.ts')).optimize),
  parameters: { flags: OPTIMIZE_FLAGS, positional: dirParameter, aliases: { f: 'file' } },
  docs: { brief: 'Build, measure and verify one technique after another; print the ladder' },
});

const apply = buildCommand({
  loader: async () => guard((await import('./commands/apply.ts')).apply),
  parameters: {
    flags: APPLY_FLAGS,
    positional: {
      kind: 'tuple',
      parameters: [
        { brief: 'Number of the rung; with --undo the folder', parse: String, placeholder: 'n', optional: true },
        dir,
      ],
    },
  },
  docs: { brief: 'Write one rung of the latest run into the project' },
});

const REPORT_FLAGS = { format: OPTIMIZE_FLAGS.format } as const;

const report = buildCommand({
  loader: async () => guard((await import('./commands/report.ts')).report),
  parameters: {
    flags: REPORT_FLAGS,
    positional: dirParameter,
  },
  docs: { brief: 'Print the latest run once more' },
});

const doctor = buildCommand({
  loader: async () => guard((await import('./commands/doctor.ts')).doctor),
  parameters: { flags: ENGINE_FLAGS, positional: { kind: 'tuple', parameters: [] } },
  docs: { brief: 'Look at the engine, the builder and the disk' },
});

const image = {
  brief:
    'docker:NAME, podman:NAME, registry:NAME, oci:DIR, oci-archive:FILE, docker-archive:FILE, ./FILE or ./DIR, or a name; of several images in a file or folder FILE:NAME is one',
  parse: String,
  placeholder: 'image',
} as const;

const inspect = buildCommand({
  loader: async () => guard((await import('./commands/inspect.ts')).inspect),
  parameters: {
    flags: INSPECT_FLAGS,
    positional: { kind: 'tuple', parameters: [image] },
    aliases: { f: 'file' },
  },
  docs: { brief: 'Say where the bytes of an image are, and which are there for nothing' },
});

const diff = buildCommand({
  loader: async () => guard((await import('./commands/diff.ts')).diff),
  parameters: {
    flags: IMAGE_FLAGS,
    positional: {
      kind: 'tuple',
      parameters: [
        { ...image, placeholder: 'before' },
        { ...image, placeholder: 'after' },
      ],
    },
  },
  docs: {
    brief: 'Say how a container of one image differs from one of another; exits with 1 where it does',
  },
});

const validate = buildCommand({
  loader: async () => guard((await import('./commands/validate.ts')).validate),
  parameters: { flags: IMAGE_FLAGS, positional: { kind: 'tuple', parameters: [image] } },
  docs: { brief: 'Read all of an image and say everything that is wrong with it' },
});

const verify = buildCommand({
  loader: async () => guard((await import('./commands/verify.ts')).verify),
  parameters: { flags: VERIFY_FLAGS, positional: { kind: 'tuple', parameters: [image] } },
  docs: { brief: 'Say whether an image works, is broken, or cannot be told; exits with 1 where it is broken' },
});

const EXPLAIN_FLAGS = { format: FORMAT_FLAG } as const;

const explain = buildCommand({
  loader: async () => guard((await import('./commands/explain.ts')).explain),
  parameters: {
    flags: EXPLAIN_FLAGS,
    positional: {
      kind: 'array',
      parameter: {
        brief: 'Log of a build or a container, - for standard input, or words: what fails, or the name of a rule',
        parse: String,
        placeholder: 'log',
      },
      minimum: 1,
    },
  },
  docs: { brief: 'Name cause and cure of what a log shows; exits with 5 where nothing is known' },
});

const CLEAN_FLAGS = {
  ...ENGINE_FLAGS,
  all: { kind: 'boolean', default: false, brief: 'Everything of ours on the engine, and all of .plimsoll' },
} as const;

const clean = buildCommand({
  loader: async () => guard((await import('./commands/clean.ts')).clean),
  parameters: {
    flags: CLEAN_FLAGS,
    positional: dirParameter,
  },
  docs: { brief: 'Remove what runs left behind' },
});

type Flags = Readonly<Record<string, { readonly kind: string; readonly values?: readonly string[] }>>;

/** For what is told of a flag: the parser does not say which values it would have taken. */
const FLAGS: Readonly<Record<Verb, Flags>> = {
  look: LOOK_FLAGS,
  optimize: OPTIMIZE_FLAGS,
  apply: APPLY_FLAGS,
  report: REPORT_FLAGS,
  inspect: INSPECT_FLAGS,
  diff: IMAGE_FLAGS,
  validate: IMAGE_FLAGS,
  verify: VERIFY_FLAGS,
  explain: EXPLAIN_FLAGS,
  doctor: ENGINE_FLAGS,
  clean: CLEAN_FLAGS,
};

/** Verbs are loaded when they are called: start-up pays for one. @param word the first of the command line */
export function createApp(version: string, language: Language, word = '') {
  const routes = buildRouteMap<string, CliContext>({
    routes: { look, optimize, apply, report, inspect, diff, validate, verify, explain, doctor, clean } satisfies Record<
      Verb,
      unknown
    >,
    defaultCommand: 'look',
    docs: { brief: 'Makes container images light, one technique at a time, and proves each one' },
  });
  const flags: Flags = word in FLAGS ? FLAGS[word as Verb] : LOOK_FLAGS;
  return buildApplication<CliContext>(routes, {
    name: 'plimsoll',
    localization: { loadText: () => errorText(language, (flag) => flags[flag]?.values ?? []) },
    versionInfo: { currentVersion: version },
    scanner: { caseStyle: 'allow-kebab-for-camel', allowArgumentEscapeSequence: true },
  });
}
