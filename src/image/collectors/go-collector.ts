import type { Collector } from '../contract.ts';
import { parseElf } from '../elf.ts';
import { isElf } from '../elf-source.ts';
import { type GoProgram, readGoProgram } from '../go/read-go-program.ts';
import { markKnown } from './mark-known.ts';

/** Go programs of one layer by the offset of their content in its tar. */
export type GoPrograms = Readonly<Record<number, GoProgram>>;

/** Larger programs are left out, and nothing is concluded of them. */
const PROGRAM_BYTES = 64 << 20;
const LEAST_BYTES = 64 << 10;
/** The linker's note stands in front. */
const FRONT_BYTES = 4096;
const GO_NOTE = Buffer.from('\x04\0\0\0Go\0\0', 'latin1');
const IS_FIXED = 2;
const MOST_PROGRAMS = 256;

/** What Go programs show of what they need. Cost: a search over their bytes; memory: one of them. Other files are let go after their front. */
export const goCollector: Collector<GoPrograms> = markKnown({
  name: 'go/1',
  start() {
    const programs: Record<number, GoProgram> = {};
    let left = MOST_PROGRAMS;
    return {
      open(entry) {
        const isFitting = entry.bytes >= LEAST_BYTES && entry.bytes <= PROGRAM_BYTES && (entry.mode & 0o111) !== 0;
        if (!isFitting || left <= 0) return undefined;
        let front = Buffer.alloc(0);
        let content: Buffer | undefined;
        let bytes = 0;
        let isOther = false;
        const take = (chunk: Uint8Array) => {
          content?.set(chunk, bytes);
          bytes += chunk.length;
        };
        return {
          write(chunk) {
            if (isOther) return;
            if (content !== undefined) return take(chunk);
            front = Buffer.concat([front, chunk]);
            if (front.length < FRONT_BYTES) return;
            isOther = !mayBeGo(front.subarray(0, FRONT_BYTES));
            // In one piece from the start: parts and what they are joined to would be there at the same time.
            if (!isOther) content = Buffer.allocUnsafeSlow(entry.bytes);
            take(front);
            front = Buffer.alloc(0);
          },
          end() {
            const program = content === undefined ? undefined : readGoProgram(content.subarray(0, bytes));
            if (program === undefined) return;
            left -= 1;
            programs[entry.offset] = program;
          },
        };
      },
      result: () => programs,
    };
  },
});

/** With the linker's note; or without a loader, as those that were built without a note mostly are. */
function mayBeGo(front: Buffer): boolean {
  if (!isElf(front)) return false;
  if (front.includes(GO_NOTE)) return true;
  const elf = parseElf([{ offset: 0, bytes: front }]);
  return elf?.type === IS_FIXED && elf.interpreter === undefined && elf.isStatic;
}
