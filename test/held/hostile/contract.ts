import type { Files, HeldImage } from '../kit/image.ts';

/** Why an input is not read. One class, one exit code, one line; never a stack trace, never half a report. */
export type Refusal =
  | 'tar-damaged'
  | 'inflate-damaged'
  | 'over-limit'
  | 'digest-mismatch'
  | 'missing'
  | 'ambiguous'
  | 'invalid-document'
  | 'unsupported'
  | 'bad-name'
  | 'link-escapes'
  | 'link-loop'
  | 'network-refused'
  | 'too-slow';

/** What is said of an input that is read all the same. */
export type Note =
  | 'entry-traversal'
  | 'tar-ambiguous'
  | 'duplicate-path'
  | 'device-node'
  | 'data-after-end'
  | 'end-missing'
  | 'media-type-mismatch'
  | 'history-mismatch'
  | 'foreign-layer'
  | 'link-loop'
  | 'hostile-name'
  | 'aufs-metadata'
  | 'hostile-frontend'
  | 'context-escape'
  | 'remote-source'
  | 'secret-in-dockerfile';

/** Text that stands for bytes: one character per byte. */
export type Latin1 = string;

/** What stands at a path of the merged tree. What is left out is not judged. */
export interface PathFact {
  readonly type: 'file' | 'folder' | 'symlink' | 'char' | 'block' | 'fifo';
  /** Bytes of content stored in the layer. */
  readonly bytes?: number;
  /** Length of a sparse file when it is laid out, in decimal digits: it may be beyond 2^53. */
  readonly logicalBytes?: string;
  readonly mode?: number;
  readonly uid?: number;
  readonly gid?: number;
  readonly uname?: Latin1;
  /** Seconds, in decimal digits with all the fraction the input has. */
  readonly mtimeSeconds?: string;
  /** Target of a symlink, as it stands in the layer. */
  readonly link?: Latin1;
  /** The path this one shares its content with. */
  readonly hardLinkOf?: Latin1;
  readonly device?: { readonly major: number; readonly minor: number };
  readonly xattrs?: Readonly<Record<string, Latin1>>;
  /** No member stands for this folder; the engine makes it for what lies beneath. */
  readonly implied?: true;
}

export interface Refused {
  readonly is: 'refused';
  readonly because: Refusal;
  /** Other classes that would be right, where the list leaves the class open. */
  readonly alsoRight?: readonly Refusal[];
  /** What the one line must name: entry path, blob or field, when it can be told. Printed escaped where it is hostile. */
  readonly names?: Latin1;
}

export interface Read {
  readonly is: 'read';
  /** Every path a container sees, without a leading slash and without the root itself. */
  readonly paths: Readonly<Record<Latin1, PathFact>>;
  /** How many paths there are, where `paths` holds only some of them. */
  readonly pathCount?: number;
  /** Notes that must be there. */
  readonly notes?: readonly Note[];
  /** Notes that would be false alarms. */
  readonly noNotes?: readonly Note[];
  readonly deadBytes?: number;
  /** Bytes that no reader of the layer uses: behind the tar's end (in the tar), behind the last member (in the blob). */
  readonly wastedBlobBytes?: number;
  /** Refusing for one of these is right as well. */
  readonly orRefused?: readonly Refusal[];
}

/** A Dockerfile was understood. */
export interface Parsed {
  readonly is: 'parsed';
  readonly stages: number;
  /** Instructions, FROM and global ARG included. */
  readonly instructions?: number;
  readonly notes?: readonly Note[];
  readonly orRefused?: readonly Refusal[];
}

/** An image name is one; nothing else is said. */
export interface Accepted {
  readonly is: 'accepted';
}

export type Answer = Refused | Read | Parsed | Accepted;

export interface HeldRequest {
  readonly scheme: 'http' | 'https';
  /** Name of the host as the client asked for it, with its port where one was given. */
  readonly host: string;
  readonly method: string;
  /** Path and query. */
  readonly path: string;
  /** Names in lower case. */
  readonly headers: Readonly<Record<string, string>>;
  /** How often this method, host and path was asked before, from 0. */
  readonly nth: number;
}

