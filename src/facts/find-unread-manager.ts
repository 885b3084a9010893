import type { CommandFacts, SourceFacts } from './source-facts.ts';

/** Package managers and build tools known by name only, with the words that make them fetch or build; none = any call does. */
const UNREAD: Readonly<Record<string, readonly string[]>> = {
  apk: ['add'],
  bun: ['add', 'i', 'install'],
  bundle: ['install'],
  cargo: ['build', 'fetch', 'install'],
  composer: ['install', 'require', 'update'],
  conda: ['create', 'env', 'install'],
  dnf: ['install'],
  dotnet: ['build', 'publish', 'restore'],
  gem: ['install'],
  gradle: [],
  gradlew: [],
  mamba: ['create', 'env', 'install'],
  micromamba: ['create', 'env', 'install'],
  microdnf: ['install'],
  mix: ['deps.get', 'release'],
  mvn: [],
  mvnw: [],
  npm: ['add', 'ci', 'i', 'install'],
  pipenv: ['install', 'sync'],
  pnpm: ['add', 'fetch', 'i', 'install'],
  poetry: ['install'],
  sbt: [],
  uv: ['pip', 'sync'],
  yarn: [],
  yum: ['install'],
};

/** The first package manager the built stages call whose steps nothing here can read; undefined = none that is known by name. */
export function findUnreadManager(facts: SourceFacts): string | undefined {
  const commands = facts.stages.flatMap((s) => s.instructions).flatMap((i) => i.run?.commands ?? []);
  return commands.map(unreadManager).find((name) => name !== undefined);
}

function unreadManager({ words, step }: CommandFacts): string | undefined {
  const [program, ...rest] = words.map((w) => w.text);
  const name = program?.slice(program.lastIndexOf('/') + 1) ?? '';
  const verbs = Object.hasOwn(UNREAD, name) ? UNREAD[name] : undefined;
  if (step !== undefined || verbs === undefined) return undefined;
  return verbs.length === 0 || rest.some((word) => word !== undefined && verbs.includes(word)) ? name : undefined;
}
