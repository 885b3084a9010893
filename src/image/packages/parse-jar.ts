import type { PackageRecord, PackagesFile } from './contract.ts';
import type { TextRoom } from './open-text-room.ts';
import { parseFirstParagraph } from './parse-paragraphs.ts';
import { readZip, type ZipMember } from './read-zip.ts';
import { Unread } from './unread.ts';

/** Published limits of one jar with all that are in it. */
export const JAR_LIMITS = {
  depth: 3,
  /** Of those that are looked at: documents and jars. */
  members: 10_000,
  inflatedBytes: 1 << 30,
  documentBytes: 1 << 20,
  /** Of all documents: they are gone through line by line, which takes longer than inflating them. */
  documentsBytes: 64 << 20,
  /** Of a jar in a jar: it is in memory as a whole, beside those it lies in. */
  innerBytes: 64 << 20,
} as const;

/** Published limits of all jars of one layer: each may be within its own, and all together beyond any time. */
export const LAYER_JAR_LIMITS = {
  /** Of all that are in jars, looked at or not; what honest layers have is some hundred thousand. */
  members: 4_000_000,
  inflatedBytes: 2 ** 31,
  documentsBytes: 256 << 20,
} as const;

/** What is left for the jars of one layer. */
export interface JarWork {
  members: number;
  bytes: number;
  documentBytes: number;
}

export function openJarWork(): JarWork {
  const { members, inflatedBytes: bytes, documentsBytes: documentBytes } = LAYER_JAR_LIMITS;
  return { members, bytes, documentBytes };
}

/** No file's name is longer. */
const MOST_NAME = 255;

/** What is left for one jar, and where to keep what it says. */
interface Budget {
  members: number;
  bytes: number;
  documentBytes: number;
  /** Why something of the jar was not read. */
  lacks?: PackagesFile['lacks'];
  readonly room: TextRoom;
  readonly layer: JarWork;
}

/** Jars by whatever name: those of web servers, and of Jenkins. */
export const JAR_NAME = /\.(?:jar|war|ear|jpi|hpi)$/i;
const POM = /^META-INF\/maven\/[^/]+\/[^/]+\/pom\.properties$/;

/**
 * What a jar is and what it holds: by the `pom.properties` in it, else by its manifest, else by its own name; jars within it too. The first
 * is the jar itself where it is known. What goes beyond a limit or is damaged within it is left out and told. @param layer is paid as well;
 * where it has not enough left, the jar is not read. @returns undefined where these bytes are no zip. @throws Unread
 */
export function parseJar(
  jar: Buffer,
  path: string,
  room: TextRoom,
  layer: JarWork = openJarWork(),
): PackagesFile | undefined {
  const { members, inflatedBytes: bytes, documentsBytes: documentBytes } = JAR_LIMITS;
  const budget: Budget = { members, bytes, documentBytes, room, layer };
  const found = readJar(jar, path, 0, budget);
  if (found === undefined) return undefined;
  const packages = [...(found.main === undefined ? [] : [{ ...found.main, isMain: true as const }]), ...found.others];
  return { is: 'packages', packages, ...(budget.lacks !== undefined && { lacks: budget.lacks }) };
}

interface JarContent {
  readonly main: PackageRecord | undefined;
  readonly others: readonly PackageRecord[];
}

function readJar(jar: Buffer, path: string, depth: number, budget: Budget): JarContent | undefined {
  const directory = readZip(jar, (name) => {
    takeOfLayer(budget.layer, 'members', 1);
    if (!isLookedAt(name)) return false;
    budget.members -= 1;
    if (budget.members < 0) budget.lacks ??= 'too-large';
    return budget.members >= 0;
  });
  if (directory === undefined) return undefined;
  const { members, isCut } = directory;
  if (isCut) budget.lacks ??= 'malformed';
  const poms = members.filter(({ name }) => POM.test(name)).map((member) => packageOfPom(member, budget));
  const found = poms.filter((record) => record !== undefined);
  const own = splitName(path);
  const main = found.find((record) => isNamedBy(record, own)) ?? ownPackage(members, own, budget);
  const within = members
    .filter(({ name }) => JAR_NAME.test(name))
    .flatMap((member) => {
      const content = readInner(member, depth + 1, budget);
      return content === undefined ? [] : [...(content.main === undefined ? [] : [content.main]), ...content.others];
    });
  return { main, others: [...found.filter((record) => record !== main), ...within] };
}

function isLookedAt(name: string): boolean {
  return JAR_NAME.test(name) || POM.test(name) || isManifest({ name });
}

