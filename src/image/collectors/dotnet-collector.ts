import { type ByteText, bytesToText } from '../../model/bytes.ts';
import type { Collector } from '../contract.ts';
import { markKnown } from './mark-known.ts';

/** What .NET programs say of the runtime they need: texts of `*.runtimeconfig.json` by the offset of their content; raw bytes as text. */
export type DotnetFiles = Readonly<Record<number, ByteText>>;

/** Larger ones are left out, and nothing is concluded without them. */
const FILE_BYTES = 64 << 10;
const TOTAL_BYTES = 4 << 20;

export const dotnetCollector: Collector<DotnetFiles> = markKnown({
  name: 'dotnet/1',
  start() {
    const files: Record<number, ByteText> = {};
    let left = TOTAL_BYTES;
    return {
      open({ path, bytes, offset }) {
        if (bytes > FILE_BYTES || bytes > left || !path.endsWith('.runtimeconfig.json')) return undefined;
        left -= bytes;
        const parts: Uint8Array[] = [];
        return {
          write: (chunk) => parts.push(Uint8Array.from(chunk)),
          end: () => {
            files[offset] = bytesToText(Buffer.concat(parts));
          },
        };
      },
      result: () => files,
    };
  },
});
