import { loadsDotenv } from '../../facts/needless-context.ts';
import type { CommandFacts, CopyFacts, PlacedInstruction, SourceFacts } from '../../facts/source-facts.ts';
import { type Message, message } from '../../model/message.ts';
import { absolutePath, liesIn, textOf } from '../texts.ts';
import { ownerByNumber } from './carried-metadata.ts';

/** A path of the stage that builds which the program needs where it runs. */
export interface Leaving {
  readonly path: string;
  /** Where it goes, if not to the same place. */
  readonly to?: string | undefined;
  /** By number; root where undefined. */
  readonly owner?: string | undefined;
}

export interface Leavings {
  readonly program: Leaving;
  readonly others: readonly Leaving[];
}

interface Places {
  /** Absolute path of the program. */
  readonly program: string;
  readonly workdir: string;
  /** Where it is compiled: the module lies there. */
  readonly module: string;
}

/** @returns all that a build leaves for the program, or the line whose traces would be lost */
export function findLeavings(
  facts: SourceFacts,
  at: PlacedInstruction,
  program: string,
  workdir: string,
): Leavings | Message {
  const places = { program, workdir, module: at.workdir ?? '/' };
  const made: Leaving[] = [];
  const owners: Leaving[] = [];
  for (const i of facts.shipped.instructions) {
    const traces = i.run === undefined ? copiedFiles(i, places, facts) : tracesOf(i, facts);
    if (traces === undefined) return message('run-does-more', { line: i.instruction.startLine });
    made.push(...traces.made.filter((l) => !isForTheBuild(l.path) && !isUnder(places, l.path)));
    owners.push(...traces.owned);
  }
  const own = (l: Leaving): Leaving => ({
    ...l,
    owner: owners.findLast((o) => liesIn(l.path, o.path))?.owner ?? l.owner,
  });
  // A folder that is copied keeps the rights of what is in it, not its own.
  const opened = made.find(
    (l) => l.path !== program && facts.shipped.instructions.some((i) => changesRights(i, l.path)),
  );
  if (opened !== undefined) return message('run-does-more', { line: lineOfRights(facts, opened.path) });
  const last = new Map(made.map((l) => [l.path, l]));
  const outermost = [...last.values()].filter((l) => ![...last.keys()].some((p) => p !== l.path && liesIn(l.path, p)));
  return { program: own({ path: program }), others: outermost.filter((l) => l.path !== program).map(own) };
}

function changesRights({ run, workdir }: PlacedInstruction, path: string): boolean {
  return (run?.commands ?? []).some((c) => {
    const [program, ...words] = c.words.map((w) => w.text);
    if (program === 'mkdir') return words.some((w) => /^(-[a-zA-Z]*m|--mode)/.test(w ?? '')) && words.some(isPath);
    return program === 'chmod' && words.some(isPath);
  });
  function isPath(word: string | undefined): boolean {
    return word === undefined || (!word.startsWith('-') && liesIn(path, absolutePath(word, workdir ?? '/')));
  }
}

function lineOfRights({ shipped }: SourceFacts, path: string): number {
  return (shipped.instructions.find((i) => changesRights(i, path))?.instruction ?? shipped.from).startLine;
}

/** The program or its folder lies in it: it is there without being asked for. */
function isUnder({ program, workdir, module }: Places, path: string): boolean {
  return [program, workdir, module].some((p) => p !== path && liesIn(p, path)) || path === workdir || path === module;
}

function isForTheBuild(path: string): boolean {
  return /^\/(root\/\.(ssh|netrc|gitconfig|cache|config|docker)|go|usr\/local\/go|etc\/apt|var\/cache|var\/lib\/apt)(\/|$)/.test(
    path,
  );
}

interface Traces {
  readonly made: readonly Leaving[];
  /** Paths that a chown gave to somebody, with all below. */
  readonly owned: readonly Leaving[];
}

const NOTHING: Traces = { made: [], owned: [] };

/** Commands that leave nothing behind, or only what is compiled. */
const TRACELESS = new Set(
  (
    ': [ addgroup adduser apk apt apt-get buf cat cd command date echo env exit export false file go gofmt goimports golangci-lint ' +
    'govulncheck groupadd id ldconfig ldd ls mockgen printf protoc pwd rm set sleep sqlc staticcheck strip swag templ test true type uname ' +
    'unset update-ca-certificates upx useradd usermod which wire'
  ).split(' '),
);

/** @returns undefined where it may leave what nobody can tell */
function tracesOf({ instruction, run, workdir, user }: PlacedInstruction, facts: SourceFacts): Traces | undefined {
  if (run?.commands === undefined) return instruction.json && instruction.words[0]?.text === 'go' ? NOTHING : undefined;
  const folder = run.commands.some((c) => c.words[0]?.text === 'cd') ? undefined : workdir;
  const all = run.commands.map((c) => traceCommand(c, folder, user, facts));
  const known = all.flatMap((t) => (t === undefined ? [] : [t]));
  return known.length < all.length
    ? undefined
    : { made: known.flatMap((t) => t.made), owned: known.flatMap((t) => t.owned) };
}

