import { type GoCode, pointerAt } from './open-go-code.ts';

/** In what the runtime knows of a type: its kind, and where its name lies from where all types begin. */
const KIND_AT = 23;
const NAME_AT = 40;
const IS_STRUCT = 25;
/** A type's name says with this bit that the star in front is not part of it. */
const HAS_STAR_AT = 20;
const STAR_BIT = 2;
const CONFIG = Buffer.from('\x0b*tls.Config', 'latin1');
const TRANSPORT = Buffer.from('\x0f*http.Transport', 'latin1');
/** A program's data is no larger; of one that says so it is not told what lies there. */
const MOST_DATA_BYTES = 16 << 20;
/** The package's own default. */
const DEFAULT_TRANSPORTS = 1;

export interface GoTypes {
  /** Whether an address is that of the type `tls.Config` or of `*http.Transport` behind its interface: who makes one decides for himself whom to trust. */
  isTrustSetting(address: number): boolean;
  /** A transport besides the default one lies in the program's data. */
  readonly hasOwnTransport: boolean;
}

/** Types are told by their names, whose places count from an address that the runtime keeps. */
export function openGoTypes(code: GoCode): GoTypes {
  const { bytes, offsetOf, addressOf, marks } = code;
  const placeOf = (name: Buffer) => {
    const at = bytes.indexOf(name);
    return at <= 0 ? undefined : addressOf(at - 1);
  };
  const names = { config: placeOf(CONFIG), transport: placeOf(TRANSPORT) };
  const isNamed = (type: number | undefined, name: number | undefined, isStruct: boolean) => {
    const at = type === undefined || name === undefined ? undefined : offsetOf(type);
    if (at === undefined || name === undefined || at + NAME_AT + 4 > bytes.length) return false;
    if ((((bytes[at + KIND_AT] ?? 0) & 0x1f) === IS_STRUCT) !== isStruct) return false;
    if (!isStruct && ((bytes[at + HAS_STAR_AT] ?? 0) & STAR_BIT) !== 0) return false;
    return marks.has(name - bytes.readInt32LE(at + NAME_AT));
  };
  /** A table that stands for a type behind an interface has the type second. */
  const isTransport = (address: number) => isNamed(pointerAt(code, address + 8), names.transport, false);
  const isTrustSetting = (address: number) => isNamed(address, names.config, true) || isTransport(address);
  let transports = 0;
  const dataBytes = code.data.reduce((sum, { start, end }) => sum + Math.max(0, end - start), 0);
  if (dataBytes > MOST_DATA_BYTES) return { isTrustSetting, hasOwnTransport: true };
  for (const { start, end } of names.transport === undefined ? [] : code.data) {
    for (let at = Math.ceil(start / 8) * 8; at + 8 <= end; at += 8) {
      const word = bytes.readUInt32LE(at) + bytes.readUInt32LE(at + 4) * 2 ** 32;
      if (word === 0 || word > Number.MAX_SAFE_INTEGER) continue;
      if (isTransport(word)) transports += 1;
    }
  }
  return { isTrustSetting, hasOwnTransport: transports > DEFAULT_TRANSPORTS };
}
