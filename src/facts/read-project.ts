import type { BuildInputs } from '../dockerfile/stages.ts';
import type { ProjectText } from '../ecosystems/contract.ts';
import type { Route } from '../ecosystems/routes.ts';
import { bytesToText, textToBytes } from '../model/bytes.ts';
import type { Digest } from '../model/sha256.ts';
import { sumBytes } from '../model/sum-of.ts';
import { listContext } from '../project/context.ts';
import type { FilesPort, HostPath } from '../project/contract.ts';
import { digestContext } from '../project/digest-context.ts';
import { joinPath } from '../project/host-path.ts';
import { compileRunIgnore, findIgnoreFile } from '../project/ignore-file.ts';
import type { ContextEntry } from '../project/walk-context.ts';
import { isProgramText } from './mentions.ts';
import { isManifest, projectText, readRoutes } from './read-project-text.ts';
import { readSourceFacts } from './read-source-facts.ts';
import type { ContextFacts, RungFiles, SourceFacts } from './source-facts.ts';

/** A project as found: its Dockerfile, ignore file, context and the texts that say what the program is. */
export interface Project {
  readonly dir: HostPath;
  readonly dockerfile: HostPath;
  readonly found: RungFiles;
  /** The ignore file in force; undefined where there is none. */
  readonly ignorePath: HostPath | undefined;
  /** Of what the builder would be sent. */
  readonly context: { readonly bytes: number; readonly files: number };
  readonly text: ProjectText;
  readonly routes: readonly Route[];
  /** In the order of the steps that show them. */
  readonly ecosystems: readonly string[];
  /** Facts for a rung's files. Pure: the context was listed once, and each rung's ignore file is asked again. */
  factsOf(files: RungFiles, cacheMounts: boolean): SourceFacts;
  /** Of everything the builder would be sent. Cost: reads the context once. */
  digestContext(nowMs: number): Promise<Digest>;
}

/** Bounds what is read of a context to look for routes, manifests and names. */
const TEXT_LIMITS = { files: 2000, fileBytes: 256 << 10, totalBytes: 8 << 20 } as const;

/** Folders that are never the project's own text. */
const FOREIGN = /(^|\/)(\.git|\.plimsoll|node_modules|\.venv|venv|__pycache__|\.tox|\.mypy_cache)(\/|$)/;

const NO_CONTEXT: ContextFacts = { paths: [], bytes: 0, bytesOf: () => 0 };

/**
 * Reads a project without an engine, and of its context only program texts and manifests within limits.
 * @throws Problem for an ignore pattern that means nothing, a context or a Dockerfile that cannot be read
 * Cost: one stat per name of the context, at most 8 MB read.
 */
export async function readProject(
  dir: HostPath,
  dockerfile: HostPath,
  inputs: BuildInputs,
  files: FilesPort,
): Promise<Project> {
  const ignoreFile = await findIgnoreFile(dockerfile, dir, files);
  const found: RungFiles = {
    dockerfile: await files.read(dockerfile),
    ignore: ignoreFile === undefined ? undefined : textToBytes(ignoreFile.text),
  };
  // The Dockerfile first: a file that cannot be read is told before a large context is walked.
  readSourceFacts(found, inputs, NO_CONTEXT, projectText([], new Map()), true);
  const entries = await listContext(dir, files, compileRunIgnore(ignoreFile));
  const sent = entries.filter((e) => e.type === 'file');
  const text = await readTexts(dir, sent, files);
  const factsOf = (rung: RungFiles, cacheMounts: boolean) =>
    readSourceFacts(rung, inputs, contextFacts(sent, rung, ignoreFile?.path), text, cacheMounts);
  const steps = factsOf(found, true)
    .stages.flatMap((s) => s.instructions)
    .flatMap((i) => i.run?.steps ?? []);
  return {
    dir,
    dockerfile,
    found,
    ignorePath: ignoreFile?.path,
    context: { bytes: sumBytes(sent), files: sent.length },
    text,
    routes: readRoutes(text),
    ecosystems: [...new Set(steps.map((s) => s.ecosystem))],
    factsOf,
    digestContext: (nowMs) => digestContext(dir, entries, files, new Map(), nowMs),
  };
}

/** A rung's ignore file only ever leaves out more than the one as found: the files it keeps are among those listed. */
function contextFacts(sent: readonly ContextEntry[], rung: RungFiles, path: HostPath | undefined): ContextFacts {
  const ignore = compileRunIgnore(
    rung.ignore === undefined ? undefined : { path: path ?? '.dockerignore', text: bytesToText(rung.ignore) },
  );
  const kept = sent.filter((e) => !ignore.excludes(e.path));
  const bytes = new Map(kept.map((e) => [e.path, e.bytes]));
  return {
    paths: kept.map((e) => e.path),
    bytes: sumBytes(kept),
    bytesOf: (p) => bytes.get(p) ?? 0,
  };
}

async function readTexts(dir: HostPath, sent: readonly ContextEntry[], files: FilesPort): Promise<ProjectText> {
  const own = sent.filter((e) => !FOREIGN.test(e.path));
  // Manifests first: no number of program texts may crowd them out.
  const wanted = [...own.filter((e) => isManifest(e.path)), ...own.filter((e) => isProgramText(e.path))];
  const texts = new Map<string, string>();
  let total = 0;
  for (const { path, bytes } of wanted) {
    if (bytes > TEXT_LIMITS.fileBytes) continue;
    total += bytes;
    if (texts.size >= TEXT_LIMITS.files || total > TEXT_LIMITS.totalBytes) break;
    texts.set(path, Buffer.from(await files.read(joinPath(dir, path), bytes)).toString('utf8'));
  }
  return projectText(
    own.map((e) => e.path),
    texts,
  );
}
