import { spawnSync } from 'node:child_process';
import { mkdirSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { parseDockerfile } from '../../../src/dockerfile/parse-dockerfile.ts';
import { readStages } from '../../../src/dockerfile/stages.ts';
import type { RungFiles } from '../../../src/facts/source-facts.ts';
import { bytesToText, textToBytes } from '../../../src/model/bytes.ts';

export interface BuildCheck {
  /** Rule names, each as often as it is warned of. */
  readonly warnings: readonly string[];
  readonly error: string | undefined;
  /** It names another front end, which the built-in one stood in for. */
  readonly otherFrontEnd: boolean;
}

/**
 * What the builder's own check says of a Dockerfile. Base images stand for themselves as empty folders, so that none has to be
 * fetched: the check looks at text alone.
 */
export function checkBuild(files: RungFiles, dir: string, name: string, env: NodeJS.ProcessEnv): BuildCheck {
  const text = bytesToText(files.dockerfile);
  const otherFrontEnd = /^(\xef\xbb\xbf)?#\s*syntax\s*=/i.test(text);
  const plain = text.replace(/^(\xef\xbb\xbf)?#(\s*)syntax(\s*)=/i, '$1#$2_yntax$3=');
  const file = join(dir, `${name}.Dockerfile`);
  writeFileSync(file, textToBytes(plain));
  rmSync(`${file}.dockerignore`, { force: true });
  if (files.ignore !== undefined) writeFileSync(`${file}.dockerignore`, files.ignore);
  const empty = join(dir, '..', 'empty');
  mkdirSync(empty, { recursive: true });
  const contexts = basesOf(files.dockerfile).map((b) => `--build-context=${b}=${empty}`);
  const argv = ['buildx', 'build', '--call=check,format=json', `--file=${file}`, ...contexts, '--', dir];
  const run = spawnSync('docker', argv, { env, encoding: 'utf8', timeout: 120_000, maxBuffer: 1 << 26 });
  return { ...readAnswer(run.stdout, run.stderr), otherFrontEnd };
}

/** Writes a project's files below a folder. */
export function writeProject(project: Readonly<Record<string, string>>, dir: string): void {
  for (const [path, text] of Object.entries(project)) {
    const file = join(dir, path);
    mkdirSync(dirname(file), { recursive: true });
    writeFileSync(file, text);
  }
}

function readAnswer(stdout: string, stderr: string): Omit<BuildCheck, 'otherFrontEnd'> {
  try {
    const told = JSON.parse(stdout) as { warnings?: { ruleName: string }[]; buildError?: { message: string } };
    return { warnings: (told.warnings ?? []).map((w) => w.ruleName), error: told.buildError?.message };
  } catch {
    return { warnings: [], error: `no answer: ${stderr.trim().split('\n').at(-1) ?? ''}` };
  }
}

/** Every image the file may ask for, as the builder spells it when it looks for a named context. */
function basesOf(dockerfile: Uint8Array): readonly string[] {
  const graph = readStages(parseDockerfile(dockerfile));
  const names = graph.stages.flatMap((s) =>
    s.edges.flatMap((e) => (e.source.is === 'image' ? [e.source.reference] : [])),
  );
  return [...new Set(names.map(familiar))].filter((n) => /^[a-z0-9]/.test(n) && !/[\s,]/.test(n));
}

function familiar(reference: string): string {
  return reference
    .replace(/^docker\.io\//, '')
    .replace(/^library\//, '')
    .replace(/:latest$/, '');
}
