import type { BuildInputs } from '../dockerfile/stages.ts';
import type { ProjectText } from '../ecosystems/contract.ts';
import { textToBytes } from '../model/bytes.ts';
import { listContext } from '../project/context.ts';
import type { FilesPort, HostPath } from '../project/contract.ts';
import { joinPath } from '../project/host-path.ts';
import { compileRunIgnore, findIgnoreFile } from '../project/ignore-file.ts';
import type { ContextEntry } from '../project/walk-context.ts';
import { isProgramText } from './mentions.ts';
import { isManifest, projectText } from './read-project-text.ts';
import { readSourceFacts } from './read-source-facts.ts';
import type { ContextFacts, RungFiles, SourceFacts } from './source-facts.ts';

/** What reading a folder tells, before anything is built, hashed or asked of an engine. */
export interface FirstLook {
  readonly facts: SourceFacts;
  /** The ignore file in force; undefined where there is none. */
  readonly ignoreFile: HostPath | undefined;
  /** Of what the builder would be sent. */
  readonly context: { readonly bytes: number; readonly files: number };
  /** In the order of the steps that show them. */
  readonly ecosystems: readonly string[];
}

/** Bounds what is read of a context to look for names, manifests and modules. */
const TEXT_LIMITS = { files: 2000, fileBytes: 256 << 10, totalBytes: 8 << 20 } as const;

/** Folders that are never the project's own text. */
const FOREIGN = /(^|\/)(\.git|\.plimsoll|node_modules|\.venv|venv|__pycache__|\.tox|\.mypy_cache)(\/|$)/;

/**
 * Reads a project without an engine, and without the contents of its context but for program texts and manifests within limits.
 * @throws Problem for an ignore pattern that means nothing, a context or a Dockerfile that cannot be read
 * Cost: one stat per name of the context, at most 8 MB read.
 */
export async function readFirstLook(
  dir: HostPath,
  dockerfile: HostPath,
  inputs: BuildInputs,
  files: FilesPort,
): Promise<FirstLook> {
  const ignoreFile = await findIgnoreFile(dockerfile, dir, files);
  const found: RungFiles = {
    dockerfile: await files.read(dockerfile),
    ignore: ignoreFile === undefined ? undefined : textToBytes(ignoreFile.text),
  };
  // The Dockerfile first: a file that cannot be read is told before a large context is walked.
  readSourceFacts(found, inputs, NO_CONTEXT, projectText([], new Map()), true);
  const sent = (await listContext(dir, files, compileRunIgnore(ignoreFile))).filter((e) => e.type === 'file');
  const facts = readSourceFacts(found, inputs, contextFacts(sent), await readTexts(dir, sent, files), true);
  const steps = facts.stages.flatMap((s) => s.instructions).flatMap((i) => i.run?.steps ?? []);
  return {
    facts,
    ignoreFile: ignoreFile?.path,
    context: { bytes: facts.context.bytes, files: sent.length },
    ecosystems: [...new Set(steps.map((s) => s.ecosystem))],
  };
}

const NO_CONTEXT: ContextFacts = { paths: [], bytes: 0, bytesOf: () => 0 };

function contextFacts(sent: readonly ContextEntry[]): ContextFacts {
  const bytes = new Map(sent.map((e) => [e.path, e.bytes]));
  return {
    paths: sent.map((e) => e.path),
    bytes: sent.reduce((sum, e) => sum + e.bytes, 0),
    bytesOf: (path) => bytes.get(path) ?? 0,
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
