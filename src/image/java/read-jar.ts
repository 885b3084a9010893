import { readZip, type ZipMember } from '../packages/read-zip.ts';
import { Unread } from '../packages/unread.ts';
import { type ClassFile, readClass } from './read-class.ts';
import { traceStart } from './trace-start.ts';

/** What a jar says of the program in it. Packages and classes are named with dots. */
export interface JarFacts {
  readonly is: 'jar';
  /** `Main-Class`, `Start-Class`, `Class-Path`, `Launcher-Agent-Class`; undefined where the manifest was not read. */
  readonly manifest: Readonly<Record<string, string>> | undefined;
  /** Folders with classes; undefined where they are too many. */
  readonly packages: readonly string[] | undefined;
  /** Names of the jars in it. */
  readonly libraries: readonly string[];
  /** Of the class that the launcher starts, or starts in its turn; undefined where it was not read. */
  readonly program?: JarProgram | undefined;
  /** Whether the class of `Main-Class` is in it. */
  readonly hasMain: boolean;
}

export interface JarProgram {
  readonly className: string;
  /** The highest of the classes that are surely loaded: 61 is that of Java 17. */
  readonly major: number;
  /** Packages it asks for on its way into `main`, whatever happens. */
  readonly startNeeds: readonly string[];
  /** Packages of the platform that its own classes name: those of the same project that the first one leads to. */
  readonly ownNeeds: readonly string[];
  /** Those of them that only classes name which may catch what is missing. */
  readonly guardedNeeds: readonly string[];
  /** Charsets of `jdk.charsets` that its own classes name. */
  readonly charsets: readonly string[];
}

/** Published limits of what is read of one layer's jars. */
export const JAVA_LIMITS = {
  jarBytes: 128 << 20,
  members: 2_000_000,
  classes: 20_000,
  inflatedBytes: 96 << 20,
  textBytes: 8 << 20,
} as const;
const MANIFEST_BYTES = 1 << 20;
const CLASS_BYTES = 1 << 20;
const MOST_OWN = 3000;
const MOST_NAMES = 4096;

export interface JavaWork {
  members: number;
  classes: number;
  bytes: number;
  texts: number;
}

export function openJavaWork(): JavaWork {
  const { members, classes, inflatedBytes: bytes, textBytes: texts } = JAVA_LIMITS;
  return { members, classes, bytes, texts };
}

/** They start what is somebody else's. */
const FRAMEWORKS =
  /^(?:org\/(?:springframework|apache|eclipse|jboss|wildfly|codehaus|gradle|elasticsearch|opensearch)|io\/(?:quarkus|ktor|vertx|micronaut|helidon|netty|dropwizard)|clojure|scala|kotlin|kotlinx|groovy|play|com\/(?:sun|google|facebook|fasterxml)|jdk|java|javax|sun)\//;
/** A class that names one of these may go on without what is missing. */
const CATCHERS = /^java\/lang\/(?:Throwable|Error|LinkageError|NoClassDefFoundError|ClassNotFoundException)$/;
const IN_PLATFORM = /^(?:java|javax|jdk|com\/sun|sun|org\/w3c\/dom|org\/xml\/sax|org\/ietf\/jgss)\//;
/** Not in `java.base` on Linux, as a runtime of that module alone says. */
const CHARSETS = [
  'MS949',
  'x-windows-949',
  'CP949',
  'Cp949',
  'ISO-2022-KR',
  'ISO-2022-JP',
  'IBM037',
  'Cp037',
  'windows-1256',
  'windows-874',
  'IBM500',
  'Cp500',
  'IBM930',
  'IBM939',
  'x-IBM933',
];
const WANTED_FIELDS: ReadonlySet<string> = new Set(['main-class', 'start-class', 'class-path', 'launcher-agent-class']);
const SHARED_HOSTS = /^(?:com|io|org|net)\/(?:github|gitlab)\//;

/** @returns undefined where these bytes are no zip, or more than what is left of `work`. @throws Unread. Cost: the directory and its own classes. */
export function readJar(jar: Buffer, work: JavaWork): JarFacts | undefined {
  const classes = new Map<string, ZipMember>();
  const libraries: string[] = [];
  const directory = readZip(jar, (name) => {
    work.members -= 1;
    if (work.members < 0) throw new Unread('too-large');
    if (name.endsWith('.jar') && libraries.length < MOST_NAMES) libraries.push(name.slice(name.lastIndexOf('/') + 1));
    return name.endsWith('.class') || name === 'META-INF/MANIFEST.MF';
  });
  if (directory === undefined || directory.isCut) return undefined;
  let manifest: Readonly<Record<string, string>> | undefined = {};
  for (const member of directory.members) {
    if (member.name === 'META-INF/MANIFEST.MF') manifest = readManifest(read(member, MANIFEST_BYTES, work));
    else if (!member.name.startsWith('META-INF/')) classes.set(member.name.slice(0, -6), member);
  }
  const mainName = (manifest?.['main-class'] ?? '').replaceAll('.', '/');
  const program = manifest && readProgram(classes, manifest, work);
  const facts: JarFacts = {
    is: 'jar',
    manifest,
    packages: packagesOf(classes.keys()),
    libraries,
    ...(program !== undefined && { program }),
    hasMain: mainName !== '' && classes.has(mainName),
  };
  work.texts -= JSON.stringify(facts).length;
  return work.texts < 0 ? undefined : facts;
}

