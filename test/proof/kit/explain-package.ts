import { execFileSync, spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, realpathSync } from 'node:fs';
import { join, sep } from 'node:path';

/** One artifact of syft's JSON, as far as it is looked at. */
export interface SyftArtifact {
  readonly name: string;
  readonly version: string;
  readonly type: string;
  readonly locations: readonly { readonly path: string }[];
  readonly metadata?: {
    readonly pomProperties?: { readonly groupId?: string };
    readonly pomProject?: { readonly groupId?: string };
  };
}

/** Why syft names a package that the image's own files do not, as those files show it. */
export interface Explanation {
  /** `no-version`: the file it was found in has none. `made-version`: syft made it from when and from what the program was built. */
  readonly reason: 'no-version' | 'made-version';
  readonly evidence: string;
  /** What the file says instead. */
  readonly instead?: string;
}

/** syft's word for a version that is missing. */
export const MISSING = 'UNKNOWN';

/**
 * Judges one artifact by the files it was found in, read by others' programs (`go version -m`, Python's zipfile) and not by ours.
 * @param files a folder with those files of the image @returns undefined where they do not bear it out
 */
export function explainArtifact(artifact: SyftArtifact, files: string): Explanation | undefined {
  const paths = artifact.locations.map(({ path }) => join(files, path));
  if (paths.length === 0 || !paths.every((path) => isOf(files, path))) return undefined;
  const found = paths.map((path) => explainAt(artifact, path));
  return found.every((one) => one !== undefined) ? found[0] : undefined;
}

/** A symlink of the image may lead to a file of this machine, which bears out nothing. */
function isOf(files: string, path: string): boolean {
  return existsSync(path) && realpathSync(path).startsWith(`${realpathSync(files)}${sep}`);
}

function explainAt({ type, name, version }: SyftArtifact, path: string): Explanation | undefined {
  if (type === 'go-module') return explainProgram(name, version, path);
  if (version !== MISSING) return undefined;
  if (type === 'npm') return explainManifest(path);
  return type === 'java-archive' ? explainJar(name, path) : undefined;
}

function explainManifest(path: string): Explanation | undefined {
  const { version } = JSON.parse(readFileSync(path, 'utf8')) as { readonly version?: unknown };
  if (typeof version === 'string' && version !== '') return undefined;
  return { reason: 'no-version', evidence: `"version" of the package.json is ${JSON.stringify(version) ?? 'absent'}` };
}

function explainProgram(name: string, version: string, path: string): Explanation | undefined {
  const told = execFileSync('go', ['version', '-m', path], { encoding: 'utf8' });
  const lines = told.split('\n').map((line) => line.trim().split('\t'));
  const own = lines.find(([word]) => word === 'mod');
  if (version === MISSING) {
    const isPath = lines.some(([word, main]) => word === 'path' && main === name);
    return own === undefined && isPath
      ? { reason: 'no-version', evidence: 'go version -m has a path and no module' }
      : undefined;
  }
  const setting = (key: string) => lines.find(([, text]) => text?.startsWith(`${key}=`))?.[1]?.slice(key.length + 1);
  const time = setting('vcs.time')?.replace(/\D/g, '').slice(0, 14);
  const made = `v0.0.0-${time}-${setting('vcs.revision')?.slice(0, 12)}`;
  if (own?.[1] !== name || own[2] !== '(devel)' || made !== version) return undefined;
  return { reason: 'made-version', evidence: 'go version -m says (devel)', instead: '(devel)' };
}

const READ_JAR = `
import json, re, sys, zipfile
jar = zipfile.ZipFile(sys.argv[1])
text = lambda name: jar.read(name).decode('utf8', 'replace')
names = [n for n in jar.namelist() if n.upper() == 'META-INF/MANIFEST.MF']
main = re.split(r'\\r?\\n\\r?\\n', re.sub(r'\\r?\\n ', '', text(names[0])))[0] if names else ''
poms = [n.split('/')[-2] for n in jar.namelist() if n.endswith('/pom.properties')]
print(json.dumps({'versions': re.findall(r'(?im)^(?:implementation|bundle|specification)-version:.*$', main), 'poms': poms}))
`;

function explainJar(name: string, path: string): Explanation | undefined {
  const told = JSON.parse(execFileSync('python3', ['-c', READ_JAR, path], { encoding: 'utf8' })) as {
    readonly versions: readonly string[];
    readonly poms: readonly string[];
  };
  if (told.versions.length > 0 || told.poms.includes(name) || /-\d[^/]*$/.test(path)) return undefined;
  return {
    reason: 'no-version',
    evidence: `no version in the manifest and in the file's name; poms of its own: none, of what is in it: ${told.poms.join(', ') || 'none'}`,
  };
}

interface Manifest {
  readonly layers: readonly { readonly digest: string }[];
}

/** Takes files out of a layout's layers with tar, later ones over earlier ones; whiteouts do not matter to files that both readers see. */
export function unpackFiles(layout: string, paths: readonly string[], into: string): void {
  mkdirSync(into, { recursive: true });
  const blob = (digest: string) => join(layout, 'blobs', digest.replace(':', '/'));
  const read = (file: string) => JSON.parse(readFileSync(file, 'utf8')) as unknown;
  const [image] = (read(join(layout, 'index.json')) as { readonly manifests: readonly { readonly digest: string }[] })
    .manifests;
  if (image === undefined) throw new Error(`no image in ${layout}`);
  const input = [...new Set(paths)].map((path) => `${path.replace(/^\//, '')}\n`).join('');
  for (const { digest } of (read(blob(image.digest)) as Manifest).layers) {
    // It ends with 2 where a layer has not all of them, as none has.
    spawnSync('tar', ['-xf', blob(digest), '-C', into, '--no-same-owner', '-T', '-'], { input });
  }
}
