import { type ByteText, bytesToText, textToWords } from '../../model/bytes.ts';
import { folderOf } from '../folder-of.ts';
import type { PackageFile, PackageRecord } from './contract.ts';
import type { TextRoom } from './open-text-room.ts';
import { parseApkInstalled } from './parse-apk.ts';
import { parseDpkgList, parseDpkgStatus, parseDpkgSums } from './parse-dpkg.ts';
import { JAR_NAME, type JarWork, parseJar } from './parse-jar.ts';
import { parseHiddenLock, parsePackageJson } from './parse-npm.ts';
import { parsePythonMetadata, parsePythonRecord } from './parse-python.ts';
import { parseRpmDatabase } from './parse-rpm.ts';

/** Published limits of files that package managers keep; longer ones are not read and told. */
export const PACKAGE_FILE_LIMITS = {
  databaseBytes: 64 << 20,
  metadataBytes: 1 << 20,
  listBytes: 16 << 20,
  jarBytes: 256 << 20,
} as const;

/** How a file of a certain name is read. */
export interface Reader {
  readonly limitBytes: number;
  /** Packages whose records also their content tells, under whatever name. */
  readonly told?: 'npm' | 'python';
  /** The folder its paths start at, where they are not the root's. */
  readonly baseOf?: (path: ByteText) => ByteText;
  /** @returns undefined where it speaks of no package. @throws Unread */
  parse(content: Buffer, path: string, room: TextRoom, jars: JarWork): PackageFile | undefined;
}

export const packages = (found: readonly PackageRecord[]): PackageFile => ({ is: 'packages', packages: found });
const paths = (found: readonly string[]): PackageFile => ({ is: 'paths', paths: found });
const one = (found: PackageRecord | undefined) => found && packages([found]);
const MALFORMED: PackageFile = { is: 'unread', because: 'malformed' };
export const TOO_LARGE: PackageFile = { is: 'unread', because: 'too-large' };
export const UNSUPPORTED: PackageFile = { is: 'unread', because: 'unsupported' };

const { databaseBytes, metadataBytes, listBytes, jarBytes } = PACKAGE_FILE_LIMITS;

type TextParser = (text: ByteText, path: ByteText, room: TextRoom) => PackageFile | undefined;

const ofText = (limitBytes: number, parse: TextParser): Reader => ({
  limitBytes,
  parse: (content, path, room) => parse(bytesToText(content), path, room),
});

const DPKG_STATUS = ofText(databaseBytes, (text, _, room) => packages(parseDpkgStatus(text, room)));
const DPKG_LIST = ofText(listBytes, (text, _, room) => paths(parseDpkgList(text, room)));
const DPKG_SUMS = ofText(listBytes, (text, _, room) => paths(parseDpkgSums(text, room)));
const APK = ofText(databaseBytes, (text, _, room) => packages(parseApkInstalled(text, room)));
export const PYTHON: Reader = {
  ...ofText(metadataBytes, (text, _, room) => one(parsePythonMetadata(textToWords(text), room)) ?? MALFORMED),
  told: 'python',
};
const ofPythonList = (baseOf: (path: ByteText) => ByteText): Reader => ({
  ...ofText(listBytes, (text, path, room) => paths(parsePythonRecord(text, baseOf(path), room))),
  baseOf,
});
const PYTHON_RECORD = ofPythonList((path) => folderOf(folderOf(path)));
/** Of old installers: paths start at the record's own folder. */
const PYTHON_FILES = ofPythonList(folderOf);
export const NPM: Reader = {
  ...ofText(metadataBytes, (text, _, room) => one(parsePackageJson(textToWords(text), room))),
  told: 'npm',
};
const NPM_LOCK = ofText(listBytes, (text, path, room) => {
  const folders = parseHiddenLock(textToWords(text), folderOf(folderOf(path)), room);
  return folders === undefined ? MALFORMED : { is: 'development', folders };
});
const JAR: Reader = {
  limitBytes: jarBytes,
  parse: (content, path, room, jars) => parseJar(content, textToWords(path), room, jars) ?? MALFORMED,
};

const RPM: Reader = {
  limitBytes: databaseBytes,
  parse: (content, _, room) => {
    const found = parseRpmDatabase(content, room);
    return found === undefined ? MALFORMED : packages(found);
  },
};
/** Older forms of rpm's database are told, not read. */
const OLD_RPM: Reader = { limitBytes: 0, parse: () => undefined };
const RPM_DATABASE = /^(?:var\/lib|usr\/lib\/sysimage|usr\/share)\/rpm\/[^/]+$/;

/** By the last name of a path; most files are told apart by it alone. */
const BY_NAME: ReadonlyMap<string, readonly (readonly [RegExp, Reader])[]> = new Map([
  ['package.json', [[/(?:^|\/)package\.json$/, NPM]]],
  ['.package-lock.json', [[/(?:^|\/)node_modules\/\.package-lock\.json$/, NPM_LOCK]]],
  ['METADATA', [[/\.dist-info\/METADATA$/i, PYTHON]]],
  ['RECORD', [[/\.dist-info\/RECORD$/i, PYTHON_RECORD]]],
  ['PKG-INFO', [[/\.egg-info\/PKG-INFO$/i, PYTHON]]],
  ['installed-files.txt', [[/\.egg-info\/installed-files\.txt$/i, PYTHON_FILES]]],
  ['status', [[/^var\/lib\/dpkg\/status$/, DPKG_STATUS]]],
  ['installed', [[/^(?:usr\/)?lib\/apk\/db\/installed$/, APK]]],
  ['rpmdb.sqlite', [[RPM_DATABASE, RPM]]],
  ['Packages', [[RPM_DATABASE, OLD_RPM]]],
  ['Packages.db', [[RPM_DATABASE, OLD_RPM]]],
]);

const BY_PATH: readonly (readonly [RegExp, Reader])[] = [
  [/^var\/lib\/dpkg\/info\/[^/]+\.list$/, DPKG_LIST],
  [/^var\/lib\/dpkg\/(?:info|status\.d)\/[^/]+\.md5sums$/, DPKG_SUMS],
  [/^var\/lib\/dpkg\/status\.d\/[^/]+$/, DPKG_STATUS],
  [/\.egg-info$/, PYTHON],
  [JAR_NAME, JAR],
];

/** @returns undefined where the name says nothing of packages */
export function readerOf(path: ByteText): Reader | undefined {
  const named = BY_NAME.get(path.slice(path.lastIndexOf('/') + 1)) ?? BY_PATH;
  return named.find(([pattern]) => pattern.test(path))?.[1];
}
