import type { ByteText } from '../../model/bytes.ts';

/** What keeps a package's record in an image. */
export type PackageKind = 'deb' | 'apk' | 'rpm' | 'python' | 'npm' | 'go' | 'jar' | 'cargo';

/** Kinds whose package manager is the system's own. */
export function isOfSystem({ kind }: Pick<PackageRecord, 'kind'>): boolean {
  return kind === 'deb' || kind === 'apk' || kind === 'rpm';
}

/** A package as one file of an image says it. */
export interface PackageRecord {
  readonly kind: PackageKind;
  readonly name: string;
  readonly version: string;
  readonly architecture?: string | undefined;
  /** The source package, where it has another name. */
  readonly source?: string | undefined;
  /** Of a program and what it is made of: the program itself. */
  readonly isMain?: true | undefined;
  /** Bytes as its own record says them; not measured. */
  readonly saidBytes?: number | undefined;
  /** Files it owns by that record, below the image's root; undefined where the record does not list them. */
  readonly files?: readonly ByteText[] | undefined;
}

/**
 * What a file that package managers keep says. Texts are raw bytes as text, so that paths are those of the tree.
 * `isUnnamed`: its own name says nothing of packages, and it counts only where a hard link gives it one that does.
 */
export type PackageFile = PackageFileContent & { readonly isUnnamed?: true };

export interface PackagesFile {
  readonly is: 'packages';
  readonly packages: readonly PackageRecord[];
  /** Why a part of the file was not read: it may tell of more. */
  readonly lacks?: 'too-large' | 'malformed';
}

type PackageFileContent =
  | PackagesFile
  /** Paths below the image's root that the package of this file's name or folder owns. */
  | { readonly is: 'paths'; readonly paths: readonly ByteText[] }
  /** Folders of packages that were installed for development only. */
  | { readonly is: 'development'; readonly folders: readonly ByteText[] }
  /** It is too long, not what its name says, or of a form that is not read: nothing is known of its packages. */
  | { readonly is: 'unread'; readonly because: 'too-large' | 'malformed' | 'unsupported' | 'behind-link' };

/** What one layer's files say, by the offset of their content in its tar. */
export type PackageFiles = Readonly<Record<number, PackageFile>>;

/** Why not all of a file could be read. @returns undefined where it was */
export function unreadBecause(file: PackageFile): Extract<PackageFile, { is: 'unread' }>['because'] | undefined {
  if (file.is === 'unread') return file.because;
  return file.is === 'packages' ? file.lacks : undefined;
}