function readInner(member: ZipMember, depth: number, budget: Budget): JarContent | undefined {
  if (depth > JAR_LIMITS.depth) {
    budget.lacks ??= 'too-large';
    return undefined;
  }
  const bytes = readMember(member, JAR_LIMITS.innerBytes, budget);
  if (bytes === undefined) return undefined;
  const content = readAsZip(() => readJar(bytes, member.name, depth, budget));
  if (content === undefined) budget.lacks ??= 'malformed';
  return content;
}

/** The jar around a damaged one is not to blame for it. @throws Unread for all else */
function readAsZip(read: () => JarContent | undefined): JarContent | undefined {
  try {
    return read();
  } catch (error) {
    if (error instanceof Unread && error.because === 'malformed') return undefined;
    throw error;
  }
}

/** What a member may cost is paid before it is read: a damaged one costs as much as any. */
function readMember(member: ZipMember, limit: number, budget: Budget): Buffer | undefined {
  if (member.costBytes > Math.min(limit, budget.bytes)) {
    budget.lacks ??= 'too-large';
    return undefined;
  }
  takeOfLayer(budget.layer, 'bytes', member.costBytes);
  budget.bytes -= member.costBytes;
  const content = member.read();
  if (content === undefined) budget.lacks ??= 'malformed';
  return content;
}

/** @throws Unread */
function takeOfLayer(layer: JarWork, what: keyof JarWork, wanted: number): void {
  layer[what] -= wanted;
  if (layer[what] < 0) throw new Unread('too-large');
}

function readText(member: ZipMember | undefined, budget: Budget): string {
  const limit = Math.min(JAR_LIMITS.documentBytes, budget.documentBytes);
  const document = member && readMember(member, limit, budget);
  budget.documentBytes -= document?.length ?? 0;
  takeOfLayer(budget.layer, 'documentBytes', document?.length ?? 0);
  return document?.toString('utf8') ?? '';
}

/** The last of two lines counts. */
const POM_FIELD = /^[ \t]*(groupId|artifactId|version)[ \t]*=(.*)$/gm;

function packageOfPom(member: ZipMember, budget: Budget): PackageRecord | undefined {
  const lines = readText(member, budget).matchAll(POM_FIELD);
  const fields = new Map([...lines].map(([, key = '', value = '']) => [key, value.trim()]));
  const [group = '', name = '', version = ''] = ['groupId', 'artifactId', 'version'].map((key) => fields.get(key));
  return name === '' || version === '' ? undefined : budget.room.record(jarNamed(group, name, version));
}

function jarNamed(group: string, name: string, version: string): PackageRecord {
  return { kind: 'jar', name: group === '' ? name : `${group}:${name}`, version };
}

interface OwnName {
  /** All of it but the ending. */
  readonly base: string;
  readonly name: string;
  readonly version: string | undefined;
}

/** `lib/commons-io-2.11.0.jar` */
function splitName(path: string): OwnName {
  const base = path
    .slice(path.lastIndexOf('/') + 1)
    .slice(0, MOST_NAME)
    .replace(JAR_NAME, '');
  const [, name, version] = /^(.+?)-(\d[\w.+~-]*)$/.exec(base) ?? [];
  return { base, name: name ?? base, version };
}

/** Whether a pom is the file's own: distributions write dashes for what Maven writes otherwise, and names may have numbers in them. */
function isNamedBy({ name, version }: PackageRecord, own: OwnName): boolean {
  const artifact = name.slice(name.lastIndexOf(':') + 1).slice(0, MOST_NAME);
  const names = [own.name, own.base].map(withDashes);
  return (
    names.includes(withDashes(artifact)) || names.includes(withDashes(`${artifact}-${version.slice(0, MOST_NAME)}`))
  );
}

function withDashes(name: string): string {
  return name.replace(/[-_.]+/g, '-');
}

const MANIFEST = 'META-INF/MANIFEST.MF';
const MANIFEST_FIELDS = ['implementation-version', 'bundle-version', 'specification-version'] as const;
const MANIFEST_NAMES: ReadonlySet<string> = new Set(MANIFEST_FIELDS);

function isManifest({ name }: Pick<ZipMember, 'name'>): boolean {
  return name.length === MANIFEST.length && name.toUpperCase() === MANIFEST;
}

function ownPackage(members: readonly ZipMember[], own: OwnName, budget: Budget): PackageRecord | undefined {
  const manifest = members.find(isManifest);
  // A value goes on behind a space at the next line's start.
  const text = readText(manifest, budget).replace(/\r?\n /g, '');
  const fields = parseFirstParagraph(text, MANIFEST_NAMES);
  const said = MANIFEST_FIELDS.map((key) => fields?.get(key)).find((value) => value !== undefined && value !== '');
  const version = own.version ?? said;
  return version === undefined ? undefined : budget.room.record(jarNamed('', own.name, version));
}
