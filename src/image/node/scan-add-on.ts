/** What the bytes of a native add-on, or of node itself, say. */
export interface AddOnBytes {
  readonly format: 'elf' | 'mach-o' | 'pe' | 'other';
  /** NODE_MODULE_VERSION that its entry point is named by. */
  readonly abi?: number | undefined;
  /** It has the entry point that every version takes. */
  readonly isStable: boolean;
  /** It asks for functions that only glibc has. */
  readonly isOfGlibc: boolean;
}

const ENTRY = 'node_register_module_v';
const STABLE_ENTRY = 'napi_register_module_v1';
/** What the compiler calls in place of the plain ones where it hardens; musl has none of them. */
const GLIBC_ONLY = [
  '__memcpy_chk',
  '__sprintf_chk',
  '__snprintf_chk',
  '__vsnprintf_chk',
  '__fprintf_chk',
  '__printf_chk',
];
/** Longer than any text that is looked for, with its NULs and digits. */
const OVERLAP = 64;

/** Looks through a file that passes. @returns its writer and what was found. Memory: one overlap. */
export function scanAddOn(): { write(chunk: Uint8Array): void; result(): AddOnBytes } {
  let tail = Buffer.alloc(0);
  let format: AddOnBytes['format'] | undefined;
  let abi: number | undefined;
  let isStable = false;
  let isOfGlibc = false;

  function look(bytes: Buffer): void {
    isStable ||= bytes.includes(STABLE_ENTRY);
    isOfGlibc ||= GLIBC_ONLY.some((name) => bytes.includes(`\0${name}\0`));
    if (abi !== undefined) return;
    const at = bytes.indexOf(ENTRY);
    const digits =
      at < 0 ? undefined : /^\d{1,4}(?=\0)/.exec(bytes.toString('latin1', at + ENTRY.length, at + OVERLAP))?.[0];
    if (digits !== undefined) abi = Number(digits);
  }

  return {
    write(chunk) {
      const bytes = Buffer.from(chunk.buffer, chunk.byteOffset, chunk.length);
      format ??= formatOf(bytes);
      if (format !== 'elf') return;
      // What lies over the border of two pieces is looked at by itself.
      look(Buffer.concat([tail, bytes.subarray(0, OVERLAP)]));
      look(bytes);
      tail = Buffer.from(bytes.subarray(Math.max(0, bytes.length - OVERLAP)));
    },
    result: () => ({ format: format ?? 'other', ...(abi !== undefined && { abi }), isStable, isOfGlibc }),
  };
}

function formatOf(bytes: Buffer): AddOnBytes['format'] | undefined {
  if (bytes.length < 4) return 'other';
  const magic = bytes.readUInt32BE(0);
  if (magic === 0x7f454c46) return 'elf';
  if (magic === 0xcffaedfe || magic === 0xcafebabe || magic === 0xcefaedfe) return 'mach-o';
  return magic >>> 16 === 0x4d5a ? 'pe' : 'other';
}
