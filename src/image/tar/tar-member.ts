import type { ByteText } from '../../model/bytes.ts';
import type { EntryType } from '../contract.ts';
import { type NameShape, shapeOf } from './name-shape.ts';
import type { Mutable, RawHeader } from './parse-header.ts';
import type { Fail } from './tar-fault.ts';

/** One member of a tar with every extension in front of it laid over; names are raw and not cleaned. */
export interface TarMember {
  readonly name: ByteText;
  readonly link: ByteText;
  readonly type: EntryType;
  /** Bytes of the file it stands for: content of a plain file, the whole file of a sparse one, else 0. */
  readonly bytes: number;
  readonly mode: number;
  readonly uid: number;
  readonly gid: number;
  readonly mtimeMs: number;
  readonly device?: { readonly major: number; readonly minor: number } | undefined;
  readonly xattrs?: Readonly<Record<string, ByteText>> | undefined;
  /** Where the content starts in the tar. */
  readonly offset: number;
  /** The content in the tar has holes left out; it is handed out only to a sink that knows of holes. */
  readonly sparse: boolean;
  /** Content bytes in the tar, without holes. */
  readonly storedBytes: number;
  /** Some readers see other members behind it: it says a length and its type has no content. */
  readonly isAmbiguous: boolean;
  /** @see shapeOf */
  readonly shape: NameShape;
}

/** By the type flag; members of other types are refused, as engines refuse them. */
export const MEMBER_TYPES: Readonly<Record<string, EntryType>> = {
  '0': 'file',
  '\0': 'file',
  '7': 'file',
  S: 'file',
  '1': 'hardlink',
  '2': 'symlink',
  '3': 'char',
  '4': 'block',
  '5': 'dir',
  '6': 'fifo',
};

/** A member to be filled by `fillMember`, many times. */
export function blankMember(): Mutable<TarMember> {
  return {
    name: '',
    link: '',
    type: 'file',
    bytes: 0,
    mode: 0,
    uid: 0,
    gid: 0,
    mtimeMs: 0,
    device: undefined,
    xattrs: undefined,
    offset: 0,
    sparse: false,
    storedBytes: 0,
    isAmbiguous: false,
    shape: 0,
  };
}

/** Most members have nothing in front of them: they are what their header says, and are read without waiting. */
export function fillMember(member: Mutable<TarMember>, header: RawHeader, offset: number, fail: Fail): TarMember {
  const { name, flag, bytes } = header;
  const type = flag === '\0' && name.endsWith('/') ? 'dir' : (MEMBER_TYPES[flag] ?? fail('unknown-type', name));
  if (type === 'file' && bytes < 0) fail('negative-length');
  const isLink = type === 'symlink' || type === 'hardlink';
  const isDevice = type === 'char' || type === 'block';
  member.name = name;
  member.link = isLink ? header.link : '';
  member.type = type;
  member.bytes = type === 'file' ? bytes : 0;
  member.mode = header.mode & 0o7777;
  member.uid = header.uid;
  member.gid = header.gid;
  member.mtimeMs = header.mtimeSeconds * 1000;
  member.device = isDevice ? { major: header.devMajor, minor: header.devMinor } : undefined;
  member.offset = offset;
  member.storedBytes = member.bytes;
  member.isAmbiguous = type !== 'file' && bytes !== 0;
  member.shape = shapeOf(name);
  return member;
}
