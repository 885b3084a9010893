import { readMounts } from '../../../src/dockerfile/mounts.ts';
import type { InstallStep } from '../../../src/ecosystems/contract.ts';
import { projectText } from '../../../src/facts/read-project-text.ts';
import { readSourceFacts } from '../../../src/facts/read-source-facts.ts';
import type { PlacedInstruction, RungFiles, SourceFacts } from '../../../src/facts/source-facts.ts';
import { bytesToText, textToBytes } from '../../../src/model/bytes.ts';
import { compileRunIgnore } from '../../../src/project/ignore-file.ts';

export const PROJECT_RULE =
  'each source of COPY, ADD and bind mounts exists (a folder where its name has no dot, a pattern as one name it matches); each manifest an install names holds two pins; a Go step adds go.mod, go.sum, main.go and the package it compiles, a pip step requirements.txt and main.py; the script the image starts exists; every project has .git and README.md';

const EXTENSIONLESS =
  /^(Makefile|Dockerfile|Containerfile|LICENSE|NOTICE|VERSION|README|CHANGELOG|Procfile|Pipfile|Gemfile|Rakefile|entrypoint|docker-entrypoint|AUTHORS|CODEOWNERS)$/i;

const TEXTS: readonly (readonly [RegExp, string])[] = [
  [
    /requirements[^/]*\.txt$|constraints[^/]*\.txt$|(^|\/)requirements\/[^/]*\.txt$/,
    'flask==3.0.0\ngunicorn==22.0.0\n',
  ],
  [/(^|\/)go\.mod$/, 'module example.test/app\n\ngo 1.22\n\nrequire (\n\tgithub.com/google/uuid v1.6.0\n)\n'],
  [/(^|\/)go\.sum$/, ''],
  [/\.go$/, 'package main\n\nfunc main() {}\n'],
  [/\.py$/, 'print("started")\n'],
  [/\.(js|ts)$/, 'console.log(1)\n'],
  [/\.json$/, '{}\n'],
];

/** A context in which every file that the text asks for is there. Cost: linear. @throws Problem where the Dockerfile cannot be read */
export function synthesiseProject(dockerfile: Uint8Array): Readonly<Record<string, string>> {
  const bare = factsFor({ dockerfile, ignore: undefined }, {});
  const paths = new Set<string>(['.git/HEAD', '.git/config', 'README.md']);
  const placed = bare.stages.flatMap((s) => s.instructions);
  for (const p of placed) for (const path of sourcesOf(p)) paths.add(path);
  for (const path of placed.flatMap((p) => p.run?.steps.flatMap(readBy) ?? [])) paths.add(path);
  for (const word of bare.start ?? []) if (/\.(py|js|sh)$/.test(word)) paths.add(insidePath(word));
  return Object.fromEntries([...paths].filter((p) => p !== '').map((p) => [p, textFor(p)]));
}

function readBy(step: InstallStep): readonly string[] {
  const own = step.ecosystem === 'go' ? ['go.mod', 'go.sum', 'main.go'] : ['requirements.txt', 'main.py'];
  const source = step.source?.replace(/^\.?\//, '').replace(/\/$/, '') ?? '';
  const compiled = source === '' || source.includes('.') ? [] : [`${source}/main.go`];
  return [...step.manifests.map(insidePath), ...own, ...compiled];
}

/** Facts of the project with this rung's files; the ignore file counts. */
export function factsFor(files: RungFiles, project: Readonly<Record<string, string>>): SourceFacts {
  const ignore = compileRunIgnore(
    files.ignore === undefined ? undefined : { path: '.dockerignore', text: bytesToText(files.ignore) },
  );
  const all = Object.keys(project);
  const kept = all.filter((p) => !ignore.excludes(p));
  const context = { paths: kept, bytes: 0, bytesOf: (p: string) => textToBytes(project[p] ?? '').length };
  const named = all.filter((p) => !p.startsWith('.git/'));
  return readSourceFacts(files, {}, context, projectText(named, new Map(Object.entries(project))), true);
}

function sourcesOf({ instruction, copy }: PlacedInstruction): readonly string[] {
  const copied = copy !== undefined && copy.from === undefined ? copy.sources : [];
  const mounted = readMounts(instruction).flatMap((m) =>
    m.type === 'bind' && m.from === undefined && m.source !== undefined ? [m.source] : [],
  );
  return [...copied, ...mounted]
    .filter((s) => !/^(https?|git|ssh):|^git@|<<|\$/.test(s))
    .flatMap(nameMatching)
    .map(asFile);
}

/** `package*.json` is there as `package.json`, `*.txt` as `file.txt`, `go.*` as what Go has by that name. */
function nameMatching(source: string): readonly string[] {
  if (source === 'go.*') return ['go.mod', 'go.sum'];
  const plain = source.replace(/\[([^\]])[^\]]*\]/g, '$1').replace(/\?/g, 'x');
  return [plain.replace(/(^|\/)\*+(?=\.|\/|$)/g, '$1file').replace(/\*/g, '')];
}

function asFile(source: string): string {
  const path = insidePath(source);
  const name = path.split('/').at(-1) ?? '';
  if (path === '' || (name.includes('.') && !source.endsWith('/')) || EXTENSIONLESS.test(name)) return path;
  return `${path}/file.txt`;
}

function insidePath(path: string): string {
  const parts: string[] = [];
  for (const part of path.split('/')) {
    if (part === '..') parts.pop();
    else if (part !== '' && part !== '.') parts.push(part);
  }
  return parts.join('/');
}

function textFor(path: string): string {
  return TEXTS.find(([pattern]) => pattern.test(path))?.[1] ?? 'text\n';
}
