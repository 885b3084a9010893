import { type ByteText, bytesToText } from '../../model/bytes.ts';
import type { Collector } from '../contract.ts';
import { markKnown } from './mark-known.ts';

/** Small shell scripts by the offset of their content; raw bytes as text. */
export type ShellScripts = Readonly<Record<number, ByteText>>;

/** Longer ones are left out, and nothing is concluded of what they run. */
const SCRIPT_BYTES = 64 << 10;
const TOTAL_BYTES = 16 << 20;
/** As much of a file as a kernel looks at for its interpreter. */
const LINE_BYTES = 256;

const NAMED = /\.(?:sh|bash)$/;
const SHELL = /[/ \t](?:sh|ash|dash|bash|ksh|zsh|busybox)(?:\s|$)/;

/** Texts of executables whose first line names a shell, and of files named as scripts. Cost: one look at the front of small executables. */
export const scriptCollector: Collector<ShellScripts> = markKnown({
  name: 'shell/1',
  start() {
    const scripts: Record<number, ByteText> = {};
    let left = TOTAL_BYTES;
    return {
      open({ bytes, mode, path, offset }) {
        const isNamed = NAMED.test(path);
        if (bytes < 4 || bytes > SCRIPT_BYTES || bytes > left || !(isNamed || (mode & 0o111) !== 0)) return undefined;
        let parts: Uint8Array[] | undefined = [];
        return {
          write(chunk) {
            if (parts === undefined) return;
            const isFirst = parts.length === 0 && chunk.length >= 2;
            if (isFirst && !isNamed && (chunk[0] !== 0x23 || chunk[1] !== 0x21)) parts = undefined;
            else parts.push(Uint8Array.from(chunk));
          },
          end() {
            if (parts === undefined) return;
            const content = Buffer.concat(parts);
            const isScript = isNamed || namesShell(bytesToText(content.subarray(0, LINE_BYTES)));
            if (!isScript || content.length > left) return;
            left -= content.length;
            scripts[offset] = bytesToText(content);
          },
        };
      },
      result: () => scripts,
    };
  },
});

function namesShell(front: string): boolean {
  return front.startsWith('#!') && SHELL.test(front.split('\n', 1)[0] ?? '');
}
