import type { Messages } from '../../model/message.ts';
import { Problem } from '../../model/problem.ts';
import { parseReference } from '../../model/reference.ts';
import { looksSecret } from '../../record/redact.ts';
import type { BuildRequest } from '../contract.ts';
import type {} from '../messages.ts';

/** How the image leaves the builder; decided by the driver and the store. */
export type ImageOutput = 'image' | 'docker';

export interface BuildCommand {
  readonly argv: readonly string[];
  /** Values of secret arguments go to the CLI through these, so that no process list shows them. */
  readonly env: Readonly<Record<string, string>>;
}

export interface BuildxPlan {
  readonly request: BuildRequest;
  readonly metadataFile: string;
  readonly cliOptions: readonly string[];
  readonly builder?: string | undefined;
  readonly output: ImageOutput;
}

/**
 * The one command line of a build. Every value given by the user is joined to its option by `=` or is an absolute path, so none can become
 * an option of its own.
 * @throws Problem `bad-name`
 */
export function buildxCommand(plan: BuildxPlan): BuildCommand {
  const { request } = plan;
  checkNames(request);
  const args = splitArgs(request.args);
  const argv = [
    'docker',
    ...plan.cliOptions,
    'buildx',
    'build',
    '--progress=rawjson',
    '--provenance=false',
    `--metadata-file=${plan.metadataFile}`,
    `--file=${request.dockerfile}`,
    ...(plan.builder === undefined ? [] : [`--builder=${checkName('builder', plan.builder, WORD)}`]),
    `--output=${imageOutput(plan.output, request.tag)}`,
    ...(request.layoutDir === undefined
      ? []
      : [`--output=${formatCsv(['type=oci', 'tar=false', `dest=${request.layoutDir}`])}`]),
    ...(request.cacheNamespace === '' ? [] : [`--build-arg=BUILDKIT_CACHE_MOUNT_NS=${request.cacheNamespace}`]),
    ...args.argv,
    ...request.secrets.map((s) => `--secret=${s}`),
    ...request.ssh.map((s) => `--ssh=${s}`),
    ...Object.entries(request.namedContexts).map(([name, value]) => `--build-context=${name}=${value}`),
    ...(request.platform === undefined ? [] : [`--platform=${request.platform}`]),
    ...(request.target === undefined ? [] : [`--target=${request.target}`]),
    ...(request.noCache ? ['--no-cache'] : []),
    '--',
    request.context,
  ];
  return { argv, env: args.env };
}

/** With OCI media types both outputs carry one manifest, so the digest of the image in the store is that of the layout. */
function imageOutput(output: ImageOutput, tag: string): string {
  return output === 'image' ? `type=image,name=${tag},oci-mediatypes=true` : `type=docker,name=${tag}`;
}

/** Variables by which the CLI itself is steered: an argument of this name must not reach it as its environment. */
const STEERING =
  /^(docker|buildx|buildkit|compose|otel|git|go|ssl|xdg|ssh|http|https|ftp|no|all)_|^(path|home|tmpdir|user|shell|no_color|ld_.*)$/i;

export function splitArgs(args: Readonly<Record<string, string>>): BuildCommand {
  const argv: string[] = [];
  const env: Record<string, string> = {};
  for (const [name, value] of Object.entries(args)) {
    if (looksSecret(name) && !STEERING.test(name) && !value.includes('\0')) {
      argv.push(`--build-arg=${name}`);
      env[name] = value;
    } else {
      argv.push(`--build-arg=${name}=${value}`);
    }
  }
  return { argv, env };
}

const WORD = /^[A-Za-z0-9_][A-Za-z0-9_.+-]{0,255}$/;
const PLATFORM = /^[A-Za-z0-9_][A-Za-z0-9_./-]{0,100}$/;
const CONTEXT_NAME = /^[A-Za-z0-9_][A-Za-z0-9_./:@+-]{0,500}$/;
const SPEC = /^[A-Za-z0-9_][^\0\n]{0,4000}$/;

export function checkNames(request: BuildRequest): void {
  if (parseReference(request.tag) === undefined)
    throw new Problem('usage', 'bad-name', { of: 'image', name: request.tag });
  for (const name of Object.keys(request.args)) checkName('build-arg', name, WORD);
  for (const name of Object.keys(request.namedContexts)) checkName('context', name, CONTEXT_NAME);
  for (const spec of request.secrets) checkName('secret', spec, SPEC, false);
  for (const spec of request.ssh) checkName('ssh', spec, SPEC, false);
  if (request.platform !== undefined) checkName('platform', request.platform, PLATFORM);
  if (request.target !== undefined) checkName('target', request.target, WORD);
}

function checkName(of: Messages['bad-name']['of'], name: string, shape: RegExp, shown = true): string {
  if (!shape.test(name))
    throw new Problem('usage', 'bad-name', { of, name: shown ? name : (name.split(',')[0] ?? '') });
  return name;
}

/** One record of comma-separated values, as the CLI reads `--output`: fields with a comma or a quote are quoted. */
function formatCsv(fields: readonly string[]): string {
  return fields.map((f) => (/[",\n]/.test(f) ? `"${f.replaceAll('"', '""')}"` : f)).join(',');
}
