import type { BuildInputs } from '../dockerfile/stages.ts';
import type { ProjectText } from '../ecosystems/contract.ts';
import type { Route } from '../ecosystems/routes.ts';
import { isProjectText, projectText, readRoutes } from '../facts/read-project-text.ts';
import { readSourceFacts } from '../facts/read-source-facts.ts';
import type { ContextFacts, RungFiles, SourceFacts } from '../facts/source-facts.ts';
import { bytesToText, textToBytes } from '../model/bytes.ts';
import type { Digest } from '../model/sha256.ts';
import { listContext } from '../project/context.ts';
import type { FilesPort, HostPath } from '../project/contract.ts';
import { digestContext } from '../project/digest-context.ts';
import { joinPath } from '../project/host-path.ts';
import { compileRunIgnore, findIgnoreFile, type IgnoreFile } from '../project/ignore-file.ts';
import type { ContextEntry } from '../project/walk-context.ts';

/** A project as found: its Dockerfile, ignore file, context and the texts that say what the program is. */
export interface Project {
  readonly dir: HostPath;
  readonly dockerfile: HostPath;
  readonly found: RungFiles;
  readonly ignoreFile: IgnoreFile | undefined;
  readonly text: ProjectText;
  readonly routes: readonly Route[];
  readonly contextDigest: Digest;
  /** Facts for a rung's files. Pure: the context was listed once, and each rung's ignore file is asked again. */
  factsOf(files: RungFiles, cacheMounts: boolean): SourceFacts;
}

/** Bounds what is read of a context to look for routes, manifests and names. */
const TEXT_LIMITS = { files: 5000, fileBytes: 512 << 10, totalBytes: 16 << 20 } as const;

/** Folders that are never the project's own text. */
const FOREIGN = /(^|\/)(\.git|\.plimsoll|node_modules|\.venv|venv|__pycache__|\.tox|\.mypy_cache)(\/|$)/;

/** @throws Problem for an ignore pattern that means nothing, a Dockerfile that cannot be read */
export async function readProject(
  dir: HostPath,
  dockerfile: HostPath,
  inputs: BuildInputs,
  files: FilesPort,
  nowMs: number,
): Promise<Project> {
  const ignoreFile = await findIgnoreFile(dockerfile, dir, files);
  const ignore = compileRunIgnore(ignoreFile);
  const found: RungFiles = {
    dockerfile: await files.read(dockerfile),
    ignore: ignoreFile === undefined ? undefined : textToBytes(ignoreFile.text),
  };
  const sent = await listContext(dir, files, ignore);
  const all = sent.filter((e) => e.type === 'file');
  const text = await readTexts(dir, all, files);
  return {
    dir,
    dockerfile,
    found,
    ignoreFile,
    text,
    routes: readRoutes(text),
    contextDigest: await digestContext(dir, sent, files, new Map(), nowMs),
    factsOf: (rung, cacheMounts) =>
      readSourceFacts(rung, inputs, contextFacts(all, rung, ignoreFile?.path), text, cacheMounts),
  };
}

/** A rung's ignore file only ever leaves out more than the one as found: the files it keeps are among those listed. */
function contextFacts(all: readonly ContextEntry[], rung: RungFiles, path: HostPath | undefined): ContextFacts {
  const ignore = compileRunIgnore(
    rung.ignore === undefined ? undefined : { path: path ?? '.dockerignore', text: bytesToText(rung.ignore) },
  );
  const kept = all.filter((e) => !ignore.excludes(e.path));
  const bytes = new Map(kept.map((e) => [e.path, e.bytes]));
  return {
    paths: kept.map((e) => e.path),
    bytes: kept.reduce((sum, e) => sum + e.bytes, 0),
    bytesOf: (p) => bytes.get(p) ?? 0,
  };
}

async function readTexts(dir: HostPath, entries: readonly ContextEntry[], files: FilesPort): Promise<ProjectText> {
  const wanted = entries
    .filter((e) => e.bytes <= TEXT_LIMITS.fileBytes && !FOREIGN.test(e.path) && isProjectText(e.path))
    .slice(0, TEXT_LIMITS.files);
  const texts = new Map<string, string>();
  let total = 0;
  for (const entry of wanted) {
    total += entry.bytes;
    if (total > TEXT_LIMITS.totalBytes) break;
    texts.set(
      entry.path,
      Buffer.from(await files.read(joinPath(dir, entry.path), TEXT_LIMITS.fileBytes)).toString('utf8'),
    );
  }
  return projectText(
    entries.map((e) => e.path).filter((p) => !FOREIGN.test(p)),
    texts,
  );
}