export type HeldBody =
  | { readonly is: 'whole'; readonly bytes: Buffer }
  /** One piece after another with a pause between; without an end it never stops by itself. */
  | { readonly is: 'drip'; readonly piece: Buffer; readonly everyMs: number; readonly pieces?: number }
  /** Headers are sent, the body never comes. */
  | { readonly is: 'silence' }
  /** Fewer bytes than `content-length` says, then the connection is cut. */
  | { readonly is: 'cut'; readonly bytes: Buffer };

export interface HeldResponse {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: HeldBody;
}

/** A host of the play: the judge answers for all of them and says what their names resolve to. */
export interface HeldHost {
  readonly name: string;
  /** What the name resolves to in the client's eyes. Addresses of documentation ranges stand for public ones. */
  readonly address: string;
}

export interface RegistryMedium {
  readonly is: 'registry';
  readonly hosts: readonly HeldHost[];
  /** What the user asks for. */
  readonly reference: string;
  /** Hosts the user has configured credentials for; the judge makes up the secret. */
  readonly credentialsFor?: readonly string[];
  readonly handle: (request: HeldRequest) => HeldResponse;
}

/** Something on disk that is no regular file. `to` of a symlink is written as it is. */
export type SpecialFile =
  | { readonly path: string; readonly is: 'symlink'; readonly to: string }
  | { readonly path: string; readonly is: 'fifo' }
  | { readonly path: string; readonly is: 'folder' };

export type Medium =
  /** Judged as an OCI layout of uncompressed layers. */
  | { readonly is: 'layers'; readonly image: () => HeldImage }
  /** An OCI layout as it lies on disk; `outside` are files beside the layout's folder, not in it. */
  | {
      readonly is: 'files';
      readonly files: () => Files;
      readonly special?: () => readonly SpecialFile[];
      readonly outside?: () => Files;
    }
  /** One file: a docker-archive or an OCI archive. */
  | { readonly is: 'archive'; readonly bytes: () => Buffer }
  /** One layer too long to be held: the blob in pieces, a layout of this one layer is made around it. */
  | {
      readonly is: 'stream';
      readonly blob: () => Iterable<Buffer>;
      readonly mediaType: string;
      /** The inflated bytes, for the diff id. Left out where a reader must stop before it could know them. */
      readonly tar?: () => Iterable<Buffer>;
    }
  | RegistryMedium
  | { readonly is: 'name'; readonly text: Latin1 }
  | {
      readonly is: 'dockerfile';
      readonly text: () => Latin1;
      readonly context?: () => Files;
      readonly special?: readonly SpecialFile[];
      readonly outside?: () => Files;
    };

/** Text that must not stand in output as it is. */
export interface NeverPrinted {
  readonly text: Latin1;
  /** Where it does harm; `anywhere` holds for JSON and the record too. */
  readonly where: 'terminal' | 'markdown' | 'html' | 'csv' | 'anywhere';
}

export interface NetworkRule {
  /** Beginnings of URLs nobody may connect to. */
  readonly neverAsked?: readonly string[];
  /** Headers (lower case) a host must not be sent. */
  readonly neverSent?: readonly { readonly host: string; readonly header: string }[];
  readonly mostRequests?: number;
}

export interface HostileCase {
  /** Its number in the list, 1 to 64. */
  readonly number: number;
  readonly id: string;
  readonly says: string;
  /** Where the answer comes from. */
  readonly source: string;
  readonly medium: Medium;
  readonly answer: Answer;
  /** What the user names, where there is something to choose. */
  readonly ask?: { readonly tag?: string; readonly platform?: string };
  /** Of the whole process. */
  readonly ceilings?: { readonly rssMb?: number; readonly seconds?: number; readonly outputKb?: number };
  /** Not for every run: a small variant stands beside it. */
  readonly big?: true;
  readonly neverPrinted?: readonly NeverPrinted[];
  readonly network?: NetworkRule;
}