function read(member: ZipMember | undefined, limit: number, work: JavaWork): Buffer | undefined {
  if (member === undefined || member.costBytes > Math.min(limit, work.bytes)) return undefined;
  work.bytes -= member.costBytes;
  return member.read();
}

function readManifest(bytes: Buffer | undefined): Readonly<Record<string, string>> | undefined {
  const text = bytes?.toString('utf8').replace(/\r\n?/g, '\n').replace(/\n /g, '');
  if (text === undefined) return undefined;
  const fields: Record<string, string> = {};
  const end = text.indexOf('\n\n');
  for (const line of (end < 0 ? text : text.slice(0, end)).split('\n')) {
    const colon = line.indexOf(':');
    const key = line.slice(0, Math.max(0, colon)).toLowerCase();
    if (WANTED_FIELDS.has(key)) fields[key] = line.slice(colon + 1, colon + (64 << 10)).trim();
  }
  return fields;
}

function packagesOf(names: Iterable<string>): readonly string[] | undefined {
  const packages = new Set<string>();
  let last = '';
  for (const name of names) {
    const folder = name.slice(0, Math.max(0, name.lastIndexOf('/')));
    if (folder === last) continue;
    last = folder;
    packages.add(folder.replace(/^(?:BOOT-INF|WEB-INF)\/classes\//, '').replaceAll('/', '.'));
    if (packages.size > MOST_NAMES) return undefined;
  }
  return [...packages];
}

function readProgram(
  classes: ReadonlyMap<string, ZipMember>,
  manifest: Readonly<Record<string, string>>,
  work: JavaWork,
): JarProgram | undefined {
  const parsed = new Map<string, ClassFile | undefined>();
  const className = manifest['start-class'] ?? manifest['main-class'] ?? '';
  const name = className.replaceAll('.', '/');
  const folder = ['', 'BOOT-INF/classes/', 'WEB-INF/classes/'].find((f) => classes.has(f + name));
  if (folder === undefined || name === '') return undefined;
  const load = (wanted: string): ClassFile | undefined => {
    if (parsed.has(wanted)) return parsed.get(wanted);
    work.classes -= 1;
    const bytes = work.classes < 0 ? undefined : read(classes.get(folder + wanted), CLASS_BYTES, work);
    const file = bytes && readClass(bytes);
    parsed.set(wanted, file);
    return file;
  };
  const main = load(name);
  if (main === undefined) return undefined;
  const asked = traceStart(main, (wanted) => (classes.has(folder + wanted) ? load(wanted) : undefined));
  const startMajors = asked.map((wanted) => parsed.get(wanted)?.major ?? 0);
  // What is in the folder of an application is its own; elsewhere libraries lie beside it.
  const isOwn = folder === '' ? ownPrefix(name) : () => true;
  const from =
    folder === '' ? [name] : [...classes.keys()].filter((n) => n.startsWith(folder)).map((n) => n.slice(folder.length));
  const own = isOwn === undefined ? [main] : findOwn(from, (n) => isOwn(n) && classes.has(folder + n), load);
  const named = platformPackages(own);
  const plain = platformPackages(own.filter((file) => !file.classes.some((n) => CATCHERS.test(n))));
  return {
    className,
    major: Math.max(main.major, ...startMajors),
    startNeeds: [...new Set(asked.filter((n) => !classes.has(folder + n)).map(packageOf))],
    ownNeeds: isOwn === undefined ? [] : [...named].slice(0, MOST_NAMES),
    guardedNeeds: [...named].filter((wanted) => !plain.has(wanted)).slice(0, MOST_NAMES),
    charsets: CHARSETS.filter((charset) => own.some((file) => file.hasText(charset))),
  };
}

function platformPackages(files: readonly ClassFile[]): ReadonlySet<string> {
  return new Set(files.flatMap((file) => file.classes.filter((name) => IN_PLATFORM.test(name)).map(packageOf)));
}

function packageOf(name: string): string {
  return name.slice(0, Math.max(0, name.lastIndexOf('/'))).replaceAll('/', '.');
}

/** Whether a class is of the same project: jars with all in them hold libraries too. @returns undefined where that cannot be told */
function ownPrefix(name: string): ((other: string) => boolean) | undefined {
  if (FRAMEWORKS.test(name)) return undefined;
  const parts = name.split('/').slice(0, -1);
  if (parts.length === 0) return (other) => !other.includes('/');
  const prefix = `${parts.slice(0, SHARED_HOSTS.test(name) ? 3 : 2).join('/')}/`;
  return (other) => other.startsWith(prefix);
}

/** Those that lead to each other by the names in them. */
function findOwn(
  from: readonly string[],
  isOwn: (name: string) => boolean,
  load: (name: string) => ClassFile | undefined,
): readonly ClassFile[] {
  const queue = from.slice(0, MOST_OWN);
  const seen = new Set(queue);
  const own: ClassFile[] = [];
  for (let i = 0; i < Math.min(queue.length, MOST_OWN); i++) {
    const file = load(queue[i] ?? '');
    if (file === undefined) continue;
    own.push(file);
    for (const name of file.classes) {
      if (seen.has(name) || !isOwn(name)) continue;
      seen.add(name);
      queue.push(name);
    }
  }
  return own;
}
