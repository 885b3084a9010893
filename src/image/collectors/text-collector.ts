import { bytesToText } from '../../model/bytes.ts';
import type { Collector } from '../contract.ts';
import { markKnown } from './mark-known.ts';

/** Small files that say how programs are found and who may run them, by the offset of their content; raw bytes as text. */
export type FileTexts = Readonly<Record<number, string>>;

/** Larger ones are left out, and nothing is concluded without them. */
const TEXT_BYTES = 1 << 20;
const TOTAL_BYTES = 16 << 20;

/** Also where distributions put them that keep `/etc` elsewhere and link to it. */
const WANTED =
  /^(?:usr\/|private\/)?etc\/(?:passwd|group|ld\.so\.cache|ld\.so\.conf|ld\.so\.conf\.d\/[^/]+|ld-musl-[^/]+\.path)$/;

export const textCollector: Collector<FileTexts> = markKnown({
  name: 'texts/1',
  start() {
    const texts: Record<number, string> = {};
    let left = TOTAL_BYTES;
    return {
      open(entry) {
        if (entry.bytes > TEXT_BYTES || entry.bytes > left || !WANTED.test(entry.path)) return undefined;
        left -= entry.bytes;
        const parts: Uint8Array[] = [];
        return {
          write: (chunk) => parts.push(Uint8Array.from(chunk)),
          end: () => {
            texts[entry.offset] = bytesToText(Buffer.concat(parts));
          },
        };
      },
      result: () => texts,
    };
  },
});