function traceCommand(
  command: CommandFacts,
  folder: string | undefined,
  user: string,
  facts: SourceFacts,
): Traces | undefined {
  const text = textOf(facts.tree, command.range).replace(/[0-9&]?>{1,2}\s*(\/dev\/(null|stdout|stderr)|&[0-9])/g, '');
  if (command.words.length === 0) return NOTHING;
  const program = command.words[0]?.text?.split('/').at(-1) ?? '';
  if (command.step === undefined && text.includes('>')) return undefined;
  if (program === 'git') return /\bgit\s+config\b/.test(text) ? NOTHING : undefined;
  if (program === 'go' && command.words[1]?.text === 'run' && /[\s=]\//.test(text)) return undefined;
  if (TRACELESS.has(program) || program === 'chmod') return NOTHING;
  if (!['mkdir', 'touch', 'chown'].includes(program)) return undefined;
  const paths = literalPaths(command, folder);
  if (paths === undefined) return undefined;
  if (program !== 'chown') return { made: paths.map((path) => ({ path, owner: ownerByNumber(user) })), owned: [] };
  const owner = command.words.slice(1).find((w) => w.text?.startsWith('-') !== true)?.text;
  if (owner === undefined) return undefined;
  return { made: [], owned: paths.map((path) => ({ path, owner: ownerByNumber(owner) })) };
}

/** @returns undefined where one of them is not told by its word */
function literalPaths({ words }: CommandFacts, folder: string | undefined): readonly string[] | undefined {
  const program = words[0]?.text;
  const paths: string[] = [];
  for (let at = 1; at < words.length; at++) {
    const word = words[at]?.text;
    if (word === undefined) return undefined;
    if (/^-[a-zA-Z]*m$/.test(word) && program === 'mkdir') at++;
    else if (!word.startsWith('-')) paths.push(word);
  }
  const named = program === 'chown' ? paths.slice(1) : paths;
  if (named.some((p) => !p.startsWith('/')) && folder === undefined) return undefined;
  return named.map((p) => absolutePath(p, folder ?? '/'));
}

/** Templates, static files and configuration: what is no source, and either named by a text or put outside of the module. */
function copiedFiles({ instruction, copy }: PlacedInstruction, places: Places, facts: SourceFacts): Traces | undefined {
  if (copy === undefined || copy.from !== undefined) return NOTHING;
  const chown = instruction.flags.find((f) => f.name === 'chown')?.value;
  const owner = chown === undefined ? undefined : ownerByNumber(chown);
  const found: Leaving[] = [];
  for (const source of copy.sources) {
    const candidates = candidatesOf(source.replace(/^(\.?\/)+/, '').replace(/\/+$/, ''), copy, places, facts);
    if (candidates === undefined) return undefined;
    found.push(...candidates.filter((c) => isRead(c, places, facts)).map((c) => ({ path: c.path, owner })));
  }
  return { made: found, owned: [] };
}

interface Candidate {
  readonly path: string;
  /** Its name in the context. */
  readonly name: string;
}

function candidatesOf(
  source: string,
  copy: CopyFacts,
  places: Places,
  { context }: SourceFacts,
): readonly Candidate[] | undefined {
  if (source.includes('://')) return copy.target === undefined ? undefined : [addressed(source, copy, copy.target)];
  const prefix = source === '' || source === '.' ? '' : `${source}/`;
  const below = context.paths.filter((p) => p.startsWith(prefix)).map((p) => p.slice(prefix.length));
  if (copy.target === undefined) return holdsData(below) || isData(source) ? undefined : [];
  const { target } = copy;
  if (below.length > 0 && isUnder(places, target)) {
    const tops = new Set(below.map((p) => p.split('/')[0] ?? p));
    return [...tops]
      .filter((top) => isData(top) && holdsData(below.filter((p) => liesIn(p, top))))
      .map((top) => ({ path: absolutePath(top, target), name: top }));
  }
  if (below.length > 0) return holdsData(below) ? [{ path: target, name: source.split('/').at(-1) ?? source }] : [];
  const isFolder = copy.sources.length > 1 || /(^|\/)\.?$/.test(copy.destination) || isUnder(places, target);
  const files = context.paths.filter((p) => matchesPattern(p, source)).map((p) => p.split('/').at(-1) ?? p);
  return files.filter(isData).map((name) => ({ path: isFolder ? absolutePath(name, target) : target, name }));
}

function addressed(source: string, copy: CopyFacts, target: string): Candidate {
  const name = source.split('/').at(-1) ?? source;
  return { path: copy.destination.endsWith('/') ? absolutePath(name, target) : target, name };
}

function isRead({ path, name }: Candidate, { module }: Places, facts: SourceFacts): boolean {
  if (/^\.env(\.|$)/.test(name)) return facts.mentions(name) || loadsDotenv(facts);
  return !liesIn(path, module) || facts.mentions(name) || facts.mentions(path.split('/').at(-1) ?? name);
}

function holdsData(paths: readonly string[]): boolean {
  return paths.some((p) => isData(p.split('/').at(-1) ?? p));
}

/** Neither source nor what builds and describes it. */
function isData(name: string): boolean {
  return (
    /^\.env(\.|$)/.test(name) ||
    (!/\.(go|mod|sum|md)$/.test(name) &&
      !/^(vendor|Makefile|LICENSE|Dockerfile.*|plimsoll\.yaml|go\.work|\..*)$/.test(name))
  );
}

/** `*` and `?` within one name. */
function matchesPattern(path: string, pattern: string): boolean {
  if (!/[*?]/.test(pattern)) return path === pattern;
  const text = pattern
    .replace(/[.+^${}()|[\]\\]/g, '\\$&')
    .replace(/\*+/g, '[^/]*')
    .replace(/\?/g, '[^/]');
  return new RegExp(`^${text}$`).test(path);
}
