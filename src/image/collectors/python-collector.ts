import { bytesToText } from '../../model/bytes.ts';
import type { Collector, ContentSink } from '../contract.ts';
import { notePython } from '../python/python-note.ts';
import { markKnown } from './mark-known.ts';

/** By the offset of a content in its layer's tar: the note of a source, or the whole of a small file that says where modules lie. */
export type PythonFiles = Readonly<Record<number, string>>;

/** Larger files are left out, and nothing is concluded of what they may do. */
export const PYTHON_LIMITS = {
  sourceBytes: 2 << 20,
  /** A script without an ending that starts with `#!`. */
  scriptBytes: 64 << 10,
  settingBytes: 256 << 10,
  /** Of what one layer's files come to. */
  keptBytes: 48 << 20,
} as const;

const SOURCE = /\.pyw?$/;
const SETTING = /(?:^|\/)(?:pyvenv\.cfg|requirements\.txt)$|\/(?:site|dist)-packages\/[^/]+\.pth$/;
const PYTHON_SHEBANG = /^#![^\n]*\bpython/;
/** Where packages and the library lie: nobody asks there what runs only later. */
const INSTALLED = /(?:^|\/)(?:site-packages|dist-packages|lib(?:64)?\/(?:python\d|pypy\d)[^/]*)\//;

/** Whether a source lies where an installer put it, and not where people work. */
export function isInstalledPython(path: string): boolean {
  return INSTALLED.test(path);
}

/** Imports of every Python source. Cost: one pass over each up to its last import. Memory: one source, and a line for each import. */
export const pythonCollector: Collector<PythonFiles> = markKnown({
  name: 'python/1',
  start() {
    const files: Record<number, string> = {};
    let left: number = PYTHON_LIMITS.keptBytes;
    // Files come one after the other: one buffer does for all of them.
    let scratch: Buffer | undefined;
    return {
      open({ path, bytes, mode, offset }): ContentSink | undefined {
        const isSource = SOURCE.test(path);
        const isSetting = !isSource && SETTING.test(path);
        const mayBeScript = !isSource && !isSetting && (mode & 0o111) !== 0 && bytes <= PYTHON_LIMITS.scriptBytes;
        const isWanted =
          (isSource && bytes <= PYTHON_LIMITS.sourceBytes) ||
          (isSetting && bytes <= PYTHON_LIMITS.settingBytes) ||
          mayBeScript;
        if (!isWanted || left <= 0) return undefined;
        const keep = (content: Uint8Array) => {
          const text = isSetting ? bytesToText(content) : notePython(content, path, isInstalledPython(path));
          left -= text.length;
          if (left > 0) files[offset] = text;
        };
        let written = 0;
        let isGiven = !mayBeScript;
        return {
          write(chunk) {
            if (written === 0 && mayBeScript) isGiven = PYTHON_SHEBANG.test(bytesToText(chunk.subarray(0, 256)));
            if (!isGiven) return;
            // Most files come in one piece, which needs no copy.
            if (written === 0 && chunk.length === bytes) {
              keep(chunk);
              return;
            }
            scratch ??= Buffer.alloc(PYTHON_LIMITS.sourceBytes);
            scratch.set(chunk, written);
            written += chunk.length;
            if (written === bytes) keep(scratch.subarray(0, bytes));
          },
          end: () => {
            if (bytes === 0 && !mayBeScript) keep(new Uint8Array(0));
          },
        };
      },
      result: () => files,
    };
  },
});
